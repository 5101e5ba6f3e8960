/** One value that components follow by `useSyncExternalStore(store.subscribe, store.get)`. */
export type Store<Value> = {
  get: () => Value;
  subscribe: (listener: () => void) => () => void;
};

export type WritableStore<Value> = Store<Value> & { set: (value: Value) => void };

export const createStore = <Value>(initial: Value): WritableStore<Value> => {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set: (value) => {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
