import { useSyncExternalStore } from 'react';
import { exactTime, relativeTime } from '@/lib/time';

type TimeAgoProps = { at: string };

/** How long ago, or in how long; the exact time is there on hover and for screen readers. */
export const TimeAgo = ({ at }: TimeAgoProps) => {
  const minute = useSyncExternalStore(followMinutes, () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
  const time = Date.parse(at);
  // What is newer than the full minute is new, and not of the future.
  const now = time > minute && time < minute + 2 * MINUTE_MS ? time : minute;
  return (
    <time dateTime={at} title={exactTime(at)}>
      {relativeTime(time, now)}
    </time>
  );
};

const MINUTE_MS = 60_000;
const followers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all times on the page. */
const followMinutes = (follower: () => void) => {
  followers.add(follower);
  timer ??= setInterval(() => { for (const follow of [...followers]) follow(); }, MINUTE_MS);
  return () => {
    followers.delete(follower);
    if (followers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};
