/**
 * Answers that events have overtaken.
 *
 * A query that is under way while an event arrives may bring the state before it, and would be written
 * over what the event has brought. So it is asked again. A mutation is not: what it brings is then read
 * anew.
 */
const MOST_REPEATS = 3;
const MOST_KEPT = 500;

type Arrival = { mark: string; version: number | null };

export type Arrivals = {
  /**
   * Something has happened that the cache knows by now, and that an answer with `mark` in its text may not
   * know: the id of a ticket or of something else. `version` is the ticket's after it.
   */
  note: (mark: string, version: number | null) => void;
  count: () => number;
  /** What was noted after so many; no more than the newest 500. */
  since: (count: number) => Arrival[];
};

export const createArrivals = (): Arrivals => {
  let count = 0;
  let newest: Arrival[] = [];
  return {
    note: (mark, version) => {
      count += 1;
      newest = [...newest.slice(1 - MOST_KEPT), { mark, version }];
    },
    count: () => count,
    since: (before) => (before === count ? [] : newest.slice(before - count)),
  };
};

/** `onStaleMutation` is told of tickets that a mutation has brought older than an event did. */
export const repeatOvertaken =
  (arrivals: Arrivals, send: typeof fetch, onStaleMutation: (ticketId: string) => void): typeof fetch =>
  async (input, init) => {
    const isMutation = typeof init?.body === 'string' && /"query":"\s*mutation\b/.test(init.body);
    for (let repeats = 0; ; repeats += 1) {
      const before = arrivals.count();
      const response = await send(input, init);
      const since = arrivals.since(before);
      if (since.length === 0 || !response.ok || repeats === MOST_REPEATS) return response;
      const text = await response.clone().text();
      const told = since.filter(({ mark }) => text.includes(mark));
      if (isMutation) {
        for (const one of told) if (isOlder(JSON.parse(text), one)) onStaleMutation(one.mark);
        return response;
      }
      if (told.length === 0) return response;
    }
  };

/** Whether the ticket is somewhere in there, in an older version. */
const isOlder = (value: unknown, arrival: Arrival): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const { id, version } = value as { id?: unknown; version?: unknown };
  if (id === arrival.mark && typeof version === 'number') return version < (arrival.version ?? 0);
  return Object.values(value).some((inner) => isOlder(inner, arrival));
};
