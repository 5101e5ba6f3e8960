import { describe, expect, it } from 'vitest';
import { dollars, microsOf, typedAmount } from './money';

describe('money', () => {
  it('shows cents, and fractions of a cent where there is nothing else', () => {
    expect(dollars(0)).toBe('$0.00');
    expect(dollars(2_500_000)).toBe('$2.50');
    expect(dollars(1_234_567_890)).toBe('$1,234.57');
    expect(dollars(560)).toBe('$0.00056');
  });

  it('reads what people type, with a point or a comma', () => {
    expect(microsOf(' 2.50 ')).toBe(2_500_000);
    expect(microsOf('0,15')).toBe(150_000);
    expect(microsOf('')).toBeNull();
    for (const wrong of ['-1', '1e3', 'five', '1.2.3', '1.2345678', '1234567']) expect(microsOf(wrong)).toBeUndefined();
  });

  it('types back what it has read', () => {
    for (const text of ['', '5', '0.15', '0.00056']) expect(typedAmount(microsOf(text) ?? null)).toBe(text);
  });
});
