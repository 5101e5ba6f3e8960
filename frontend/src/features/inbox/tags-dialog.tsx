import { Button, Group, Modal, MultiSelect, Stack, TagsInput } from '@mantine/core';
import { useState } from 'react';
import { TEXTS } from '@/lib/texts';
import type { TicketRow } from '@/lib/ticket-list';
import type { TagChange } from './changed-row';

const { inbox: texts } = TEXTS;

type TagsDialogProps = {
  rows: readonly TicketRow[];
  /** Names of the tags that there are. */
  known: readonly string[];
  onChange: (tags: TagChange) => void;
  onClose: () => void;
};

/** Tags that shall come to some tickets, and tags that shall go; each keeps its others. */
export const TagsDialog = ({ rows, known, onChange, onClose }: TagsDialogProps) => {
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const present = [...new Set(rows.flatMap(({ tags }) => (tags ?? []).map(({ name }) => name)))].sort();
  return (
    <Modal opened onClose={onClose} title={texts.changeTags} size="sm" yOffset="14vh" centered={false}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onChange({ add, remove });
        }}
      >
        <Stack gap="sm">
          <TagsInput
            data-autofocus
            label={texts.tagsToAdd}
            description={texts.addTagsHint}
            data={[...known]}
            value={add}
            onChange={setAdd}
            acceptValueOnBlur
          />
          {present.length > 0 && (
            <MultiSelect label={texts.tagsToRemove} data={present} value={remove} onChange={setRemove} searchable />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {TEXTS.cancel}
            </Button>
            <Button type="submit" disabled={add.length + remove.length === 0}>
              {texts.change}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
};
