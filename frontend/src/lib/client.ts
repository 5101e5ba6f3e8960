import { Client, type ExecutionResult, fetchExchange, subscriptionExchange } from '@urql/core';
import { createCache } from '@/lib/cache';
import { TicketNowDocument } from '@/gql/ticket-now';
import type { Live } from '@/lib/live';
import { type Arrivals, repeatOvertaken } from '@/lib/overtaken';
import type { Session } from '@/lib/session';

/** Queries and mutations over HTTP, subscriptions over the live socket, all into one cache. */
export const createGraphQLClient = (session: Session, live: Live, arrivals: Arrivals): Client => {
  const client = new Client({
    url: '/graphql',
    preferGetMethod: false,
    fetch: repeatOvertaken(arrivals, authorisedFetch(session), (id) => {
      void client.query(TicketNowDocument, { id }, { requestPolicy: 'network-only' }).toPromise();
    }),
    // What is known is shown at once, and read again: lists may have changed while nobody looked.
    requestPolicy: 'cache-and-network',
    exchanges: [
      createCache(),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (request) => ({
          subscribe: (sink) => ({
            unsubscribe: live.subscribe(request, {
              next: (result) => { sink.next(result as ExecutionResult); },
              error: sink.error,
              complete: sink.complete,
            }),
          }),
        }),
      }),
    ],
  });
  return client;
};

/** Sends the access token; one that the server no longer takes is renewed once. */
export const authorisedFetch =
  (session: Pick<Session, 'token'>, send: typeof fetch = fetch): typeof fetch =>
  async (input, init) => {
    const sendAs = (token: string | undefined) =>
      send(input, { ...init, headers: { ...(init?.headers as object), ...(token && { authorization: `Bearer ${token}` }) } });
    const response = await sendAs((await session.token())?.value);
    if (response.status !== 401) return response;
    const renewed = await session.token(Infinity);
    return renewed ? sendAs(renewed.value) : response;
  };
