import { Alert, Button, SegmentedControl, Select, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type SyntheticEvent, useDeferredValue, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useQuery } from 'urql';
import { Markdown } from '@/components/markdown';
import { ConflictDialog } from '@/features/ticket/conflict-dialog';
import { ArticleCategoriesDocument, type ArticlePartsFragment } from '@/gql/articles';
import type { ArticleStatus, Visibility } from '@/gql/schema';
import { TEXTS } from '@/lib/texts';
import { articles as ARTICLE_TEXTS } from '@/lib/texts/articles';
import classes from './article-form.module.css';
import { inWords, theirWords } from './article-values';
import { useArticleForm } from './use-article-form';

const { form: texts, status: STATUS, visibility: VISIBILITY } = ARTICLE_TEXTS;
const STATUSES = Object.entries(STATUS).map(([value, label]) => ({ value: value as ArticleStatus, label }));
const VISIBILITIES = Object.entries(VISIBILITY).map(([value, label]) => ({ value: value as Visibility, label }));

type ArticleFormProps = { article: ArticlePartsFragment | null };

/** Writing an article, beside what readers will see of it. */
export const ArticleForm = ({ article }: ArticleFormProps) => {
  const navigate = useNavigate();
  const form = useArticleForm(article);
  const { values } = form.draft;
  const { fields: problems } = form.errors;
  const [{ data }] = useQuery({ query: ArticleCategoriesDocument });
  const categories = (data?.categories.nodes ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const names = new Map(categories.map(({ value, label }) => [value, label]));
  const [mode, setMode] = useState<'write' | 'preview'>('write');
  const shown = useDeferredValue(values.body);
  const title = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTextAreaElement>(null);

  const leave = (saved: ArticlePartsFragment | null) => {
    if (!saved) {
      if (!values.title.trim()) title.current?.focus();
      else if (!values.body.trim()) body.current?.focus();
      return;
    }
    notifications.show({ message: texts.saved });
    void navigate(`/articles/${saved.id}`, { replace: true });
  };
  const save = async () => { if (!form.isBusy) leave(await form.save()); };
  const choose = async (isMine: boolean) => {
    const saved = await form.settle(isMine);
    if (saved) leave(saved);
  };

  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save(); }}
    >
      {form.errors.form && <Alert role="alert" color="red">{form.errors.form}</Alert>}
      <div className={classes.facts}>
        <TextInput
          ref={title}
          className={classes.title}
          label={texts.title}
          description={texts.titleHint}
          maxLength={200}
          value={values.title}
          error={problems['title']}
          onChange={(event) => { form.write({ title: event.currentTarget.value }); }}
        />
        <Select
          label={texts.categoryId}
          placeholder={texts.categoryNone}
          data={categories}
          allowDeselect={false}
          value={values.categoryId}
          error={problems['categoryId']}
          onChange={(categoryId) => { form.write({ categoryId }); }}
        />
        <Choice label={texts.visibility} data={VISIBILITIES} value={values.visibility} onChange={(visibility) => { form.write({ visibility }); }} />
        <Choice label={texts.status} data={STATUSES} value={values.status} onChange={(status) => { form.write({ status }); }} />
      </div>
      <SegmentedControl
        className={classes.modes}
        size="xs"
        aria-label={texts.mode}
        value={mode}
        onChange={setMode}
        data={[{ value: 'write', label: texts.write }, { value: 'preview', label: texts.preview }]}
      />
      <div className={classes.panes} data-mode={mode}>
        <Textarea
          ref={body}
          className={classes.write}
          label={texts.body}
          autosize
          minRows={16}
          maxLength={50_000}
          value={values.body}
          error={problems['body']}
          onChange={(event) => { form.write({ body: event.currentTarget.value }); }}
        />
        <section className={classes.preview} aria-label={texts.preview}>
          <p className={classes.previewTitle} aria-hidden>{texts.preview}</p>
          {shown.trim() ? <Markdown text={shown} hasHeadings /> : <Text size="sm" c="dimmed">{texts.nothing}</Text>}
        </section>
      </div>
      <div className={classes.actions}>
        <Button type="submit" loading={form.isBusy} disabled={!form.isDirty}>{texts.save}</Button>
        <Button component={Link} to={article ? `/articles/${article.id}` : '/articles'} variant="default">
          {TEXTS.cancel}
        </Button>
        {form.isDirty && (
          <>
            <Button variant="subtle" onClick={form.discard}>{texts.discard}</Button>
            <Text size="xs" c="dimmed">{texts.kept}</Text>
          </>
        )}
      </div>
      {form.conflict && (
        <ConflictDialog
          theirs={theirWords(form.conflict.theirs, form.conflict.fields, names)}
          mine={inWords(values, form.conflict.fields, names)}
          onChoose={(isMine) => void choose(isMine)}
        />
      )}
    </form>
  );
};

type ChoiceProps<Value extends string> = {
  label: string;
  data: { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
};

const Choice = <Value extends string>({ label, data, value, onChange }: ChoiceProps<Value>) => (
  <div>
    <Text size="sm" fw={500} mb={4} aria-hidden>{label}</Text>
    <SegmentedControl fullWidth size="sm" aria-label={label} data={data} value={value} onChange={onChange} />
  </div>
);
