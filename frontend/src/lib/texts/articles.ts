import type { ArticleStatus, Visibility } from '@/gql/schema';

export const articles = {
  title: 'Articles',
  lead: 'Answers to what is asked often.',
  search: 'Search the articles',
  searchPlaceholder: 'What is it about?',
  categories: 'Category',
  allCategories: 'All categories',
  show: 'Which articles',
  shows: { all: 'All', published: 'Published', drafts: 'Drafts', internal: 'Internal' },
  found: (count: number, hasMore: boolean) => {
    if (count === 0) return 'No article found.';
    if (hasMore) return `More than ${count} articles found.`;
    return count === 1 ? '1 article found.' : `${count} articles found.`;
  },
  none: 'No articles yet',
  noneAdvice: 'What you write once helps all who ask the same. Solved tickets make good ones.',
  noneForReaders: 'Nothing has been published yet. Ask us, we are glad to help.',
  nothingFound: 'No article says that',
  nothingFoundAdvice: 'Try other words, or ask us: a ticket takes a minute.',
  reset: 'Show all articles',
  ask: 'Write a ticket',
  updated: 'Updated',
  by: (name: string) => `by ${name}`,
  madeOf: (number: number) => `Made of ticket #${number}`,
  back: 'All articles',
  notSolved: 'Did this not answer your question?',
  status: { DRAFT: 'Draft', PUBLISHED: 'Published' } satisfies Record<ArticleStatus, string>,
  visibility: { PUBLIC: 'Public', INTERNAL: 'Internal' } satisfies Record<Visibility, string>,
} as const;
