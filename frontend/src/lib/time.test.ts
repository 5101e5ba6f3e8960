import { expect, test } from 'vitest';
import { relativeTime } from './time';

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
