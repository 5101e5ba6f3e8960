import { Text } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useDesk } from '@/lib/desk';
import type { LiveStatus } from '@/lib/live';
import { TEXTS } from '@/lib/texts';
import classes from './connection-sign.module.css';

const { connection: texts } = TEXTS.shell;
/** A socket that is replaced within that time is nobody's concern. */
const QUIET_MS = 1_500;

/** A quiet sign: nothing to see while all is live, but for a green dot. */
export const ConnectionSign = () => {
  const status = useSettled(useLiveStatus());
  return (
    <span className={classes.sign} data-status={status} title={texts[status]}>
      <span className={classes.dot} aria-hidden />
      <Text span size="sm" className={status === 'live' ? 'visually-hidden' : ''} role="status">
        {status === 'offline' ? texts.offlineShort : texts[status]}
      </Text>
    </span>
  );
};

const useLiveStatus = (): LiveStatus => {
  const { live } = useDesk();
  return useSyncExternalStore(live.status.subscribe, live.status.get);
};

const useSettled = (status: LiveStatus): LiveStatus => {
  const [settled, setSettled] = useState(status);
  useEffect(() => {
    const timer = setTimeout(() => { setSettled(status); }, status === 'live' ? 0 : QUIET_MS);
    return () => { clearTimeout(timer); };
  }, [status]);
  return settled;
};
