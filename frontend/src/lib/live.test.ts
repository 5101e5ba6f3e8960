import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLive, type Live, type LiveRequest } from './live';
import { ScriptedSocket } from './scripted-socket';

const EVENTS: LiveRequest = { query: 'subscription { ticketEvents }', variables: { after: '10' } };
const TICKET: LiveRequest = { query: 'subscription { ticketUpdated }', variables: { id: 'tkt_1' } };
const ANSWER: LiveRequest = { query: 'subscription { answerSuggestion }', variables: { text: 'a' } };
const LIFETIME_MS = 15 * 60_000;

let network: EventTarget;
let issued: number;
let live: Live;
const options = { onPositionExpired: vi.fn(), onRightsChanged: vi.fn() };
const token = vi.fn<(atLeastMs?: number) => Promise<{ value: string; endsAt: number } | null>>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', ScriptedSocket);
  vi.spyOn(Math, 'random').mockReturnValue(1);
  ScriptedSocket.all = [];
  issued = 0;
  let current: { value: string; endsAt: number } | null = null;
  token.mockImplementation((atLeastMs = 5_000) => {
    if (!current || current.endsAt - Date.now() <= atLeastMs) {
      issued += 1;
      current = { value: `t${issued}`, endsAt: Date.now() + LIFETIME_MS };
    }
    return Promise.resolve(current);
  });
  network = new EventTarget();
  live = createLive({ url: 'ws://desk.test/graphql', token, network, ...options });
});

