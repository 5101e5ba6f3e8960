import { expect, test, vi } from 'vitest';
import { authorisedFetch } from './client';

const tokenOf = (init: RequestInit | undefined) => new Headers(init?.headers).get('authorization');

test('a request carries the token', async () => {
  const send = vi.fn<typeof fetch>(() => Promise.resolve(new Response('{}')));
  const token = () => Promise.resolve({ value: 't1', endsAt: 0 });
  await authorisedFetch({ token }, send)('/graphql', { headers: { accept: 'a' } });
  const [, init] = send.mock.calls[0] ?? [];
  expect(tokenOf(init)).toBe('Bearer t1');
  expect(new Headers(init?.headers).get('accept')).toBe('a');
});

test('a token that is no longer good is renewed once, and the request sent again', async () => {
  const send = vi.fn<typeof fetch>((_url, init) =>
    Promise.resolve(new Response('{}', { status: tokenOf(init) === 'Bearer t2' ? 200 : 401 })),
  );
  const token = (atLeastMs?: number) => Promise.resolve({ value: atLeastMs === Infinity ? 't2' : 't1', endsAt: 0 });
  const response = await authorisedFetch({ token }, send)('/graphql');
  expect(response.status).toBe(200);
  expect(send).toHaveBeenCalledTimes(2);
});

test('a session that is over gives the refusal', async () => {
  const send = vi.fn<typeof fetch>(() => Promise.resolve(new Response('{}', { status: 401 })));
  const token = (atLeastMs?: number) => Promise.resolve(atLeastMs === Infinity ? null : { value: 't1', endsAt: 0 });
  const response = await authorisedFetch({ token }, send)('/graphql');
  expect(response.status).toBe(401);
  expect(send).toHaveBeenCalledOnce();
});
