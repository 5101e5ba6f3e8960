import { afterEach, expect, test, vi } from 'vitest';
import { signIn } from './sign-in';

const answerWith = (body: unknown) =>
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(body)));

afterEach(() => { vi.unstubAllGlobals(); });

test('a right password gives a session', async () => {
  const viewer = { name: 'Ada', email: 'ada@example.com' };
  answerWith({ data: { login: { accessToken: 't', viewer, errors: [] } } });
  await expect(signIn('ada@example.com', 'right')).resolves.toEqual({ token: 't', ...viewer });
});

test.each([
  { data: { login: { accessToken: null, viewer: null, errors: [{ message: 'No.' }] } } },
  { data: null, errors: [{ message: 'No.' }] },
])('a refusal is told in the words of the server', async (body) => {
  answerWith(body);
  await expect(signIn('ada@example.com', 'wrong')).rejects.toThrow('No.');
});

test('a proxy that answers without JSON is told with its status', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('gone', { status: 502 })));
  await expect(signIn('a@example.com', 'x')).rejects.toThrow('502');
});

test('a server that cannot be reached is told so', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
  await expect(signIn('a@example.com', 'x')).rejects.toThrow('cannot be reached');
});
