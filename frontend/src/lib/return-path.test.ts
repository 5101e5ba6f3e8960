import { expect, test } from 'vitest';
import { returnPath, signInPath } from './return-path';

test.each(['/inbox?view=mine&q=a%20b#x', '/tickets/tkt_1'])('one comes back to %s', (path) => {
  const url = new URL(path, 'https://desk.test');
  const there = new URL(signInPath(url), 'https://desk.test');
  expect(there.pathname).toBe('/login');
  expect(returnPath(there.searchParams)).toBe(path);
});

test('home needs no way back', () => {
  expect(signInPath({ pathname: '/', search: '', hash: '' })).toBe('/login');
});

test.each(['https://evil.test/', '//evil.test/', '/\\evil.test', 'javascript:alert(1)', '/login?next=/', ''])(
  'nobody is led away to %j',
  (next) => {
    expect(returnPath(new URLSearchParams({ next }))).toBe('/');
  },
);
