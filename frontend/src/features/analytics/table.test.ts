import { describe, expect, test } from 'vitest';
import { changeOf, columnInWords, hasFigures, milliseconds, money, pointsOf, roughly, shown, timeTicks } from './table';

describe('figures in words', () => {
  test('changes are told only where there is something to compare with', () => {
    expect(changeOf(112, 100)).toBe('+12%');
    expect(changeOf(50, 100)).toBe('-50%');
    expect(changeOf(100, 100)).toBe('0%');
    expect(changeOf(1, 0)).toBeNull();
    expect(changeOf(null, 3)).toBeNull();
    expect(pointsOf(0.93, 0.9)).toBe('+3 points');
  });

  test('costs below a cent are not rounded to nothing', () => {
    expect(money(0)).toBe('$0.00');
    expect(money(420)).toBe('$0.00042');
    expect(money(12_345_678)).toBe('$12.35');
  });

  test('lengths of time have a unit', () => {
    expect(milliseconds(420.4)).toBe('420 ms');
    expect(milliseconds(1_940)).toBe('1.9 s');
    expect(milliseconds(150_000)).toBe('3m');
    expect([600, 70_000, 200_000].map(roughly)).toEqual(['10m', '19.4h', '2.3d']);
  });

  test('what is not known is a dash', () => {
    expect(shown(null, { label: 'x' })).toBe('–');
  });

  test('zeros and gaps are nothing to draw', () => {
    const table = { columns: [{ label: 'Day' }, { label: 'New' }, { label: 'Solved' }], rows: [['Mon', 0, null], ['Tue', null, 2]] };
    expect(hasFigures(table, [1])).toBe(false);
    expect(hasFigures(table, [1, 2])).toBe(true);
  });

  test('a chart is told by its most and its least', () => {
    const columns = [{ label: 'Day' }, { label: 'New' }];
    expect(columnInWords({ columns, rows: [['Mon', 3], ['Tue', 9], ['Wed', null]] }, 1)).toBe(
      'New: most 9 (Tue), least 3 (Mon)',
    );
    expect(columnInWords({ columns, rows: [['Mon', 3]] }, 1)).toBe('New: 3 (Mon)');
    expect(columnInWords({ columns, rows: [] }, 1)).toBe('New: no values');
  });
});

test('an axis of times has lines at round ones, up to the longest', () => {
  const hour = 3_600;
  expect(timeTicks(38.9 * hour).map((it) => it / hour)).toEqual([0, 12, 24, 36, 48]);
  expect(timeTicks(700).map((it) => it / 60)).toEqual([0, 5, 10, 15]);
  expect(timeTicks(0)).toEqual([0, 60]);
});
