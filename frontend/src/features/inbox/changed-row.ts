import type { TicketRow } from '@/lib/ticket-list';

export type TagChange = { add: readonly string[]; remove: readonly string[] } | { all: readonly string[] };

/**
 * The one field that is changed, with its value; an assignee of null takes the ticket back. Tags are
 * changed by names: some come and some go, or these are all.
 */
export type Change =
  | Pick<TicketRow, 'status'>
  | Pick<TicketRow, 'priority'>
  | Pick<TicketRow, 'assignee'>
  | { tags: TagChange };

export type Field = 'status' | 'priority' | 'assignee' | 'tags';

export const fieldOf = (change: Change): Field => Object.keys(change)[0] as Field;

/** The row as it will be; a tag that is new has no id yet. */
export const changedRow = (row: TicketRow, change: Change): TicketRow => {
  if (!('tags' in change)) return { ...row, ...change };
  const before = row.tags ?? [];
  const tags = namesAfter(before.map(({ name }) => name), change.tags).map(
    (name) => before.find((it) => fold(it.name) === fold(name)) ?? { __typename: 'Tag' as const, id: name, name },
  );
  return { ...row, tags };
};

const namesAfter = (names: readonly string[], change: TagChange): readonly string[] => {
  if ('all' in change) return change.all;
  const named = new Set([...change.remove, ...change.add].map(fold));
  return [...names.filter((name) => !named.has(fold(name))), ...change.add];
};

/** What sets the field of any row to what it is in this one. */
export const changeTo = (row: TicketRow, field: Field): Change =>
  field === 'tags' ? { tags: { all: tagNames(row) } } : ({ [field]: row[field] } as Change);

/** A value of the field as one that can be compared. */
export const keyOf = (row: TicketRow, field: Field): string => {
  if (field === 'tags') return tagNames(row).map(fold).sort().join('\n');
  return (field === 'assignee' ? row.assignee?.id : row[field]) ?? '';
};

/** Those that have the same value, together. */
export const groupsOf = (rows: readonly TicketRow[], field: Field): TicketRow[][] => {
  const groups = new Map<string, TicketRow[]>();
  for (const row of rows) {
    const key = keyOf(row, field);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
};

const tagNames = ({ tags }: TicketRow) => (tags ?? []).map(({ name }) => name);
const fold = (name: string) => name.trim().toLowerCase();
