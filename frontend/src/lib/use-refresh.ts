import { useEffect, useEffectEvent } from 'react';
import { useDesk } from '@/lib/desk';

/**
 * Reads again what no event tells of: so long after something has happened on the desk, once for all in
 * between, and when the reader comes back to the page.
 */
export const useRefresh = (readAgain: (options: { requestPolicy: 'network-only' }) => void, afterMs: number) => {
  const { feed } = useDesk();
  const refresh = () => { readAgain({ requestPolicy: 'network-only' }); };
  const onTime = useEffectEvent(refresh);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = feed.subscribe(() => {
      timer ??= setTimeout(() => {
        timer = undefined;
        onTime();
      }, afterMs);
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [feed, afterMs]);
  useReturn(refresh);
};

/** Reads again when the reader comes back to the page. */
export const useReturn = (readAgain: () => void) => {
  const onReturn = useEffectEvent(() => { if (document.visibilityState === 'visible') readAgain(); });
  useEffect(() => {
    const listener = () => { onReturn(); };
    document.addEventListener('visibilitychange', listener);
    return () => { document.removeEventListener('visibilitychange', listener); };
  }, []);
};
