import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useDesk } from '@/lib/desk';
import { createTicketList, type ListQuestion } from '@/lib/ticket-list';

/** The live list of some tickets. After another question the earlier list stays until there is an answer. */
export const useTicketList = (question: ListQuestion) => {
  const { client, feed, changes } = useDesk();
  const key = JSON.stringify(question);
  const list = useMemo(
    () => createTicketList({ client, feed, changes }, JSON.parse(key) as ListQuestion),
    [client, feed, changes, key],
  );
  const [shown, setShown] = useState(list);
  useEffect(() => {
    list.start();
    const leave = list.subscribe(() => {
      const { isKnown, fault } = list.get();
      if (isKnown || fault) setShown(list);
    });
    return () => {
      leave();
      list.stop();
    };
  }, [list]);
  const state = useSyncExternalStore(shown.subscribe, shown.get);
  return { list: shown, isStale: shown !== list, state };
};
