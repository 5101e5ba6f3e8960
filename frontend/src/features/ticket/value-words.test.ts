import { expect, test } from 'vitest';
import { wordsOf } from './value-words';

const names = new Map([['cat_1', 'Billing'], ['skl_1', 'Printers']]);

test('values of enumerations are told in words', () => {
  expect(wordsOf('status', 'IN_PROGRESS', names)).toBe('In progress');
});

test('ids are told by their names, in lists as well', () => {
  expect(wordsOf('category', 'cat_1', names)).toBe('Billing');
  expect(wordsOf('skills', ['skl_1', 'skl_unknown'], names)).toBe('Printers, skl_unknown');
});

test('nothing is told as nothing', () => {
  expect([null, '', []].map((it) => wordsOf('tags', it, names))).toEqual(['None', 'None', 'None']);
});

test('a language has its name, and what is no language stays as it is', () => {
  expect(wordsOf('language', 'de', names)).toBe('German');
  expect(wordsOf('language', '???', names)).toBe('???');
});
