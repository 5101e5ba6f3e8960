export type Session = { token: string; name: string; email: string };

/** Who is signed in, kept until the tab is closed; listeners hear of every change. */
export type SessionStore = {
  get: () => Session | null;
  set: (session: Session | null) => void;
  subscribe: (listener: () => void) => () => void;
};

type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>;

const KEY = 'deskwire.session';

export const createSessionStore = (storage: Storage): SessionStore => {
  let current = read(storage);
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set: (session) => {
      current = session;
      if (session) storage.setItem(KEY, JSON.stringify(session));
      else storage.removeItem(KEY);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

const read = (storage: Storage): Session | null => {
  try {
    const kept: unknown = JSON.parse(storage.getItem(KEY) ?? 'null');
    return isSession(kept) ? kept : null;
  } catch {
    return null;
  }
};

const isSession = (value: unknown): value is Session =>
  typeof value === 'object' &&
  value !== null &&
  ['token', 'name', 'email'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string');
