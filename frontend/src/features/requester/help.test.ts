import { expect, test } from 'vitest';
import { closeMarks, furtherSources, hear, type Help, type HelpPart, type HelpSource, linkCitations, NO_HELP, questionOf } from './help';

const article: HelpSource = { title: 'Refunds', quote: 'Ask for it.', score: 0.7, article: { id: 'art_1' }, ticket: null };
const ticket: HelpSource = { title: 'Paid twice', quote: 'It is back.', score: 0.4, article: null, ticket: { id: 'tkt_1', number: 7 } };

const part = (kind: HelpPart['kind'], id = 'sug_1', more: Partial<HelpPart> = {}): HelpPart => ({
  id, kind, classification: null, sources: null, delta: null, answer: null, ...more,
});
const after = (help: Help, ...parts: HelpPart[]) => parts.reduce((it, next) => hear(it, { kind: 'heard', part: next }), help);

test('an answer grows piece by piece, and the whole one stands for all pieces', () => {
  const growing = after(NO_HELP, part('SOURCES', 'sug_1', { sources: [article] }), part('DELTA', 'sug_1', { delta: 'Ask ' }), part('DELTA', 'sug_1', { delta: 'us.' }));
  expect(growing).toMatchObject({ status: 'writing', answer: { text: 'Ask us.', source: null } });
  const whole = after(growing, part('ANSWER', 'sug_1', { answer: { text: 'Ask us! [1]', source: 'LLM', confidence: 0.7, cited: [article] } }));
  expect(whole).toMatchObject({ status: 'done', answer: { text: 'Ask us! [1]', source: 'LLM', id: 'sug_1' } });
});

test('a new draft keeps the earlier answer until there is a newer one', () => {
  const first = after(NO_HELP, part('ANSWER', 'sug_1', { answer: { text: 'Old', source: 'ARTICLE', confidence: 0.5, cited: [article] } }));
  const asked = hear(first, { kind: 'asked' });
  expect(asked).toMatchObject({ status: 'asking', answer: { text: 'Old', id: 'sug_1' } });
  const next = after(asked, part('SOURCES', 'sug_2', { sources: [] }));
  expect(next).toMatchObject({ id: 'sug_2', answer: { text: 'Old', id: 'sug_1' } });
  expect(after(next, part('DELTA', 'sug_2', { delta: 'New' })).answer).toMatchObject({ text: 'New', id: 'sug_2' });
  expect(after(next, part('ANSWER', 'sug_2')).answer).toBeNull();
});

test('a stream that ends too early is a failure and leaves no half answer', () => {
  const half = after(NO_HELP, part('SOURCES', 'sug_1', { sources: [article] }), part('DELTA', 'sug_1', { delta: 'Half' }));
  expect(hear(half, { kind: 'ended' })).toMatchObject({ status: 'failed', answer: null, sources: [article] });
  const whole = after(half, part('ANSWER'));
  expect(hear(whole, { kind: 'ended' })).toBe(whole);
});

test('too few letters are no question, and other spaces no other one', () => {
  expect(questionOf('Help me', '  ')).toBeNull();
  expect(questionOf(' The app  crashes ', ' at start\n')).toEqual(questionOf('The app crashes', 'at start'));
});

test('numbers in brackets lead to the sources they name', () => {
  expect(linkCitations('Do so [1], as before [2].', [article, ticket])).toBe(
    'Do so [\\[1\\]](/articles/art_1), as before [\\[2\\]](/tickets/tkt_1).',
  );
  expect(linkCitations('list[1], [9], [1](x), `[1]`', [article])).toBe('list[1], [9], [1](x), `[1]`');
});

test('what the answer shows in full is not listed again', () => {
  const help = after(NO_HELP, part('SOURCES', 'sug_1', { sources: [article, ticket] }));
  expect(furtherSources(help)).toEqual([article, ticket]);
  const answered = after(help, part('ANSWER', 'sug_1', { answer: { text: 'All', source: 'ARTICLE', confidence: 0.7, cited: [article] } }));
  expect(furtherSources(answered)).toEqual([ticket]);
});

test('a quotation that was cut ends its marks', () => {
  expect(closeMarks('1. **Once.** Yes.\n2. **A real double…')).toBe('1. **Once.** Yes.\n2. **A real double…**');
  expect(closeMarks('Press `Save…')).toBe('Press `Save…`');
  expect(closeMarks('**All** is `well`.')).toBe('**All** is `well`.');
});
