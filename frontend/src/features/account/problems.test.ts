import { afterEach, expect, test, vi } from 'vitest';
import { confirmEmail, resetPassword } from './operations';
import { NO_PROBLEMS, problemOf, problemsOf } from './problems';

const errorAt = (path: string[] | null) => ({ code: 'TOO_SHORT', message: 'No.', path });
const answerWith = (body: unknown) =>
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(body)));

afterEach(() => { vi.unstubAllGlobals(); });

test.each([
  [['input', 'password'], { password: 'No.' }],
  [['input', 'token'], { link: 'No.' }],
  [['input', 'elsewhere'], { form: 'No.' }],
  [null, { form: 'No.' }],
])('an error at %j is told there', (path, expected) => {
  expect(problemsOf([errorAt(path)])).toEqual({ ...NO_PROBLEMS, ...expected });
});

test('several errors of one field are told together', () => {
  const errors = [errorAt(['input', 'password']), errorAt(['input', 'password'])];
  expect(problemsOf(errors).password).toBe('No. No.');
});

test('a reset sends the token in the body, and nowhere else', async () => {
  const post = vi.fn<typeof fetch>(() =>
    Promise.resolve(Response.json({ data: { passwordReset: { errors: [] } } })),
  );
  vi.stubGlobal('fetch', post);
  await expect(resetPassword('s3cret', 'a long password')).resolves.toEqual([]);
  const [url, init] = post.mock.calls[0] ?? [];
  expect(url).toBe('/graphql');
  const body = JSON.parse(init?.body as string) as { query: string; variables: unknown };
  expect(body.variables).toEqual({ input: { token: 's3cret', password: 'a long password' } });
  expect(body.query).not.toContain('s3cret');
  expect(JSON.stringify(init?.headers)).not.toContain('s3cret');
});

test('errors of the user are given back', async () => {
  answerWith({ data: { emailConfirm: { errors: [errorAt(['input', 'token'])] } } });
  await expect(confirmEmail('old')).resolves.toEqual([errorAt(['input', 'token'])]);
});

test('all other errors are told in the words of the server', async () => {
  answerWith({ data: null, errors: [{ message: 'Too much; wait a minute.' }] });
  const failure: unknown = await confirmEmail('t').catch((error: unknown) => error);
  expect(problemOf(failure)).toEqual({ ...NO_PROBLEMS, form: 'Too much; wait a minute.' });
});
