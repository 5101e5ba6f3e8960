import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useSearchParams } from 'react-router';
import { useDesk } from '@/lib/desk';
import { filterOf } from './inbox-filter';
import { type InboxState, parametersOf, stateFrom } from './inbox-state';
import { createTicketList, type TicketList } from './ticket-list';

/** What the address says, and a way to say something else. */
export const useInboxState = (): [InboxState, (change: Partial<InboxState>) => void] => {
  const [parameters, setParameters] = useSearchParams();
  const address = parameters.toString();
  const state = useMemo(() => stateFrom(new URLSearchParams(address)), [address]);
  const change = useCallback(
    (changed: Partial<InboxState>) => {
      setParameters((now) => parametersOf({ ...stateFrom(now), ...changed }), { replace: 'search' in changed });
    },
    [setParameters],
  );
  return [state, change];
};

/** The live list of what the address asks for. The earlier list stays until the new one has an answer. */
export const useTicketList = (state: InboxState) => {
  const { client, feed, viewer } = useDesk();
  const question = JSON.stringify({
    filter: filterOf(state, viewer.id),
    search: state.search,
    sort: state.sort,
    direction: state.direction,
  });
  const list = useMemo(
    () => createTicketList(client, feed, JSON.parse(question) as Parameters<typeof createTicketList>[2]),
    [client, feed, question],
  );
  const [shown, setShown] = useState(list);
  useEffect(() => {
    list.start();
    const show = () => {
      const { isKnown, fault } = list.get();
      if (isKnown || fault) setShown(list);
    };
    const leave = list.subscribe(show);
    return () => {
      leave();
      list.stop();
    };
  }, [list]);
  return { list: shown, isStale: shown !== list, state: useList(shown) };
};

export const useList = (list: TicketList) => useSyncExternalStore(list.subscribe, list.get);
