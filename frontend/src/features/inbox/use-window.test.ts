import { expect, test } from 'vitest';
import { rangeAt } from './use-window';

const HEIGHT = 40;

test.each([0, 1, 39, 40, 160, 399_960])('at %i pixels all rows in sight are drawn, and fewer than 100', (top) => {
  const { from, to } = rangeAt(top, 800, HEIGHT);
  expect(from * HEIGHT).toBeLessThanOrEqual(top);
  expect(to * HEIGHT).toBeGreaterThanOrEqual(top + 800);
  expect(to - from).toBeLessThan(100);
});

test('it begins with the first row', () => {
  expect(rangeAt(0, 800, HEIGHT).from).toBe(0);
});

test('scrolling by a row within a step draws nothing anew', () => {
  expect(rangeAt(20 * HEIGHT, 800, HEIGHT)).toEqual(rangeAt(21 * HEIGHT, 800, HEIGHT));
});
