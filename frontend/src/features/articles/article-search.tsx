import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { ArticleCategoriesDocument } from '@/gql/articles';
import { articles as texts } from '@/lib/texts/articles';
import type { ArticleQuestion } from './article-filter';
import classes from './articles.module.css';

const PAUSE_MS = 250;
const SHOWS = Object.entries(texts.shows).map(([value, label]) => ({ value, label }));

type ArticleSearchProps = {
  question: ArticleQuestion;
  isStaff: boolean;
  onChange: (name: 'q' | 'category' | 'show', value: string | null) => void;
};

/** What one looks for. Words are asked for when one pauses; they are in the field at once. */
export const ArticleSearch = ({ question, isStaff, onChange }: ArticleSearchProps) => {
  const [typed, setTyped] = useState(question.search);
  const ask = useDebouncedCallback((words: string) => { onChange('q', words.trim() || null); }, PAUSE_MS);
  const [{ data }] = useQuery({ query: ArticleCategoriesDocument });
  return (
    <search className={classes.tools}>
      <TextInput
        className={classes.search}
        type="search"
        aria-label={texts.search}
        placeholder={texts.searchPlaceholder}
        leftSection={<IconSearch size={16} aria-hidden />}
        maxLength={300}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          ask(event.currentTarget.value);
        }}
      />
      <Select
        className={classes.category}
        aria-label={texts.categories}
        placeholder={texts.allCategories}
        clearable
        clearButtonProps={{ 'aria-label': texts.allCategories }}
        data={(data?.categories.nodes ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={question.categoryId}
        onChange={(category) => { onChange('category', category); }}
      />
      {isStaff && (
        <SegmentedControl
          size="xs"
          aria-label={texts.show}
          value={question.show}
          onChange={(show) => { onChange('show', show === 'all' ? null : show); }}
          data={SHOWS}
        />
      )}
    </search>
  );
};
