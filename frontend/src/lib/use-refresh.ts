import { useEffect } from 'react';
import { useDesk } from '@/lib/desk';

/** Reads again when something has happened on the desk: so long after it, and once for all in between. */
export const useRefresh = (readAgain: (options: { requestPolicy: 'network-only' }) => void, afterMs: number) => {
  const { feed } = useDesk();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = feed.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        readAgain({ requestPolicy: 'network-only' });
      }, afterMs);
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [feed, readAgain, afterMs]);
};
