import { Kind, parse } from 'graphql';
import { expect, test } from 'vitest';
import { DEFAULT_QUERY } from './default-query';
import { errorsOf, isSubscription } from './fetcher';

test.each([
  ['LiveEvents', true],
  ['Assignments', true],
  ['Tickets', false],
  ['OpenTicket', false],
  ['Unknown', false],
])('of the default query, %s is a subscription: %s', (operationName, expected) => {
  expect(isSubscription({ query: DEFAULT_QUERY, operationName })).toBe(expected);
});

test('text that is no GraphQL is left to the server to refuse', () => {
  expect(isSubscription({ query: 'subscription {' })).toBe(false);
});

test('every operation of the default query has a name of its own', () => {
  const names = parse(DEFAULT_QUERY).definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? definition.name?.value : undefined,
  );
  expect(names).not.toContain(undefined);
  expect(new Set(names).size).toBe(names.length);
});

test('a closed socket is told with its code and reason', () => {
  const errors = errorsOf({ code: 4403, reason: 'Forbidden' });
  expect(JSON.parse(JSON.stringify(errors))).toEqual([
    { message: 'The socket was closed: 4403 Forbidden' },
  ]);
});

test('a refused subscription keeps the errors of the server', () => {
  const refusal = [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }];
  expect(JSON.parse(JSON.stringify(errorsOf(refusal)))).toEqual(refusal);
});
