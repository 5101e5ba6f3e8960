import { expect, test } from 'vitest';
import { type HtmlNode, markWords } from '@/lib/mark-words';

const treeOf = (value: string): HtmlNode => ({
  type: 'root',
  children: [{ type: 'element', tagName: 'p', children: [{ type: 'text', value }] }],
});

const shown = (node: HtmlNode): string => {
  const inside = (node.children ?? []).map(shown).join('');
  if (node.tagName === 'mark') return `[${inside}]`;
  return (node.value ?? '') + inside;
};

const mark = (value: string, words: string[]) => {
  const tree = treeOf(value);
  markWords(words)(tree);
  return shown(tree);
};

test('words are marked in whatever case they stand', () => {
  expect(mark('Charged twice: charged!', ['charged'])).toBe('[Charged] twice: [charged]!');
});

test('the longest of several words wins', () => {
  expect(mark('Charged twice', ['Charged', 'charged twice'])).toBe('[Charged twice]');
});

test('signs of patterns are plain signs', () => {
  expect(mark('cost (49.00)? 49x00', ['49.00', '(', ')?'])).toBe('cost [(][49.00][)?] 49x00');
});

test('nothing is marked without words', () => {
  expect(mark('as it is', ['', '  '])).toBe('as it is');
});

test('a line break of the text counts as a space', () => {
  expect(mark('charged\ntwice', ['charged twice'])).toBe('[charged\ntwice]');
});
