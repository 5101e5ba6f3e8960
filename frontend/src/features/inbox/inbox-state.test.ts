import { readFileSync } from 'node:fs';
import { buildSchema, coerceInputValue, type GraphQLInputType } from 'graphql';
import { expect, test } from 'vitest';
import { filterOf, NOBODY } from './inbox-filter';
import { type Chip, INITIAL, type InboxState, parametersOf, stateFrom, VIEWS } from './inbox-state';

const schema = buildSchema(readFileSync(new URL('../../../../schema/schema.graphql', import.meta.url), 'utf8'));
const ticketFilter = schema.getType('TicketFilter') as GraphQLInputType;

const URGENT: Chip = { field: 'priority', isNot: false, values: ['HIGH', 'CRITICAL'] };
const NOT_CLOSED: Chip = { field: 'status', isNot: true, values: ['CLOSED'] };
const FULL: InboxState = {
  view: 'all',
  search: 'café "double charge" & more',
  chips: [URGENT, NOT_CLOSED],
  match: 'any',
  sort: 'PRIORITY',
  direction: 'ASC',
};

test('an address brings back exactly what made it', () => {
  expect(stateFrom(new URLSearchParams(parametersOf(FULL).toString()))).toEqual(FULL);
});

test('the beginning needs no address', () => {
  expect(parametersOf(INITIAL).toString()).toBe('');
  expect(stateFrom(new URLSearchParams())).toEqual(INITIAL);
});

test.each(['view=else', 'f=owner:1', 'f=status', 'f=status:', 'sort=TITLE.asc', 'match=none'])(
  'what an address should not say is left out: %s',
  (address) => {
    const { chips, view, match, sort } = stateFrom(new URLSearchParams(address));
    expect({ chips, view, match, sort }).toEqual({ chips: [], view: 'mine', match: 'all', sort: 'CREATED_AT' });
  },
);

test('all filters must hold, or any of them, within the view', () => {
  const state = { ...FULL, view: 'waiting' as const };
  const waiting = { status: { eq: 'WAITING' } };
  const filters = [{ priority: { in: ['HIGH', 'CRITICAL'] } }, { not: { status: { in: ['CLOSED'] } } }];
  expect(filterOf({ ...state, match: 'all' }, 'usr_1')).toEqual({ and: [waiting, ...filters] });
  expect(filterOf({ ...state, match: 'any' }, 'usr_1')).toEqual({ and: [waiting, { or: filters }] });
});

test('nobody can be among the assignees', () => {
  const chips: Chip[] = [{ field: 'assignee', isNot: false, values: ['usr_2', NOBODY] }];
  expect(filterOf({ ...INITIAL, view: 'all', chips }, 'usr_1')).toEqual({
    or: [{ assignee: { id: { in: ['usr_2'] } } }, { hasAssignee: { eq: false } }],
  });
});

test('all tickets need no filter', () => {
  expect(filterOf({ ...INITIAL, view: 'all' }, 'usr_1')).toBeNull();
});

const EACH_FIELD: Chip[] = [
  URGENT,
  NOT_CLOSED,
  { field: 'sentiment', isNot: false, values: ['NEGATIVE'] },
  { field: 'category', isNot: true, values: ['cat_1'] },
  { field: 'tag', isNot: false, values: ['tag_1', 'tag_2'] },
  { field: 'assignee', isNot: true, values: [NOBODY] },
];

test.each(VIEWS)('the API understands each filter in the view %s', (view) => {
  const filter = filterOf({ ...INITIAL, view, chips: EACH_FIELD }, 'usr_1');
  expect(() => coerceInputValue(filter, ticketFilter)).not.toThrow();
});
