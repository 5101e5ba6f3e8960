import type { ExecutionResult, SubscribePayload } from 'graphql-ws';
import { NO_SOCKET, openSocket, type SocketClient } from '@/lib/live-socket';
import { isLater } from '@/lib/position';
import type { AccessToken } from '@/lib/session';
import { createStore, type Store } from '@/lib/store';

export type LiveStatus = 'connecting' | 'live' | 'offline';

export type LiveRequest = { query?: string | undefined; variables?: Record<string, unknown> | undefined };

export type LiveSink = {
  next: (result: ExecutionResult) => void;
  error: (error: unknown) => void;
  complete: () => void;
};

export type LiveOptions = {
  url: string;
  /** A token good for at least that long; null when nobody is signed in any more. */
  token: (atLeastMs?: number) => Promise<AccessToken | null>;
  /** The events behind the position are gone: load everything again, then `open` anew. */
  onPositionExpired: () => void;
  /** The viewer's rights have changed. */
  onRightsChanged: () => void;
  /** Tells `online` and `offline`. */
  network?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
};

/** All live streams of this page, over one socket. */
export type Live = {
  status: Store<LiveStatus>;
  /** Connects; streams begin after that position. Called again, it begins all of them anew. */
  open: (position: string) => void;
  /** The newest position that any stream has seen. */
  position: () => string;
  subscribe: (request: LiveRequest, sink: LiveSink) => () => void;
  close: () => void;
};

/** How a stream goes on when its socket is gone: after its position, from its newest state, or not. */
type Continuation = 'resume' | 'restart' | 'once';

type Stream = {
  request: LiveRequest;
  sink: LiveSink;
  continuation: Continuation;
  position: string;
  /** Where it runs now; messages of an earlier place are ignored. */
  place: { socket: Socket; leave: () => void } | null;
};

type Socket = { client: SocketClient; connectedAt: number };

/** Streams that answer one question and end; asking again would give another answer. */
const ONCE = /\b(?:answerSuggestion|triageProgress)\b/;
const LEAD_MS = 60_000;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
/** A socket that lives shorter than this does not count as a success. */
const STEADY_MS = 3_000;
const CLOSED = { unauthenticated: 4401, forbidden: 4403 };

