import { Button, Group, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Markdown } from '@/components/markdown';
import { TEXTS } from '@/lib/texts';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';
import { ConflictDialog } from './conflict-dialog';
import type { TicketDetail } from './types';
import { useChange } from './use-change';

const { fields: texts } = TICKET_TEXTS;

type NotesEditorProps = { ticket: TicketDetail; canWork: boolean };

/** Notes for staff; whoever else changed them since one began is not overwritten unasked. */
export const NotesEditor = ({ ticket, canWork }: NotesEditorProps) => {
  const { change, assumed, conflict, settle } = useChange(ticket);
  /** What is being written, and the version of the ticket that it began with. */
  const [edit, setEdit] = useState<{ notes: string; version: number } | null>(null);
  const notes = ticket.notes ?? '';

  const save = async () => {
    if (edit && (await change({ notes: edit.notes }, edit.version))) setEdit(null);
  };
  const choose = async (isMine: boolean) => {
    if ((await settle(isMine)) || !isMine) setEdit(null);
  };

  if (!edit) {
    return (
      <div>
        {notes ? <Markdown text={notes} /> : <Text size="sm" c="dimmed">{texts.notesEmpty}</Text>}
        {canWork && (
          <Button
            mt="xs"
            size="compact-xs"
            variant="default"
            onClick={() => { setEdit({ notes, version: ticket.version }); }}
          >
            {texts.editNotes}
          </Button>
        )}
      </div>
    );
  }
  return (
    <div>
      <Textarea
        autosize
        autoFocus
        minRows={4}
        aria-label={texts.notes}
        value={edit.notes}
        onChange={(event) => { setEdit({ ...edit, notes: event.currentTarget.value }); }}
        onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save(); }}
      />
      <Group mt="xs" gap="xs">
        <Button size="xs" loading={assumed.notes !== undefined} onClick={() => void save()}>
          {texts.save}
        </Button>
        <Button size="xs" variant="default" onClick={() => { setEdit(null); }}>
          {TEXTS.cancel}
        </Button>
      </Group>
      {conflict && (
        <ConflictDialog
          theirs={conflict.now.notes ?? ''}
          mine={conflict.changes.notes ?? ''}
          onChoose={(isMine) => void choose(isMine)}
        />
      )}
    </div>
  );
};
