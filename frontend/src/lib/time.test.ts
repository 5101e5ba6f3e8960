import { expect, test } from 'vitest';
import { duration, relativeTime } from './time';

const NOW = Date.parse('2026-11-21T12:00:00Z');

test.each([
  ['2026-11-21T11:59:30Z', 'just now'],
  ['2026-11-21T11:55:00Z', '5m ago'],
  ['2026-11-21T15:00:00Z', 'in 3h'],
  ['2026-11-20T11:00:00Z', 'yesterday'],
  ['2026-11-16T12:00:00Z', '5d ago'],
  ['2026-10-03T12:00:00Z', 'Oct 3'],
  ['2025-10-03T12:00:00Z', 'Oct 3, 2025'],
])('%s is %s', (time, words) => {
  expect(relativeTime(Date.parse(time), NOW)).toBe(words);
});

test.each([
  [45, '45s'],
  [720, '12m'],
  [3_600, '1h'],
  [12_000, '3h 20m'],
  [187_200, '2d 4h'],
])('%d seconds are %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words);
});
