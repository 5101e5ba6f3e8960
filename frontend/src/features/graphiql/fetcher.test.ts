import { Kind, parse } from 'graphql';
import { afterEach, expect, test, vi } from 'vitest';
import { createSessionStore } from './session-store';
import { DEFAULT_QUERY } from './default-query';
import { createFetcher, errorsOf, isSubscription } from './fetcher';

afterEach(() => { vi.unstubAllGlobals(); });

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

test('a token in the Headers pane takes the place of who is signed in, however it is written', async () => {
  const post = vi.fn<typeof fetch>(() => Promise.resolve(Response.json({ data: {} })));
  vi.stubGlobal('fetch', post);
  vi.stubGlobal('WebSocket', Object.assign(vi.fn(), { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 }));
  const session = createSessionStore({ getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
  session.set({ token: 'signed-in', name: 'Ada', email: 'ada@example.com' });
  await createFetcher(session)({ query: '{ viewer { name } }' }, { headers: { Authorization: 'Bearer dwk_x' } });
  expect(new Headers(post.mock.calls[0]?.[1]?.headers).get('authorization')).toBe('Bearer dwk_x');
});
