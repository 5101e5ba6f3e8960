import { describe, expect, test } from 'vitest';
import { dayCount, periodBefore, problemOf, rangeFrom, rangeInWords, withRange } from './range';

const TODAY = '2026-03-01';
const read = (address: string) => rangeFrom(new URLSearchParams(address), TODAY);

describe('the range of days', () => {
  test('is the last 30 days unless the address says otherwise', () => {
    expect(read('')).toEqual({ preset: 30, from: '2026-01-31', to: TODAY });
    expect(read('days=1')).toEqual({ preset: 1, from: TODAY, to: TODAY });
    expect(read('from=2024-02-28&to=2024-03-01')).toEqual({ preset: null, from: '2024-02-28', to: '2024-03-01' });
  });

  test.each([
    'days=8',
    'days=x',
    'from=2026-02-30&to=2026-03-01',
    'from=2026-02-01',
    'from=2026-03-01&to=2026-02-01',
    'from=2020-01-01&to=2026-01-01',
    'from=1960-01-01&to=1960-01-02',
  ])('of the senseless address %s is that of none', (address) => {
    expect(read(address).preset).toBe(30);
  });

  test('is written so that it is read as the same', () => {
    const part = new URLSearchParams('part=ai&days=7');
    expect(withRange(part, 90).toString()).toBe('part=ai&days=90');
    expect(withRange(part, 30).toString()).toBe('part=ai');
    expect(withRange(part, { from: '2026-01-01', to: '2026-01-31' }).toString()).toBe(
      'part=ai&from=2026-01-01&to=2026-01-31',
    );
  });

  test('is compared with as many days before it', () => {
    expect(periodBefore(read('days=7'))).toEqual({ from: '2026-02-16', to: '2026-02-22' });
    expect(periodBefore({ from: '2024-03-01', to: '2024-03-01' })).toEqual({ from: '2024-02-29', to: '2024-02-29' });
    expect(dayCount({ from: '2026-03-28', to: '2026-03-30' })).toBe(3);
  });

  test('has at most 400 days', () => {
    expect(problemOf({ from: '2025-01-01', to: '2026-02-04' })).toBeNull();
    expect(problemOf({ from: '2025-01-01', to: '2026-02-05' })).toBe('length');
    expect(problemOf({ from: '', to: '2026-02-05' })).toBe('missing');
  });

  test('is told in words', () => {
    expect(rangeInWords({ from: '2026-02-16', to: '2026-02-22' })).toMatch(/Feb 16\s–\s22, 2026/);
  });
});
