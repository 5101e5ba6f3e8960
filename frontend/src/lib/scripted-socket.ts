/** A WebSocket whose server is the test; for tests only. */
export class ScriptedSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  static all: ScriptedSocket[] = [];

  readyState = 0;
  answersPings = true;
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  received: { type: string; id?: string; payload?: Record<string, unknown> }[] = [];

  constructor(readonly url: string) {
    ScriptedSocket.all.push(this);
  }

  static latest(): ScriptedSocket {
    const socket = ScriptedSocket.all.at(-1);
    if (!socket) throw new Error('Nobody has connected.');
    return socket;
  }

  send(data: string) {
    const message = JSON.parse(data) as ScriptedSocket['received'][number];
    if (message.type !== 'ping') this.received.push(message);
    else if (this.answersPings) queueMicrotask(() => { this.say({ type: 'pong' }); });
  }

  close(code = 1000, reason = '') {
    this.lose(code, reason);
  }

  /** The server takes the connection and the token. */
  accept() {
    this.readyState = 1;
    this.onopen?.();
    this.say({ type: 'connection_ack' });
  }

  say(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** The connection ends, by the server or by what lies between. */
  lose(code: number, reason = '') {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  get token() {
    return this.received.find(({ type }) => type === 'connection_init')?.payload?.['authorization'];
  }

  /** The subscriptions that are open here: their ids and variables. */
  get subscriptions() {
    const ended = new Set(this.received.filter(({ type }) => type === 'complete').map(({ id }) => id));
    return this.received
      .filter(({ type, id }) => type === 'subscribe' && !ended.has(id))
      .map(({ id, payload }) => ({ id, variables: payload?.['variables'] }));
  }

  next(data: object, index = 0) {
    this.say({ type: 'next', id: this.subscriptions[index]?.id, payload: { data } });
  }

  refuse(code: string, index = 0) {
    const payload = [{ message: code, extensions: { code } }];
    this.say({ type: 'error', id: this.subscriptions[index]?.id, payload });
  }
}