export const createLive = (options: LiveOptions): Live => {
  const network = options.network ?? window;
  const status = createStore<LiveStatus>('connecting');
  const streams = new Set<Stream>();
  let current: Socket | null = null;
  let candidate: Socket | null = null;
  let newest = '0';
  let isOpen = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const after = (delayMs: number, leastMs?: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void connect(leastMs), delayMs);
  };

  const backOff = (leastMs?: number) => {
    const longest = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
    failures += 1;
    after(longest * (0.5 + Math.random() / 2), leastMs);
  };

  /** Opens a socket beside the present one, if there is one, which goes on until the new one stands. */
  const connect = async (leastMs?: number) => {
    if (!isOpen || candidate) return;
    const socket: Socket = { client: NO_SOCKET, connectedAt: 0 };
    candidate = socket;
    let token: AccessToken | null;
    try {
      token = await options.token(leastMs);
    } catch {
      if (candidate !== socket) return;
      candidate = null;
      if (!current) status.set('offline');
      backOff(leastMs);
      return;
    }
    // `close` or `offline` may have come meanwhile.
    if (candidate !== socket) return;
    if (!token) {
      candidate = null;
      return;
    }
    socket.client = openSocket(options.url, token.value, {
      connected: () => { takeOver(socket, token); },
      closed: (code) => { lose(socket, code); },
    });
  };

  const takeOver = (socket: Socket, token: AccessToken) => {
    if (candidate !== socket) return;
    const previous = current;
    current = socket;
    candidate = null;
    socket.connectedAt = Date.now();
    for (const stream of [...streams]) {
      if (stream.continuation !== 'once' || !stream.place) attach(stream, socket);
    }
    if (previous && !isUsed(previous)) previous.client.dispose();
    status.set('live');
    const left = token.endsAt - Date.now();
    const lead = Math.min(LEAD_MS, left / 2);
    after(left - lead, lead + 1_000);
  };

  const isUsed = (socket: Socket) => [...streams].some((stream) => stream.place?.socket === socket);

  const lose = (socket: Socket, code: number) => {
    for (const stream of [...streams]) {
      if (stream.place?.socket !== socket) continue;
      stream.place = null;
      if (stream.continuation === 'once') end(stream, () => { stream.sink.error(new Error('The connection was lost.')); });
    }
    if (socket !== candidate && socket !== current) return;
    if (Date.now() - socket.connectedAt > STEADY_MS && socket === current) failures = 0;
    if (socket === candidate) candidate = null;
    else current = null;
    if (!isOpen) return;
    if (!current) status.set('offline');
    if (code === CLOSED.forbidden) options.onRightsChanged();
    backOff(code === CLOSED.unauthenticated ? Infinity : undefined);
  };

  const attach = (stream: Stream, socket: Socket) => {
    const earlier = stream.place;
    const place = { socket, leave: () => { /* set below */ } };
    stream.place = place;
    const here = (act: () => void) => { if (stream.place === place) act(); };
    place.leave = socket.client.subscribe(payloadOf(stream), {
      next: (result) => { here(() => { deliver(stream, result as ExecutionResult); }); },
      error: (error) => { here(() => { fail(stream, error); }); },
      complete: () => { here(() => { end(stream, stream.sink.complete); }); },
    });
    earlier?.leave();
  };

  const deliver = (stream: Stream, result: ExecutionResult) => {
    if (stream.continuation === 'resume') {
      const position = positionOf(result);
      if (position) {
        if (!isLater(position, stream.position)) return;
        stream.position = position;
        if (isLater(position, newest)) newest = position;
      }
    }
    stream.sink.next(result);
  };

  const fail = (stream: Stream, error: unknown) => {
    // What is no list of GraphQL errors is the end of the socket, which `lose` sees as well.
    if (!Array.isArray(error)) return;
    const code = codeOf(error);
    if (code === 'POSITION_EXPIRED') {
      stream.place = null;
      options.onPositionExpired();
    } else if (stream.continuation !== 'once' && (code === 'UNAVAILABLE' || code === 'RATE_LIMITED')) {
      stream.place = null;
      setTimeout(() => {
        if (streams.has(stream) && !stream.place && current) attach(stream, current);
      }, LONGEST_RETRY_MS / 2);
    } else {
      end(stream, () => { stream.sink.error(error); });
    }
  };

  const end = (stream: Stream, tell: () => void) => {
    const socket = stream.place?.socket;
    stream.place = null;
    if (!streams.delete(stream)) return;
    tell();
    if (socket && socket !== current && !isUsed(socket)) socket.client.dispose();
  };

  const goOnline = () => {
    failures = 0;
    if (!current) after(0);
  };

  const goOffline = () => {
    status.set('offline');
    const sockets = [current, candidate];
    candidate = null;
    for (const socket of sockets) socket?.client.terminate();
  };

  return {
    status,
    position: () => newest,
    open: (position) => {
      newest = position;
      for (const stream of streams) {
        stream.position = position;
        if (current && stream.continuation === 'resume') attach(stream, current);
      }
      if (isOpen) return;
      isOpen = true;
      network.addEventListener('online', goOnline);
      network.addEventListener('offline', goOffline);
      void connect();
    },
    subscribe: (request, sink) => {
      const stream: Stream = {
        request,
        sink,
        continuation: continuationOf(request),
        position: typeof request.variables?.['after'] === 'string' ? request.variables['after'] : newest,
        place: null,
      };
      streams.add(stream);
      if (current) attach(stream, current);
      return () => {
        const { place } = stream;
        end(stream, () => place?.leave());
      };
    },
    close: () => {
      isOpen = false;
      clearTimeout(timer);
      network.removeEventListener('online', goOnline);
      network.removeEventListener('offline', goOffline);
      const sockets = [current, candidate];
      current = candidate = null;
      for (const stream of streams) stream.place = null;
      streams.clear();
      for (const socket of sockets) socket?.client.dispose();
    },
  };
};

const continuationOf = ({ query = '', variables }: LiveRequest): Continuation => {
  if (ONCE.test(query)) return 'once';
  return variables && 'after' in variables ? 'resume' : 'restart';
};

const payloadOf = ({ request, continuation, position }: Stream): SubscribePayload => ({
  query: request.query ?? '',
  variables: continuation === 'resume' ? { ...request.variables, after: position } : (request.variables ?? {}),
});

/** A resumable stream selects `position` in its one root field. */
const positionOf = ({ data }: ExecutionResult): string | null => {
  const root: unknown = Object.values(data ?? {}).find((value) => typeof value === 'object');
  if (typeof root !== 'object' || root === null || !('position' in root)) return null;
  return typeof root.position === 'string' ? root.position : null;
};

const codeOf = (errors: readonly unknown[]): unknown => {
  const first = errors[0] as { extensions?: { code?: unknown } } | undefined;
  return first?.extensions?.code;
};
