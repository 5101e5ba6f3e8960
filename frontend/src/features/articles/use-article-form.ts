import { useState } from 'react';
import { useClient } from 'urql';
import { ArticleChangeDocument, type ArticlePartsFragment, ArticleWriteDocument } from '@/gql/articles';
import { useDesk } from '@/lib/desk';
import { readDraft, writeDraft } from '@/lib/draft';
import { faultOf } from '@/lib/fault';
import { type FormErrors, sortErrors, type UserError } from '@/lib/form-errors';
import { articles as texts } from '@/lib/texts/articles';
import {
  type ArticleDraft, type ArticleValues, changesOf, conflictsOf, draftOf, isArticleDraft, isChanged, NEW_ARTICLE, settled,
} from './article-values';

const FIELDS = ['title', 'body', 'categoryId', 'visibility', 'status'] as const;
const NO_ERRORS: FormErrors = { fields: {}, form: '' };

type Outcome = { article: ArticlePartsFragment | null; errors: readonly UserError[] };

/** An article being written, kept over reloads until it is saved. `article` is null for a new one. */
export const useArticleForm = (article: ArticlePartsFragment | null) => {
  const { viewer } = useDesk();
  const client = useClient();
  const name = `article:${article?.id ?? 'new'}`;
  const fresh = article ? draftOf(article) : NEW_ARTICLE;
  const [kept, setKept] = useState<ArticleDraft>(() => readDraft(viewer.id, name, isArticleDraft) ?? fresh);
  // Until one writes, one reads what is there, whoever changes it.
  const draft = isChanged(kept) ? kept : fresh;
  const [errors, setErrors] = useState(NO_ERRORS);
  const [isBusy, setIsBusy] = useState(false);
  /** The article as it is now, when somebody else has changed what the writer has. */
  const [theirs, setTheirs] = useState<ArticlePartsFragment | null>(null);

  const keep = (next: ArticleDraft) => {
    setKept(next);
    writeDraft(viewer.id, name, isChanged(next) ? next : null);
  };
  const write = (changes: Partial<ArticleValues>) => { keep({ ...draft, values: { ...draft.values, ...changes } }); };
  const discard = () => {
    setErrors(NO_ERRORS);
    keep(fresh);
  };

  const send = async (sent: ArticleDraft): Promise<Outcome> => {
    if (!article) {
      const { data, error } = await client.mutation(ArticleWriteDocument, { input: sent.values });
      if (!data) throw error ?? new Error();
      return data.articleCreate;
    }
    const input = { ...changesOf(sent), id: article.id, version: sent.version };
    const { data, error } = await client.mutation(ArticleChangeDocument, { input });
    if (!data) throw error ?? new Error();
    return data.articleUpdate;
  };

  /** The saved article; null when it was refused, which `errors` or `theirs` tell. */
  const save = async (sent = draft): Promise<ArticlePartsFragment | null> => {
    const missing = missingOf(sent.values);
    if (missing) {
      setErrors(missing);
      return null;
    }
    setErrors(NO_ERRORS);
    setIsBusy(true);
    try {
      const { article: now, errors: refusals } = await send(sent);
      if (refusals.length === 0) {
        writeDraft(viewer.id, name, null);
        return now;
      }
      if (now && refusals[0]?.code === 'CONFLICT') setTheirs(now);
      else setErrors(sortErrors(refusals, FIELDS));
    } catch (error) {
      setErrors({ fields: {}, form: faultOf(error).message });
    } finally {
      setIsBusy(false);
    }
    return null;
  };

  /** Ends a conflict; keeping one's own version saves it. */
  const settle = async (isMine: boolean) => {
    if (!theirs) return null;
    const next = settled(draft, theirs, isMine);
    setTheirs(null);
    keep(next);
    return isMine ? save(next) : null;
  };

  const conflict = theirs && { theirs, fields: conflictsOf(draft, theirs) };
  return { draft, errors, isBusy, conflict, isDirty: isChanged(draft), write, discard, save, settle };
};

export type ArticleForm = ReturnType<typeof useArticleForm>;

const missingOf = ({ title, body }: ArticleValues): FormErrors | null => {
  const fields = {
    ...(!title.trim() && { title: texts.form.titleMissing }),
    ...(!body.trim() && { body: texts.form.bodyMissing }),
  };
  return Object.keys(fields).length > 0 ? { fields, form: '' } : null;
};
