/** Calendar days where the reader is, such as `2026-11-21`; `to` belongs to the range. */
export type Days = { from: string; to: string };

/** `preset`: so many days that end today. The range moves on with the date. */
export type Range = Days & { preset: Preset | null };

export const PRESETS = [1, 7, 30, 90] as const;
export type Preset = (typeof PRESETS)[number];
const DEFAULT_PRESET: Preset = 30;
/** What the API takes. */
export const MOST_DAYS = 400;

const DAY_MS = 86_400_000;
const EARLIEST = '1970-01-02';

/** Days as numbers; calendar days have no hours, so they are those of UTC. */
const numberOf = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
const dayOf = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);

const isDay = (text: string | null): text is string =>
  text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(numberOf(text)) === text;

export const dayCount = ({ from, to }: Days): number => numberOf(to) - numberOf(from) + 1;

/** Why such a range cannot be asked for. */
export const problemOf = ({ from, to }: Days): 'missing' | 'order' | 'length' | null => {
  if (!isDay(from) || !isDay(to) || from < EARLIEST) return 'missing';
  if (from > to) return 'order';
  return dayCount({ from, to }) > MOST_DAYS ? 'length' : null;
};

const presetRange = (preset: Preset, today: string): Range => ({
  preset,
  from: dayOf(numberOf(today) - preset + 1),
  to: today,
});

/** What the address says: `days=7`, or `from` and `to`. What makes no sense is as if it were not there. */
export const rangeFrom = (parameters: URLSearchParams, today: string): Range => {
  const [from, to] = [parameters.get('from'), parameters.get('to')];
  if (isDay(from) && isDay(to) && problemOf({ from, to }) === null) return { preset: null, from, to };
  const days = Number(parameters.get('days'));
  return presetRange(PRESETS.find((preset) => preset === days) ?? DEFAULT_PRESET, today);
};

/** The address with another range; the rest of it stays. */
export const withRange = (parameters: URLSearchParams, range: Preset | Days): URLSearchParams => {
  const changed = new URLSearchParams(parameters);
  for (const name of ['days', 'from', 'to']) changed.delete(name);
  if (typeof range === 'number') {
    if (range !== DEFAULT_PRESET) changed.set('days', String(range));
  } else {
    changed.set('from', range.from);
    changed.set('to', range.to);
  }
  return changed;
};

/** As many days, which end the day before. */
export const periodBefore = ({ from, to }: Days): Days => ({
  from: dayOf(numberOf(from) - dayCount({ from, to })),
  to: dayOf(numberOf(from) - 1),
});

const SHORT = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const LONG = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

export const shortDay = (day: string): string => SHORT.format(Date.parse(day));

export const rangeInWords = ({ from, to }: Days): string => LONG.formatRange(Date.parse(from), Date.parse(to));

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The date where the reader is. */
export const localToday = (): string => new Intl.DateTimeFormat('en-CA').format(new Date());
