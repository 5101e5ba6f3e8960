import { type Client, createClient } from 'graphql-ws';

export type SocketClient = Pick<Client, 'subscribe' | 'terminate'> & { dispose: () => void };

export type SocketListener = {
  /** The server has accepted the token. */
  connected: () => void;
  /** Told once, also when no connection came about (1006). */
  closed: (code: number) => void;
};

const PING_EVERY_MS = 12_000;
const PONG_WITHIN_MS = 6_000;
const ACKNOWLEDGED_WITHIN_MS = 10_000;

/** One socket and no more: it neither waits for a first stream nor ever connects again. */
export const openSocket = (url: string, token: string, listener: SocketListener): SocketClient => {
  let pong: ReturnType<typeof setTimeout> | undefined;
  let streams = 0;
  const client: Client = createClient({
    url,
    connectionParams: { authorization: `Bearer ${token}` },
    generateID: () => String(++streams),
    lazy: false,
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    connectionAckWaitTimeout: ACKNOWLEDGED_WITHIN_MS,
    onNonLazyError: () => { /* `closed` tells it */ },
    on: {
      connected: listener.connected,
      closed: (event) => {
        clearTimeout(pong);
        // The library would connect again by itself after a normal closure.
        dispose(client);
        listener.closed((event as { code?: number }).code ?? 1006);
      },
      ping: (isReceived) => {
        if (!isReceived) pong = setTimeout(() => { client.terminate(); }, PONG_WITHIN_MS);
      },
      pong: (isReceived) => {
        if (isReceived) clearTimeout(pong);
      },
    },
  });
  return {
    subscribe: (payload, sink) => client.subscribe(payload, sink),
    terminate: () => { client.terminate(); },
    dispose: () => { dispose(client); },
  };
};

/** Ends a client; that its connection never stood is no news then. */
const dispose = (client: Client) => {
  Promise.resolve(client.dispose()).catch(() => { /* nothing to close */ });
};

/** Stands in while the token for a socket is being fetched. */
export const NO_SOCKET: SocketClient = {
  subscribe: () => () => { /* nothing to leave */ },
  dispose: () => { /* nothing to end */ },
  terminate: () => { /* nothing to end */ },
};
