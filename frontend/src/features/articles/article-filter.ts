import type { ArticleFilter } from '@/gql/schema';
import { articles as texts } from '@/lib/texts/articles';

export type Show = keyof typeof texts.shows;

/** What the address of the list says; words that mean nothing are left out. */
export type ArticleQuestion = { search: string; categoryId: string | null; show: Show };

export const questionOf = (parameters: URLSearchParams, isStaff: boolean): ArticleQuestion => {
  const show = parameters.get('show');
  return {
    search: (parameters.get('q') ?? '').trim().slice(0, 300),
    categoryId: parameters.get('category'),
    show: isStaff && isShow(show) ? show : 'all',
  };
};

export const isNarrowed = ({ search, categoryId, show }: ArticleQuestion): boolean =>
  search !== '' || categoryId !== null || show !== 'all';

/** As variables of the list's query: by relevance while one searches, else the latest change first. */
export const variablesOf = ({ search, categoryId, show }: ArticleQuestion) => {
  const conditions: ArticleFilter[] = [...SHOWN[show], ...(categoryId ? [{ category: { id: { eq: categoryId } } }] : [])];
  return {
    filter: conditions.length > 0 ? { and: conditions } : null,
    search: search || null,
    orderBy: search ? null : ({ field: 'UPDATED_AT', direction: 'DESC' } as const),
  };
};

const SHOWN: Record<Show, readonly ArticleFilter[]> = {
  all: [],
  published: [{ status: { eq: 'PUBLISHED' } }],
  drafts: [{ status: { eq: 'DRAFT' } }],
  internal: [{ visibility: { eq: 'INTERNAL' } }],
};

const isShow = (value: string | null): value is Show => value !== null && Object.hasOwn(SHOWN, value);
