import { expect, test } from 'vitest';
import { questionOf, variablesOf } from './article-filter';

const ask = (address: string, isStaff = true) => variablesOf(questionOf(new URLSearchParams(address), isStaff));

test('the address says what is asked for', () => {
  expect(ask('q=charged+twice&category=cat_1&show=drafts')).toEqual({
    filter: { and: [{ status: { eq: 'DRAFT' } }, { category: { id: { eq: 'cat_1' } } }] },
    search: 'charged twice',
    orderBy: null,
  });
});

test('without words the latest change comes first, and nothing is filtered', () => {
  expect(ask('')).toEqual({ filter: null, search: null, orderBy: { field: 'UPDATED_AT', direction: 'DESC' } });
});

test('what the address says wrongly, or is not for the reader, is left out', () => {
  expect(ask('show=toString').filter).toBeNull();
  expect(ask('show=drafts', false).filter).toBeNull();
  expect(ask(`q=${'x'.repeat(400)}`).search).toHaveLength(300);
});