afterEach(() => {
  live.close();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  options.onPositionExpired.mockReset();
  options.onRightsChanged.mockReset();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

const open = async () => {
  live.open('10');
  await settle();
  ScriptedSocket.latest().accept();
  await settle();
};

const follow = (request: LiveRequest) => {
  const seen: unknown[] = [];
  const errors: unknown[] = [];
  const complete = vi.fn();
  const leave = live.subscribe(request, {
    next: ({ data }) => seen.push(Object.values(data ?? {})[0]),
    error: (error) => errors.push(error),
    complete,
  });
  return { seen, errors, complete, leave };
};

const event = (position: string) => ({ ticketEvents: { position } });
const positions = (seen: unknown[]) => seen.map((value) => (value as { position: string }).position);

test('streams begin after their position, over one socket with the token', async () => {
  const { seen } = follow(EVENTS);
  follow(TICKET);
  expect(live.status.get()).toBe('connecting');
  await open();
  const socket = ScriptedSocket.latest();
  expect(socket.token).toBe('Bearer t1');
  expect(socket.subscriptions.map(({ variables }) => variables)).toEqual([{ after: '10' }, { id: 'tkt_1' }]);
  socket.next(event('11'));
  expect(positions(seen)).toEqual(['11']);
  expect(live.status.get()).toBe('live');
  expect(live.position()).toBe('11');
  expect(ScriptedSocket.all).toHaveLength(1);
});

test('a lost socket is replaced, and the stream goes on after the last event, each event once', async () => {
  const { seen } = follow(EVENTS);
  await open();
  ScriptedSocket.latest().next(event('12'));
  ScriptedSocket.latest().lose(1006);
  expect(live.status.get()).toBe('offline');
  await vi.advanceTimersByTimeAsync(250);
  expect(ScriptedSocket.all).toHaveLength(2);
  ScriptedSocket.latest().accept();
  await settle();
  expect(live.status.get()).toBe('live');
  expect(ScriptedSocket.latest().subscriptions[0]?.variables).toEqual({ after: '12' });
  for (const position of ['12', '13', '13', '100']) ScriptedSocket.latest().next(event(position));
  expect(positions(seen)).toEqual(['12', '13', '100']);
});

test('a normal closure by the server is answered by one new socket, and by one only', async () => {
  follow(EVENTS);
  await open();
  ScriptedSocket.latest().lose(1000);
  await vi.advanceTimersByTimeAsync(250);
  ScriptedSocket.latest().accept();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ScriptedSocket.all).toHaveLength(2);
});

test('a server that stays away is asked more and more rarely, and at once when the network is back', async () => {
  live.open('10');
  await settle();
  for (const delay of [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
    const before = ScriptedSocket.all.length;
    ScriptedSocket.latest().lose(1006);
    await vi.advanceTimersByTimeAsync(delay - 1);
    expect(ScriptedSocket.all).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(ScriptedSocket.all).toHaveLength(before + 1);
  }
  ScriptedSocket.latest().lose(1006);
  const before = ScriptedSocket.all.length;
  network.dispatchEvent(new Event('online'));
  await settle();
  expect(ScriptedSocket.all).toHaveLength(before + 1);
});

test('before the token ends a second socket takes over from the last position', async () => {
  const { seen } = follow(EVENTS);
  await open();
  const first = ScriptedSocket.latest();
  first.next(event('20'));
  await vi.advanceTimersByTimeAsync(LIFETIME_MS - 60_000);
  const second = ScriptedSocket.latest();
  expect(second).not.toBe(first);
  expect(first.readyState).not.toBe(3);
  first.next(event('21'));
  second.accept();
  await settle();
  expect(second.token).toBe('Bearer t2');
  expect(second.subscriptions[0]?.variables).toEqual({ after: '21' });
  expect(first.readyState).toBe(3);
  second.next(event('22'));
  expect(positions(seen)).toEqual(['20', '21', '22']);
  expect(live.status.get()).toBe('live');
});

test('a stream that answers once stays on its socket until it has ended', async () => {
  await open();
  const answer = follow(ANSWER);
  await settle();
  const first = ScriptedSocket.latest();
  await vi.advanceTimersByTimeAsync(LIFETIME_MS - 60_000);
  const second = ScriptedSocket.latest();
  second.accept();
  await settle();
  expect(first.readyState).not.toBe(3);
  expect(second.subscriptions).toEqual([]);
  first.next({ answerSuggestion: 'text' });
  first.say({ type: 'complete', id: first.subscriptions[0]?.id });
  await settle();
  expect(answer.seen).toEqual(['text']);
  expect(answer.complete).toHaveBeenCalledOnce();
  expect(first.readyState).toBe(3);
});

test('a stream that answers once says so when its socket is lost', async () => {
  await open();
  const { errors } = follow(ANSWER);
  await settle();
  ScriptedSocket.latest().lose(1006);
  expect(errors).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(250);
  ScriptedSocket.latest().accept();
  await settle();
  expect(ScriptedSocket.latest().subscriptions).toEqual([]);
});

test('a stream of states begins again with the newest', async () => {
  const { seen } = follow(TICKET);
  await open();
  ScriptedSocket.latest().next({ ticketUpdated: 'a' });
  ScriptedSocket.latest().lose(1001);
  await vi.advanceTimersByTimeAsync(250);
  ScriptedSocket.latest().accept();
  await settle();
  ScriptedSocket.latest().next({ ticketUpdated: 'b' });
  expect(seen).toEqual(['a', 'b']);
});

test('a token that the server no longer takes is renewed', async () => {
  await open();
  ScriptedSocket.latest().lose(4401);
  await vi.advanceTimersByTimeAsync(250);
  ScriptedSocket.latest().accept();
  await settle();
  expect(ScriptedSocket.latest().token).toBe('Bearer t2');
});

test('nobody connects any more when the session is over', async () => {
  await open();
  token.mockResolvedValue(null);
  ScriptedSocket.latest().lose(4401);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ScriptedSocket.all).toHaveLength(1);
});

test('changed rights are told', async () => {
  await open();
  ScriptedSocket.latest().lose(4403);
  expect(options.onRightsChanged).toHaveBeenCalledOnce();
});

test('an expired position is told, and after a new one the stream goes on', async () => {
  const { seen, errors } = follow(EVENTS);
  await open();
  ScriptedSocket.latest().refuse('POSITION_EXPIRED');
  expect(options.onPositionExpired).toHaveBeenCalledOnce();
  expect(errors).toEqual([]);
  live.open('500');
  await settle();
  expect(ScriptedSocket.latest().subscriptions.at(-1)?.variables).toEqual({ after: '500' });
  ScriptedSocket.latest().next(event('501'), ScriptedSocket.latest().subscriptions.length - 1);
  expect(positions(seen)).toEqual(['501']);
});

test('a refused stream is told why, and not tried again', async () => {
  const { errors } = follow(EVENTS);
  await open();
  ScriptedSocket.latest().refuse('FORBIDDEN');
  expect(errors).toEqual([[{ message: 'FORBIDDEN', extensions: { code: 'FORBIDDEN' } }]]);
  ScriptedSocket.latest().lose(1006);
  await vi.advanceTimersByTimeAsync(250);
  ScriptedSocket.latest().accept();
  await settle();
  expect(ScriptedSocket.latest().subscriptions).toEqual([]);
});

test('a desk that is busy is asked again', async () => {
  const { seen } = follow(EVENTS);
  await open();
  ScriptedSocket.latest().refuse('UNAVAILABLE');
  await vi.advanceTimersByTimeAsync(5_000);
  const { subscriptions } = ScriptedSocket.latest();
  ScriptedSocket.latest().next(event('11'), subscriptions.length - 1);
  expect(positions(seen)).toEqual(['11']);
});

test('whoever leaves hears nothing more, and the server is told', async () => {
  const { seen, leave } = follow(EVENTS);
  await open();
  const socket = ScriptedSocket.latest();
  const id = socket.subscriptions[0]?.id;
  leave();
  socket.say({ type: 'next', id, payload: { data: event('11') } });
  expect(seen).toEqual([]);
  expect(socket.subscriptions).toEqual([]);
});

test('a connection that answers no ping is given up', async () => {
  await open();
  ScriptedSocket.latest().answersPings = false;
  await vi.advanceTimersByTimeAsync(12_000 + 6_000);
  expect(live.status.get()).toBe('offline');
  await vi.advanceTimersByTimeAsync(250);
  expect(ScriptedSocket.all).toHaveLength(2);
});

test('without a network the sign is there at once', async () => {
  await open();
  network.dispatchEvent(new Event('offline'));
  expect(live.status.get()).toBe('offline');
});
