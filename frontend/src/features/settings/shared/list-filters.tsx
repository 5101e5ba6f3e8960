import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import classes from './list-filters.module.css';

const TYPING_MS = 250;

type ListFiltersProps = {
  search: { label: string; value: string; onChange: (words: string) => void };
  /** One value or any; `value` is empty for any. */
  choice: {
    label: string;
    any: string;
    data: readonly { value: string; label: string }[];
    value: string;
    onChange: (value: string) => void;
  };
};

/** What a list is narrowed by: words, asked for when one pauses, and a choice. */
export const ListFilters = ({ search, choice }: ListFiltersProps) => {
  const ask = useDebouncedCallback((words: string) => { search.onChange(words.trim()); }, TYPING_MS);
  return (
    <Group gap="xs" mb="sm" className={classes.filters ?? ''}>
      <TextInput
        type="search"
        aria-label={search.label}
        placeholder={search.label}
        leftSection={<IconSearch size={16} aria-hidden />}
        defaultValue={search.value}
        onChange={(event) => { ask(event.currentTarget.value); }}
      />
      <Select
        aria-label={choice.label}
        placeholder={choice.any}
        clearable
        clearButtonProps={{ 'aria-label': choice.any }}
        data={choice.data}
        value={choice.value || null}
        onChange={(value) => { choice.onChange(value ?? ''); }}
      />
    </Group>
  );
};
