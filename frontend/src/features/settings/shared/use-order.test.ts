import { describe, expect, it } from 'vitest';
import { inOrder, placed } from './use-order';

describe('an order', () => {
  it('is changed by one row at a time', () => {
    expect(placed(['a', 'b', 'c'], 'b', 0)).toEqual(['b', 'a', 'c']);
    expect(placed(['a', 'b', 'c'], 'a', 1)).toEqual(['b', 'a', 'c']);
    expect(placed(['a', 'b', 'c'], 'a', 2)).toEqual(['b', 'c', 'a']);
  });

  it('has rows that came meanwhile at its end', () => {
    const rows = ['new', 'a', 'b'].map((id) => ({ id }));
    expect(inOrder(rows, ['b', 'a']).map(({ id }) => id)).toEqual(['b', 'a', 'new']);
  });
});
