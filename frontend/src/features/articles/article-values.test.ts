import { expect, test } from 'vitest';
import type { ArticlePartsFragment } from '@/gql/articles';
import { changesOf, conflictsOf, draftOf, inWords, isArticleDraft, NEW_ARTICLE, settled } from './article-values';

const article = {
  id: 'art_1', title: 'Refunds', body: 'Ask.', excerpt: 'Ask.', category: { id: 'cat_1', name: 'Billing' },
  visibility: 'INTERNAL', status: 'DRAFT', version: 3,
} as ArticlePartsFragment;
const names = new Map([['cat_1', 'Billing']]);

test('only what was changed is sent', () => {
  const draft = draftOf(article);
  expect(changesOf(draft)).toEqual({});
  expect(changesOf({ ...draft, values: { ...draft.values, body: 'Ask us.', status: 'PUBLISHED' } })).toEqual({
    body: 'Ask us.', status: 'PUBLISHED',
  });
});

test('a conflict is about what both have changed', () => {
  const draft = { ...draftOf(article), values: { ...draftOf(article).values, title: 'Mine', body: 'My text' } };
  const now = { ...article, title: 'Theirs', visibility: 'PUBLIC', version: 4 } as ArticlePartsFragment;
  expect(conflictsOf(draft, now)).toEqual(['title']);
  expect(settled(draft, now, true)).toMatchObject({ version: 4, values: { title: 'Mine', body: 'My text', visibility: 'PUBLIC' } });
  const theirs = settled(draft, now, false);
  expect(changesOf(theirs)).toEqual({ body: 'My text' });
  expect(theirs.values.title).toBe('Theirs');
});

test('versions are told in words', () => {
  const { values } = draftOf(article);
  expect(inWords(values, ['body'], names)).toBe('Ask.');
  expect(inWords(values, ['categoryId', 'visibility'], names)).toBe('Category: Billing\n\nWho reads it: Internal');
});

test('what is kept on the device is read only as far as it is a draft', () => {
  expect(isArticleDraft(JSON.parse(JSON.stringify(NEW_ARTICLE)))).toBe(true);
  const odd = { ...NEW_ARTICLE, values: { ...NEW_ARTICLE.values, status: 'toString' } };
  expect([null, 'x', {}, odd].some(isArticleDraft)).toBe(false);
});
