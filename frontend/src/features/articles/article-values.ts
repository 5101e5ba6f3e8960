import type { ArticlePartsFragment } from '@/gql/articles';
import type { ArticleStatus, Visibility } from '@/gql/schema';
import { articles as texts } from '@/lib/texts/articles';

export type ArticleValues = {
  title: string;
  body: string;
  /** Null leaves it to the desk, for a new article only. */
  categoryId: string | null;
  visibility: Visibility;
  status: ArticleStatus;
};

/** What is being written, and what it began with; version 0 is that of an article not yet there. */
export type ArticleDraft = { values: ArticleValues; base: ArticleValues; version: number };

export const NEW_ARTICLE: ArticleDraft = {
  values: { title: '', body: '', categoryId: null, visibility: 'PUBLIC', status: 'DRAFT' },
  base: { title: '', body: '', categoryId: null, visibility: 'PUBLIC', status: 'DRAFT' },
  version: 0,
};

const valuesOf = ({ title, body, category, visibility, status }: ArticlePartsFragment): ArticleValues => ({
  title, body, categoryId: category.id, visibility, status,
});

export const draftOf = (article: ArticlePartsFragment): ArticleDraft => {
  const values = valuesOf(article);
  return { values, base: values, version: article.version };
};

/** The fields that the writer has changed: only these are sent, others' work on the rest stays. */
export const changesOf = ({ values, base }: ArticleDraft) => {
  const { title, body, categoryId, visibility, status } = values;
  return {
    ...(title !== base.title && { title }),
    ...(body !== base.body && { body }),
    ...(categoryId !== base.categoryId && categoryId !== null && { categoryId }),
    ...(visibility !== base.visibility && { visibility }),
    ...(status !== base.status && { status }),
  };
};

export const isChanged = (draft: ArticleDraft): boolean => Object.keys(changesOf(draft)).length > 0;

type Field = keyof ArticleValues;

/** The fields that both the writer and somebody else have changed, in different ways. */
export const conflictsOf = (draft: ArticleDraft, now: ArticlePartsFragment): readonly Field[] => {
  const theirs = valuesOf(now);
  return (Object.keys(changesOf(draft)) as Field[]).filter(
    (field) => theirs[field] !== draft.base[field] && theirs[field] !== draft.values[field],
  );
};

/** The draft as it goes on after a conflict: what the writer changed alone stays, on the newest version. */
export const settled = (draft: ArticleDraft, now: ArticlePartsFragment, isMine: boolean): ArticleDraft => {
  const base = valuesOf(now);
  const mine = changesOf(draft);
  const kept = isMine ? mine : Object.fromEntries(
    Object.entries(mine).filter(([field]) => !conflictsOf(draft, now).includes(field as Field)),
  );
  return { values: { ...base, ...kept }, base, version: now.version };
};

/** These fields in words, one below the other. */
export const inWords = (values: ArticleValues, fields: readonly Field[], names: ReadonlyMap<string, string>): string =>
  fields.map((field) => (fields.length > 1 ? `${texts.form[field]}: ` : '') + wordsFor(values, field, names)).join('\n\n');

export const theirWords = (now: ArticlePartsFragment, fields: readonly Field[], names: ReadonlyMap<string, string>) =>
  inWords(valuesOf(now), fields, names);

const wordsFor = (values: ArticleValues, field: Field, names: ReadonlyMap<string, string>): string => {
  switch (field) {
    case 'visibility':
      return texts.visibility[values.visibility];
    case 'status':
      return texts.status[values.status];
    case 'categoryId':
      return names.get(values.categoryId ?? '') ?? '';
    default:
      return values[field];
  }
};

export const isArticleDraft = (value: unknown): value is ArticleDraft =>
  isRecord(value) && typeof value['version'] === 'number' && isValues(value['values']) && isValues(value['base']);

const isValues = (value: unknown): value is ArticleValues =>
  isRecord(value) &&
  typeof value['title'] === 'string' &&
  typeof value['body'] === 'string' &&
  (value['categoryId'] === null || typeof value['categoryId'] === 'string') &&
  typeof value['visibility'] === 'string' && Object.hasOwn(texts.visibility, value['visibility']) &&
  typeof value['status'] === 'string' && Object.hasOwn(texts.status, value['status']);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
