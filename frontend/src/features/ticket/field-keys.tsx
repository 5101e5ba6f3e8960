import { Suspense, useState } from 'react';
import { later } from '@/components/later';
import { type Choice, PRIORITIES, STATUSES } from '@/components/ticket-choices';
import type { Priority, TicketStatus } from '@/gql/schema';
import { useShortcuts } from '@/lib/shortcuts';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';

const { keys: texts, fields } = TICKET_TEXTS;
const PickDialog = later(async () => (await import('@/components/pick-dialog')).PickDialog);

/** Stands for "nobody" among the people to pick from. */
const NOBODY: Choice = { value: '', label: fields.nobody };

type FieldKeysProps = {
  people: readonly Choice[];
  onAssignee: (id: string | null) => void;
  onStatus: (status: TicketStatus) => void;
  onPriority: (priority: Priority) => void;
  onTags: () => void;
};

type Picking = { title: string; choices: readonly Choice[]; onPick: (value: string) => void };

/** The keys that change a ticket's facts, the same as in the inbox. */
export const FieldKeys = ({ people, onAssignee, onStatus, onPriority, onTags }: FieldKeysProps) => {
  const [picking, setPicking] = useState<Picking | null>(null);
  const picks = (title: string, choices: readonly Choice[], onPick: (value: string) => void) => () => {
    setPicking({ title, choices, onPick });
  };
  useShortcuts(texts.title, [
    { keys: 'a', meaning: texts.assign, run: picks(texts.assignTo, [...people, NOBODY], (id) => { onAssignee(id || null); }) },
    { keys: 's', meaning: texts.status, run: picks(texts.status, STATUSES, (it) => { onStatus(it as TicketStatus); }) },
    { keys: 'p', meaning: texts.priority, run: picks(texts.priority, PRIORITIES, (it) => { onPriority(it as Priority); }) },
    { keys: 't', meaning: texts.tags, run: onTags },
  ]);
  if (!picking) return null;
  const close = () => { setPicking(null); };
  return (
    <Suspense fallback={null}>
      <PickDialog
        title={picking.title}
        choices={picking.choices}
        onPick={(value) => {
          close();
          picking.onPick(value);
        }}
        onClose={close}
      />
    </Suspense>
  );
};
