import type { Cell } from '@/lib/csv';
import { duration } from '@/lib/time';

/**
 * What is in the cells is for machines, and `unit` says what it is; `format` and `say` make numbers and
 * texts of it for people, `tick` shorter ones for an axis.
 */
export type Column = {
  label: string;
  unit?: string;
  format?: (value: number) => string;
  tick?: (value: number) => string;
  /** Where the lines of an axis up to such a value go, if not at round numbers. */
  ticks?: (most: number) => number[];
  say?: (text: string) => string;
};

/** The figures of one chart; the first cell of a row says what the row is about. */
export type Table = { columns: readonly Column[]; rows: readonly (readonly Cell[])[] };

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const MONEY = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
const SMALL_MONEY = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 });
const CHANGE = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });

export const NOTHING = '–';

export const count = (value: number): string => WHOLE.format(value);
export const percent = (share: number): string => PERCENT.format(share);
/** Of millionths of a US dollar; fractions of a cent are told, as calls of models cost no more. */
export const money = (micros: number): string =>
  micros > 0 && micros < 1_000_000 ? SMALL_MONEY.format(micros / 1e6) : MONEY.format(micros / 1e6);
export const milliseconds = (value: number): string => {
  if (value < 1_000) return `${Math.round(value)} ms`;
  return value < 60_000 ? `${(value / 1_000).toFixed(1)} s` : duration(value / 1_000);
};
/** A length of time in its greatest unit, for an axis. */
export const roughly = (seconds: number): string => {
  if (seconds < 3_600) return `${Math.round(seconds / 60)}m`;
  return seconds < 172_800 ? `${count(seconds / 3_600)}h` : `${count(seconds / 86_400)}d`;
};

const TIME_STEPS = [1, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 7_200, 14_400].map((minutes) => minutes * 60);
const MOST_STEPS = 5;

/** Round times from nothing to at least such a length, in seconds. */
export const timeTicks = (most: number): number[] => {
  const step = TIME_STEPS.find((it) => most <= it * MOST_STEPS) ?? Math.ceil(most / MOST_STEPS / 86_400) * 86_400;
  return Array.from({ length: Math.max(Math.ceil(most / step), 1) + 1 }, (_, at) => at * step);
};

export const shown = (cell: Cell, { format = count, say }: Column): string => {
  if (cell === null) return NOTHING;
  if (typeof cell === 'number') return format(cell);
  return say ? say(cell) : cell;
};

/** Whether there is anything to draw in those columns. */
export const hasFigures = ({ rows }: Table, columns: readonly number[]): boolean =>
  rows.some((row) => columns.some((place) => Number(row[place] ?? 0) !== 0));

/** How much more than before, such as `+12%`; nothing when there is nothing to compare with. */
export const changeOf = (now: number | null, before: number | null): string | null =>
  now === null || before === null || before === 0 ? null : CHANGE.format(now / before - 1);

/** The same for a share, in points of a hundred: `+3 points`. */
export const pointsOf = (now: number | null, before: number | null): string | null => {
  if (now === null || before === null) return null;
  const points = Math.round((now - before) * 100);
  return `${points > 0 ? '+' : ''}${points} points`;
};

/** A column in a sentence, for those who do not see its chart. */
export const columnInWords = (table: Table, place: number): string => {
  const [head = { label: '' }] = table.columns;
  const column = table.columns[place];
  const known = table.rows.flatMap((row) => {
    const value = row[place];
    return typeof value === 'number' ? [{ value, name: shown(row[0] ?? null, head) }] : [];
  });
  const [first] = known;
  if (!column || !first) return `${column?.label ?? ''}: no values`;
  const most = known.reduce((best, one) => (one.value > best.value ? one : best), first);
  const least = known.reduce((best, one) => (one.value < best.value ? one : best), first);
  const told = ({ value, name }: typeof first) => `${shown(value, column)} (${name})`;
  return known.length === 1 || most.value === least.value
    ? `${column.label}: ${told(first)}`
    : `${column.label}: most ${told(most)}, least ${told(least)}`;
};
