import { expect, test } from 'vitest';
import { deviceOf } from './device';

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36', 'Chrome on Android'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Safari/604.1', 'Safari on iOS'],
])('%s is told as %s', (userAgent, expected) => {
  expect(deviceOf(userAgent)).toBe(expected);
});

test('what is no browser stands as it is, cut to a length that fits', () => {
  expect(deviceOf('curl/8.5')).toBe('curl/8.5');
  expect(deviceOf('')).toBe('Unknown device');
  expect(deviceOf('x'.repeat(500))).toHaveLength(80);
});
