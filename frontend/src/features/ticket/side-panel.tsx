import { Select, TagsInput, Text, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { PRIORITIES, STATUSES } from '@/components/ticket-choices';
import { PrioritySign, StatusSign } from '@/components/ticket-signs';
import { TimeAgo } from '@/components/time-ago';
import { offerUndo } from '@/components/undo';
import type { Priority, TicketStatus } from '@/gql/schema';
import { TEXTS } from '@/lib/texts';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';
import { ConflictDialog } from './conflict-dialog';
import { FieldKeys } from './field-keys';
import type { Rights } from './rights';
import classes from './side-panel.module.css';
import type { TicketDetail, TicketParts } from './types';
import { useAssigning } from './use-assigning';
import { type Changes, useChange } from './use-change';
import type { Choice, Choices } from './use-choices';
import { wordsOf } from './value-words';

const { fields: texts } = TICKET_TEXTS;
const { words } = TEXTS;

/** Values are compared as they are, not by the names of what they point to. */
const NO_NAMES: ReadonlyMap<string, string> = new Map();
const asOptions = (choices: readonly Choice[]) => choices.map(({ value, label }) => ({ value, label }));
const STATUS_OPTIONS = asOptions(STATUSES);
const PRIORITY_OPTIONS = asOptions(PRIORITIES);

type SidePanelProps = { ticket: TicketDetail; rights: Rights; choices: Choices };

/** The facts of a ticket; who works on it changes them in place, and sees the change at once. */
export const SidePanel = ({ ticket, rights, choices }: SidePanelProps) => {
  const { change, assumed, conflict, settle } = useChange(ticket);
  const latest = useRef(ticket);
  useEffect(() => {
    latest.current = ticket;
  });
  /** Sets one field; undoing it leaves alone what others have made of the field since. */
  const set = async (changes: Changes) => {
    const [field] = Object.keys(changes) as FieldName[];
    if (!field) return;
    const before = valueOf(ticket, field) ?? null;
    if (!(await change(changes))) return;
    offerUndo(texts.changed(ticket.number), async () => {
      const now = latest.current;
      const isOurs = wordsOf(field, valueOf(now, field), NO_NAMES) === wordsOf(field, changes[field], NO_NAMES);
      if (!isOurs) return texts.notUndone;
      return (await change({ [field]: before }, now.version)) ? TEXTS.undone : texts.notUndone;
    });
  };
  const { people, give } = useAssigning(ticket, rights, choices.people);
  const tagsField = useRef<HTMLInputElement>(null);
  if (!rights.canWork) return <ReadOnly ticket={ticket} isStaff={rights.isStaff} />;
  return (
    <div className={classes.fields}>
      <div className={classes.pair}>
        <Select
          label={texts.status}
          allowDeselect={false}
          data={STATUS_OPTIONS}
          value={assumed.status ?? ticket.status}
          onChange={(status) => { if (status) void set({ status: status as TicketStatus }); }}
        />
        <Select
          label={texts.priority}
          allowDeselect={false}
          data={PRIORITY_OPTIONS}
          value={assumed.priority ?? ticket.priority}
          onChange={(priority) => { if (priority) void set({ priority: priority as Priority }); }}
        />
      </div>
      <Select
        label={texts.category}
        allowDeselect={false}
        searchable
        data={withShown(choices.categories, ticket.category)}
        value={assumed.categoryId ?? ticket.category.id}
        onChange={(categoryId) => { if (categoryId) void set({ categoryId }); }}
      />
      <Select
        label={texts.assignee}
        placeholder={texts.nobody}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': TICKET_TEXTS.actions.handBack }}
        data={ticket.assignee ? withShown(people, ticket.assignee) : [...people]}
        value={ticket.assignee?.id ?? null}
        onChange={give}
      />
      <TagsInput
        ref={tagsField}
        label={texts.tags}
        data={choices.tags.map(({ label }) => label)}
        value={[...(assumed.tags ?? (ticket.tags ?? []).map(({ name }) => name))]}
        onChange={(tags) => { void set({ tags }); }}
      />
      <DueField key={ticket.dueAt} dueAt={ticket.dueAt} onDue={(dueAt) => { void set({ dueAt }); }} />
      <Facts ticket={ticket} />
      <FieldKeys
        people={people}
        onAssignee={give}
        onStatus={(status) => void set({ status })}
        onPriority={(priority) => void set({ priority })}
        onTags={() => { tagsField.current?.focus(); }}
      />
      {conflict && (
        <ConflictDialog
          theirs={told(conflict.changes, (field) => valueOf(conflict.now, field), choices)}
          mine={told(conflict.changes, (field) => conflict.changes[field], choices)}
          onChoose={(isMine) => void settle(isMine)}
        />
      )}
    </div>
  );
};

type FieldName = keyof Changes;

const told = (changes: Changes, value: (field: FieldName) => unknown, { names }: Choices) =>
  (Object.keys(changes) as FieldName[]).map((field) => wordsOf(field, value(field), names)).join('\n');

const valueOf = (now: TicketParts, field: FieldName): unknown => {
  if (field === 'categoryId') return now.category.id;
  if (field === 'tags') return now.tags?.map(({ name }) => name);
  if (field === 'skillIds') return now.skills?.map(({ skill }) => skill.id);
  return now[field];
};

const withShown = (choices: readonly Choice[], shown: { id: string; name: string }): Choice[] =>
  choices.some(({ value }) => value === shown.id)
    ? [...choices]
    : [{ value: shown.id, label: shown.name }, ...choices];

type DueFieldProps = { dueAt: string | null; onDue: (dueAt: string | null) => void };

// Saved when it is left: each key of a date field changes its value.
const DueField = ({ dueAt, onDue }: DueFieldProps) => {
  const shown = dueAt ? localTime(dueAt) : '';
  return (
    <TextInput
      type="datetime-local"
      label={texts.due}
      defaultValue={shown}
      onBlur={(event) => {
        const { value } = event.currentTarget;
        if (value !== shown) onDue(value ? new Date(value).toISOString() : null);
      }}
    />
  );
};

const MINUTE_MS = 60_000;

const localTime = (time: string) => {
  const date = new Date(time);
  return new Date(date.getTime() - date.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
};

const ReadOnly = ({ ticket, isStaff }: { ticket: TicketDetail; isStaff: boolean }) => (
  <div className={classes.fields}>
    {isStaff && (
      <Text size="sm" c="dimmed">
        {texts.notYours}
      </Text>
    )}
    <dl className={classes.facts}>
      <Fact name={texts.status}>
        <StatusSign status={ticket.status} />
      </Fact>
      <Fact name={texts.priority}>
        <PrioritySign priority={ticket.priority} />
      </Fact>
      <Fact name={texts.category}>{ticket.category.name}</Fact>
      <Fact name={texts.assignee}>{ticket.assignee?.name ?? texts.nobody}</Fact>
      {ticket.tags && ticket.tags.length > 0 && (
        <Fact name={texts.tags}>{ticket.tags.map(({ name }) => name).join(', ')}</Fact>
      )}
      {ticket.dueAt && (
        <Fact name={texts.due}>
          <TimeAgo at={ticket.dueAt} />
        </Fact>
      )}
    </dl>
    <Facts ticket={ticket} />
  </div>
);

const Facts = ({ ticket }: { ticket: TicketDetail }) => (
  <dl className={classes.facts}>
    <Fact name={texts.requester}>{ticket.requester.name}</Fact>
    <Fact name={texts.created}>
      <TimeAgo at={ticket.createdAt} />
    </Fact>
    {ticket.skills && ticket.skills.length > 0 && (
      <Fact name={texts.skills}>{ticket.skills.map(({ skill }) => skill.name).join(', ')}</Fact>
    )}
    {ticket.sentiment && <Fact name={texts.sentiment}>{words.sentiment[ticket.sentiment]}</Fact>}
    {ticket.urgency && <Fact name={texts.urgency}>{words.urgency[ticket.urgency]}</Fact>}
  </dl>
);

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className={classes.fact}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
