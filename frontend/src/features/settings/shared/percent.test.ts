import { describe, expect, it } from 'vitest';
import { percent, shareOf, typedShare } from './percent';

describe('percentages', () => {
  it('are whole, but near the whole', () => {
    expect(percent(0.6)).toBe('60 %');
    expect(percent(0.725)).toBe('73 %');
    expect(percent(0.995)).toBe('99.5 %');
    expect(percent(1)).toBe('100 %');
  });

  it('are read from 0 to 100, and typed back', () => {
    expect(shareOf('95')).toBe(0.95);
    expect(shareOf(' 99,5 ')).toBe(0.995);
    for (const wrong of ['', 'most', '-1', '101', 'NaN']) expect(shareOf(wrong)).toBeUndefined();
    expect(typedShare(0.57)).toBe('57');
    expect(typedShare(0.995)).toBe('99.5');
  });
});
