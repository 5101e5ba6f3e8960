import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followKeys, keyOf, type Shortcut, shortcutGroups } from './shortcuts';

const heard: string[] = [];
const page = new EventTarget();
let leave: () => void;

const shortcut = (keys: string, when?: () => boolean): Shortcut => ({
  keys,
  meaning: keys,
  run: () => { heard.push(keys); },
  ...(when && { when }),
});

const press = (key: string, more: object = {}) => {
  const event = Object.assign(new Event('keydown', { cancelable: true }), { key, code: '', ...more });
  page.dispatchEvent(event);
  return event.defaultPrevented;
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', { querySelector: () => null });
  vi.stubGlobal('HTMLElement', Map);
  heard.length = 0;
  leave = followKeys(page);
});

afterEach(() => {
  leave();
  shortcutGroups.set([]);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const know = (...groups: Shortcut[][]) => {
  shortcutGroups.set(groups.map((group) => ({ title: '', shortcuts: () => group })));
};

test('two keys one after the other mean something, and the second alone something else', () => {
  know([shortcut('g i'), shortcut('i')]);
  for (const key of ['g', 'i', 'i']) press(key);
  expect(heard).toEqual(['g i', 'i']);
});

test('a second key that comes late stands for itself', () => {
  know([shortcut('g i'), shortcut('i')]);
  press('g');
  vi.advanceTimersByTime(2_000);
  press('i');
  expect(heard).toEqual(['i']);
});

test('a key after one that leads nowhere begins anew', () => {
  know([shortcut('g i'), shortcut('x')]);
  for (const key of ['g', 'z', 'x']) press(key);
  expect(heard).toEqual(['x']);
});

test('the part of the page that came last has its keys first', () => {
  know([shortcut('/')], [{ ...shortcut('/'), run: () => { heard.push('page'); } }]);
  press('/');
  expect(heard).toEqual(['page']);
});

test('a key that means nothing now is left to the browser', () => {
  know([shortcut('Enter', () => false)]);
  expect(press('Enter')).toBe(false);
  expect(heard).toEqual([]);
});

test('keys with Ctrl, Alt or Meta are no shortcuts of ours', () => {
  know([shortcut('a')]);
  for (const modifier of ['ctrlKey', 'altKey', 'metaKey']) press('a', { [modifier]: true });
  expect(heard).toEqual([]);
});

test('a layout that writes other letters has the same keys', () => {
  expect(keyOf({ key: 'о', code: 'KeyJ' })).toBe('j');
  expect(keyOf({ key: 'j', code: 'KeyC' })).toBe('j');
  expect(keyOf({ key: '?', code: 'Slash' })).toBe('?');
});
