import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSession } from './session';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const ADA = { id: 'usr_1', name: 'Ada', email: 'ada@example.com', role: 'MODERATOR', timeZone: null, version: 1 };
const server = vi.fn<typeof fetch>();
let issued = 0;

const granted = (viewer = ADA) => {
  issued += 1;
  const accessTokenExpiresAt = '2026-11-21T12:15:00Z';
  return { accessToken: `t${issued}`, accessTokenExpiresAt, viewer, errors: [] };
};
const refused = { accessToken: null, accessTokenExpiresAt: null, viewer: null, errors: [{ code: 'TOKEN_INVALID' }] };
const answer = (tokenRefresh: object, date = '2026-11-21T12:00:00Z') =>
  Promise.resolve(Response.json({ data: { tokenRefresh } }, { headers: { date: new Date(date).toUTCString() } }));

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  vi.stubGlobal('fetch', server);
  issued = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  server.mockReset();
});

test('a reload brings back who is signed in by the cookie', async () => {
  server.mockImplementation(() => answer(granted()));
  const session = createSession();
  expect(session.get()).toEqual({ status: 'restoring', isStuck: false });
  await session.restore();
  expect(session.get()).toEqual({ status: 'signedIn', viewer: ADA });
  await expect(session.token()).resolves.toEqual({ value: 't1', endsAt: NOW + 15 * 60_000 });
  expect(server).toHaveBeenCalledOnce();
});

test('without a cookie nobody is signed in, and nobody is told of an ended session', async () => {
  server.mockImplementation(() => answer(refused));
  const session = createSession();
  await session.restore();
  expect(session.get()).toEqual({ status: 'nobody', reason: 'unknown' });
  await expect(session.token()).resolves.toBeNull();
});

test('a server that cannot be reached ends no session', async () => {
  server.mockImplementation(() => Promise.reject(new TypeError('network')));
  const session = createSession();
  await session.restore();
  expect(session.get()).toEqual({ status: 'restoring', isStuck: true });
  server.mockImplementation(() => answer(granted()));
  await session.restore();
  expect(session.get().status).toBe('signedIn');
});

test('many who need a new token at once cause one refresh', async () => {
  server.mockImplementation(() => answer(granted()));
  const session = createSession();
  await session.restore();
  vi.setSystemTime(NOW + 14 * 60_000);
  const tokens = await Promise.all([session.token(60_000), session.token(60_000), session.token(Infinity)]);
  expect(new Set(tokens.map((token) => token?.value))).toEqual(new Set(['t2']));
  expect(server).toHaveBeenCalledTimes(2);
});

test('a clock of this machine that is wrong by an hour changes nothing', async () => {
  vi.setSystemTime(NOW + 3_600_000);
  server.mockImplementation(() => answer(granted()));
  const session = createSession();
  await session.restore();
  expect((await session.token())?.value).toBe('t1');
  expect(server).toHaveBeenCalledOnce();
});

test('a session that ends while in use is told apart from none', async () => {
  server.mockImplementationOnce(() => answer(granted())).mockImplementation(() => answer(refused));
  const session = createSession();
  await session.restore();
  await expect(session.token(Infinity)).resolves.toBeNull();
  expect(session.get()).toEqual({ status: 'nobody', reason: 'expired' });
});

test('a refresh draws nothing anew, other rights do', async () => {
  server
    .mockImplementationOnce(() => answer(granted()))
    .mockImplementationOnce(() => answer(granted({ ...ADA, version: 2 })))
    .mockImplementationOnce(() => answer(granted({ ...ADA, role: 'ADMIN' })));
  const session = createSession();
  await session.restore();
  const listener = vi.fn();
  session.subscribe(listener);
  await session.token(Infinity);
  expect(listener).not.toHaveBeenCalled();
  await session.token(Infinity);
  expect(listener).toHaveBeenCalledOnce();
});

test('who signs out is nobody, and has not expired', async () => {
  server.mockImplementationOnce(() => answer(granted()));
  const session = createSession();
  await session.restore();
  server.mockImplementation(() => Promise.resolve(Response.json({ data: { logout: { errors: [] } } })));
  await session.signOut();
  expect(session.get()).toEqual({ status: 'nobody', reason: 'left' });
});
