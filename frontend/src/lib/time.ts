const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });
const EXACT = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short' });
const THIS_YEAR = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const OTHER_YEAR = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });

/** Such as `just now`, `5m ago`, `in 3h`, `yesterday`, and after a week `3 Oct`. Both in milliseconds. */
export const relativeTime = (time: number, now: number): string => {
  const distance = time - now;
  const size = Math.abs(distance);
  if (size < MINUTE) return 'just now';
  if (size < HOUR) return RELATIVE.format(Math.trunc(distance / MINUTE), 'minute');
  if (size < DAY) return RELATIVE.format(Math.trunc(distance / HOUR), 'hour');
  if (size < 7 * DAY) return RELATIVE.format(Math.trunc(distance / DAY), 'day');
  const isThisYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? THIS_YEAR : OTHER_YEAR).format(time);
};

export const exactTime = (time: string): string => EXACT.format(Date.parse(time));

/** A length of time in its two greatest units, such as `45s`, `12m`, `3h 20m` or `2d 4h`. */
export const duration = (seconds: number): string => {
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return `${Math.round(seconds)}s`;
  if (minutes < 60) return `${minutes}m`;
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1_440)];
  if (days === 0) return minutes % 60 ? `${hours}h ${minutes % 60}m` : `${hours}h`;
  return hours % 24 ? `${days}d ${hours % 24}h` : `${days}d`;
};
