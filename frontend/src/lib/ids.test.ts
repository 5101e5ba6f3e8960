import { expect, test } from 'vitest';
import { newId } from './ids';

test('ids have the form that the API asks for', () => {
  expect(newId('tkt')).toMatch(/^tkt_[0-7][0-9a-hjkmnp-tv-z]{25}$/);
  expect(newId('cmt', 281_474_976_710_655).slice(0, 14)).toBe('cmt_7zzzzzzzzz');
});

test('later ids are greater, and no two are the same', () => {
  expect(newId('tkt', 2_000) > newId('tkt', 1_999)).toBe(true);
  expect(new Set(Array.from({ length: 1_000 }, () => newId('tkt', 1))).size).toBe(1_000);
});
