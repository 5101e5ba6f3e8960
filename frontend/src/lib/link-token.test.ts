import { expect, test, vi } from 'vitest';
import { takeToken } from './link-token';

const take = (href: string) => {
  const replaceState = vi.fn();
  return { token: takeToken({ href }, { replaceState }), replaceState };
};

test('a token leaves the address bar, all else stays', () => {
  const { token, replaceState } = take('https://desk.test/reset-password?a=1&token=s3cret#top');
  expect(token).toBe('s3cret');
  expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/reset-password?a=1#top');
});

test('an empty token leaves it as well', () => {
  const { token, replaceState } = take('https://desk.test/confirm-email?token=');
  expect(token).toBe('');
  expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/confirm-email');
});

test('without a token nothing is touched', () => {
  const { token, replaceState } = take('https://desk.test/tickets/7');
  expect(token).toBe('');
  expect(replaceState).not.toHaveBeenCalled();
});
