import { expect, test } from 'vitest';
import { givenTo } from './alerts';

type Event = Parameters<typeof givenTo>[1];

const event = (change: object = {}): Event =>
  ({
    kind: 'TICKET_ASSIGNED',
    actor: { kind: 'SYSTEM', user: null },
    ticket: { id: 'tkt_1', assignee: { id: 'usr_me', name: 'Me' } },
    ...change,
  }) as Event;

test('a ticket that somebody else gives me is told', () => {
  expect(givenTo('usr_me', event())?.id).toBe('tkt_1');
});

test.each([
  ['what I have taken myself', { actor: { kind: 'USER', user: { id: 'usr_me', name: 'Me' } } }],
  ['what goes to a colleague', { ticket: { id: 'tkt_1', assignee: { id: 'usr_2', name: 'She' } } }],
  ['what is gone', { ticket: null }],
  ['another change of my ticket', { kind: 'TICKET_UPDATED' }],
])('%s is not', (_what, change) => {
  expect(givenTo('usr_me', event(change))).toBeNull();
});
