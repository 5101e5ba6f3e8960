import { describe, expect, it } from 'vitest';
import { editorPath, inputOf, valuesOf } from './rule-values';

const NAMES = {
  categories: [{ id: 'cat_1', key: 'billing', name: 'Billing' }],
  skills: [{ id: 'skl_1', name: 'Refunds' }],
  people: [{ id: 'usr_1', name: 'Max', email: 'max@desk.example' }],
};

describe('the values of a rule', () => {
  it('come back as they were saved', () => {
    const conditions = { any: ['refund*'], where: 'title', requesterTags: ['vip'], dueWithinHours: 4, overdue: true };
    const results = { category: 'billing', priority: 'HIGH', skills: ['Refunds'], assignee: 'usr_1' };
    const rule = { name: 'Refunds', isEnabled: true, confidence: 0.925, conditions, results };
    expect(inputOf(valuesOf(rule, NAMES))).toEqual({ conditions, results, confidence: 0.925 });
  });

  it('name everything in one way, and keep what is unknown', () => {
    const results = { category: 'BILLING', skills: ['skl_1', 'Gone'], assignee: 'Max@desk.example' };
    const values = valuesOf({ name: '', isEnabled: true, confidence: 1, conditions: { categories: ['cat_1', 'old'] }, results }, NAMES);
    expect(values.setCategory).toBe('billing');
    expect(values.setSkills).toEqual(['Refunds', 'Gone']);
    expect(values.setAssignee).toBe('usr_1');
    expect(values.categories).toEqual(['billing', 'old']);
  });

  it('hold nothing for a new rule, and survive what is no rule', () => {
    expect(inputOf(valuesOf())).toEqual({ conditions: {}, results: {}, confidence: 0.8 });
    const broken = { name: 'x', isEnabled: true, confidence: 0.5, conditions: ['no'], results: { category: 7, skills: 'no' } };
    expect(inputOf(valuesOf(broken))).toEqual({ conditions: {}, results: {}, confidence: 0.5 });
  });

  it('are found by the paths of the API', () => {
    expect(editorPath(['input', 'conditions', 'regex', '0'])).toEqual(['regex']);
    expect(editorPath(['input', 'results', 'assignee'])).toEqual(['setAssignee']);
    expect(editorPath(['input', 'name'])).toEqual(['name']);
    expect(editorPath(['input', 'conditions'])).toBeNull();
    expect(editorPath(null)).toBeNull();
  });
});
