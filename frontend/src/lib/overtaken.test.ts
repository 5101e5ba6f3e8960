import { describe, expect, test, vi } from 'vitest';
import { createArrivals, repeatOvertaken } from './overtaken';

const QUERY = { body: '{"query":"query Ticket { a }"}' };
const MUTATION = { body: '{"query":"mutation TicketChange { a }"}' };

/** A server that answers by these states of ticket 1, one after the other; before each, `meanwhile` runs. */
const serve = (meanwhile: (request: number) => void, versions: number[]) => {
  const arrivals = createArrivals();
  const stale = vi.fn<(ticketId: string) => void>();
  let requests = 0;
  const send = repeatOvertaken(
    arrivals,
    () => {
      meanwhile(requests);
      const version = versions[Math.min(requests, versions.length - 1)];
      requests += 1;
      return Promise.resolve(new Response(JSON.stringify({ data: { ticket: { id: 'tkt_1', version } } })));
    },
    stale,
  );
  return { arrivals, stale, send, requests: () => requests };
};

const versionIn = async (response: Response) =>
  ((await response.json()) as { data: { ticket: { version: number } } }).data.ticket.version;

describe('an answer that an event has overtaken', () => {
  test('is asked for again', async () => {
    const server = serve((request) => { if (request === 0) server.arrivals.note('tkt_1', 2); }, [1, 2]);
    expect(await versionIn(await server.send('/graphql', QUERY))).toBe(2);
    expect(server.requests()).toBe(2);
  });

  test('is as good as any when the event was about another ticket, or came before', async () => {
    const server = serve(() => { server.arrivals.note('tkt_2', 9); }, [1]);
    server.arrivals.note('tkt_1', 1);
    await server.send('/graphql', QUERY);
    expect(server.requests()).toBe(1);
  });

  test('is taken in the end, however much happens', async () => {
    const server = serve(() => { server.arrivals.note('tkt_1', null); }, [1]);
    expect(await versionIn(await server.send('/graphql', QUERY))).toBe(1);
    expect(server.requests()).toBe(4);
  });

  test('to a mutation is not asked for again: the ticket is read anew if it is older', async () => {
    const server = serve(() => { server.arrivals.note('tkt_1', 3); }, [3, 2]);
    await server.send('/graphql', MUTATION);
    expect(server.stale).not.toHaveBeenCalled();
    await server.send('/graphql', MUTATION);
    expect(server.stale.mock.calls).toEqual([['tkt_1']]);
    expect(server.requests()).toBe(2);
  });

  test('only the newest arrivals are kept', () => {
    const arrivals = createArrivals();
    for (let number = 0; number < 700; number += 1) arrivals.note(`tkt_${number}`, null);
    expect(arrivals.since(0).length).toBe(500);
    expect(arrivals.since(698).map(({ mark }) => mark)).toEqual(['tkt_698', 'tkt_699']);
    expect(arrivals.since(700)).toEqual([]);
  });
});
