import { expect, test } from 'vitest';
import { append, judge, type LiveRows, noRows, refresh, type RowRules, settle } from './live-rows';

type Row = { id: string; rank: number; text?: string };
const rules: RowRules<Row> = { idOf: ({ id }) => id, compare: (one, other) => one.rank - other.rank };
const row = (id: string, rank: number, text = ''): Row => ({ id, rank, text });
const ids = ({ rows }: LiveRows<Row>) => rows.map(({ id }) => id).join('');

const ABC = append(noRows<Row>(), [row('a', 10), row('b', 20), row('c', 30)], rules);

test('a new row waits, and goes to its place when the reader is ready', () => {
  const list = judge(ABC, ['x'], [row('x', 15)], false, rules);
  expect(ids(list)).toBe('abc');
  expect([...list.waiting.keys()]).toEqual(['x']);
  expect(ids(settle(list, rules))).toBe('axbc');
});

test('a row that left stays until the reader is ready', () => {
  const list = judge(ABC, ['b'], [], false, rules);
  expect(ids(list)).toBe('abc');
  expect([...list.gone]).toEqual(['b']);
  expect(ids(settle(list, rules))).toBe('ac');
});

test('a row that comes back before that never left', () => {
  const list = judge(judge(ABC, ['b'], [], false, rules), ['b'], [row('b', 20)], false, rules);
  expect(list.gone.size).toBe(0);
  expect(ids(settle(list, rules))).toBe('abc');
});

test('a row that has moved says at once what it says now, and moves later', () => {
  const list = judge(ABC, ['c'], [row('c', 5, 'new')], false, rules);
  expect(list.rows.at(-1)?.text).toBe('new');
  expect(ids(list)).toBe('abc');
  expect(ids(settle(list, rules))).toBe('cab');
});

test('a change that moves nothing leaves nothing waiting', () => {
  const list = judge(ABC, ['b'], [row('b', 21, 'new')], false, rules);
  expect(list.waiting.size).toBe(0);
  expect(list.rows[1]?.text).toBe('new');
});

test('a row below the pages that are loaded comes with its page', () => {
  expect(judge(ABC, ['x'], [row('x', 40)], true, rules).waiting.size).toBe(0);
  expect(ids(settle(judge(ABC, ['x'], [row('x', 40)], false, rules), rules))).toBe('abcx');
});

test('a page does not double what came by an event', () => {
  const list = settle(judge(ABC, ['x'], [row('x', 15)], true, rules), rules);
  expect(ids(append(list, [row('x', 15), row('d', 50)], rules))).toBe('axbcd');
});

test('a row that waits says the newest, too', () => {
  const waiting = judge(ABC, ['x'], [row('x', 15)], false, rules);
  expect(settle(refresh(waiting, row('x', 15, 'newer'), rules), rules).rows[1]?.text).toBe('newer');
  expect(refresh(ABC, row('y', 1), rules)).toBe(ABC);
});

test('where only the server knows the order, what is new comes first', () => {
  const list = judge(ABC, ['x'], [row('x', 99)], true, { ...rules, compare: null });
  expect(ids(settle(list, { ...rules, compare: null }))).toBe('xabc');
});
