import { describe, expect, it } from 'vitest';
import { savedWords } from './rule-words';

const NAMES = { categories: [{ id: 'cat_1', key: 'billing', name: 'Billing' }], skills: [], people: [] };
const rule = (conditions: object, results: object) => ({ name: 'x', isEnabled: true, confidence: 0.8, conditions, results });

describe('a rule in words', () => {
  it('says when and then', () => {
    const words = savedWords(rule({ any: ['a', 'b', 'c', 'd', 'e'], requesterTags: ['vip'] }, { category: 'billing', priority: 'HIGH' }), NAMES);
    expect(words.when).toBe('one of “a”, “b”, “c” and 2 more and the requester is tagged vip');
    expect(words.then).toBe('Category: Billing, Priority: High');
  });

  it('knows the title and the due date', () => {
    expect(savedWords(rule({ regex: ['x', 'y'], where: 'title', dueWithinHours: 4 }, { tags: ['t'] }), NAMES).when).toBe(
      'one of 2 patterns is in the title and it is due within 4 h',
    );
  });
});
