import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useDesk } from '@/lib/desk';
import { useTicketList } from '@/lib/use-ticket-list';
import { filterOf } from './inbox-filter';
import { type InboxState, parametersOf, stateFrom } from './inbox-state';

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

export const useInboxList = (state: InboxState) => {
  const { viewer } = useDesk();
  return useTicketList({
    filter: filterOf(state, viewer.id),
    search: state.search,
    sort: state.sort,
    direction: state.direction,
  });
};
