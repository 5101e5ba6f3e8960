import { expect, test, vi } from 'vitest';
import { createSessionStore } from './session-store';

const createStorage = (kept: Record<string, string> = {}) => ({
  getItem: (key: string) => kept[key] ?? null,
  setItem: (key: string, value: string) => { kept[key] = value; },
  removeItem: (key: string) => { kept[key] = ''; },
});

const ada = { token: 't', name: 'Ada', email: 'ada@example.com' };

test('a reload keeps who is signed in, signing out forgets it', () => {
  const storage = createStorage();
  createSessionStore(storage).set(ada);
  expect(createSessionStore(storage).get()).toEqual(ada);
  createSessionStore(storage).set(null);
  expect(createSessionStore(storage).get()).toBeNull();
});

test.each(['', '{', '[]', '{"token":1,"name":"Ada","email":"a"}'])('%j is nobody', (kept) => {
  expect(createSessionStore(createStorage({ 'deskwire.session': kept })).get()).toBeNull();
});

test('listeners hear of changes until they leave', () => {
  const session = createSessionStore(createStorage());
  const listener = vi.fn();
  const leave = session.subscribe(listener);
  session.set(ada);
  leave();
  session.set(null);
  expect(listener).toHaveBeenCalledTimes(1);
});
