import { expect, test } from 'vitest';
import type { TicketRow } from '@/lib/ticket-list';
import { changedRow, changeTo, groupsOf, keyOf } from './changed-row';

const row = (id: string, ...names: string[]) =>
  ({ id, status: 'OPEN', tags: names.map((name) => ({ __typename: 'Tag', id: `tag_${name}`, name })) }) as unknown as TicketRow;
const namesOf = ({ tags }: TicketRow) => (tags ?? []).map(({ name }) => name);

test('a field is set, and the others stay', () => {
  expect(changedRow(row('1', 'roof'), { status: 'WAITING' })).toEqual({ ...row('1', 'roof'), status: 'WAITING' });
});

test('tags come and go in whatever letters, beside those that stay', () => {
  const change = { tags: { add: ['Roof', 'new'], remove: ['STORM'] } };
  const changed = changedRow(row('1', 'roof', 'storm', 'cellar'), change);
  expect(namesOf(changed)).toEqual(['cellar', 'roof', 'new']);
});

test('what a row had is set again, whatever has come since', () => {
  const before = row('1', 'b', 'a');
  const after = changedRow(before, { tags: { add: ['c'], remove: ['a'] } });
  expect(keyOf(after, 'tags')).not.toBe(keyOf(before, 'tags'));
  expect(keyOf(changedRow(after, changeTo(before, 'tags')), 'tags')).toBe(keyOf(before, 'tags'));
});

test('rows of the same tags go together, in whatever order they have them', () => {
  const groups = groupsOf([row('1', 'a', 'b'), row('2'), row('3', 'b', 'a')], 'tags');
  expect(groups.map((group) => group.map(({ id }) => id))).toEqual([['1', '3'], ['2']]);
});
