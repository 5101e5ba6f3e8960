import { Checkbox, MultiSelect, SegmentedControl, Select, TagsInput, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { TEXTS } from '@/lib/texts';
import { settingsRules } from '@/lib/texts/settings-rules';
import { Part } from '../shared/part';
import type { RuleValues } from './rule-values';
import classes from './rules.module.css';
import type { KnownNames } from './use-rule-names';

const { editor: texts } = settingsRules;
const { words } = TEXTS;

type FieldsProps = { form: UseFormReturnType<RuleValues> };
type NamedFieldsProps = FieldsProps & { names: KnownNames };
type Choice = { value: string; label: string };

const choicesOf = (named: Record<string, string>): Choice[] => Object.entries(named).map(([value, label]) => ({ value, label }));

/** What stands in a rule without being known any more is still to be seen, and to be taken out. */
const withChosen = (choices: readonly Choice[], chosen: readonly (string | null)[]): Choice[] => [
  ...choices,
  ...chosen.filter((it): it is string => Boolean(it) && !choices.some(({ value }) => value === it)).map((it) => ({ value: it, label: it })),
];

export const WordFields = ({ form }: FieldsProps) => (
  <Part title={texts.when} text={texts.whenText}>
    <div className={classes.panel}>
      <Text size="sm" fw={500} mb={4} id="rule-where">
        {texts.where}
      </Text>
      <SegmentedControl
        size="xs"
        mb="sm"
        aria-labelledby="rule-where"
        data={choicesOf(texts.places)}
        {...form.getInputProps('where')}
      />
      <div className={`${classes.columns} ${classes.words}`}>
        {(['any', 'all', 'none'] as const).map((field) => (
          <TagsInput key={field} label={texts[field]} placeholder={texts.typeHint} acceptValueOnBlur {...form.getInputProps(field)} />
        ))}
        <TagsInput
          label={texts.regex}
          placeholder={texts.typeHint}
          splitChars={[]}
          acceptValueOnBlur
          {...form.getInputProps('regex')}
        />
      </div>
    </div>
  </Part>
);

export const FactFields = ({ form, names }: NamedFieldsProps) => {
  const { values } = form;
  const categories = names.categories.map(({ key, name }) => ({ value: key, label: name }));
  return (
    <Part title={texts.facts} text={texts.factsText}>
      <div className={`${classes.panel} ${classes.columns}`}>
        <TagsInput label={texts.requesters} description={texts.requestersHint} acceptValueOnBlur {...form.getInputProps('requesters')} />
        <TagsInput
          label={texts.languages}
          description={texts.languagesHint}
          acceptValueOnBlur
          {...form.getInputProps('languages')}
        />
        <TagsInput label={texts.requesterTags} acceptValueOnBlur {...form.getInputProps('requesterTags')} />
        <TagsInput
          label={texts.tags}
          data={names.tags.map(({ name }) => name)}
          acceptValueOnBlur
          {...form.getInputProps('tags')}
        />
        <MultiSelect
          label={texts.categories}
          data={withChosen(categories, values.categories)}
          {...form.getInputProps('categories')}
        />
        <MultiSelect label={texts.channels} data={choicesOf(words.channel)} {...form.getInputProps('channels')} />
        <TextInput label={texts.dueWithinHours} inputMode="decimal" {...form.getInputProps('dueWithinHours')} />
        <Checkbox
          className={classes.overdue ?? ''}
          label={texts.overdue}
          {...form.getInputProps('overdue', { type: 'checkbox' })}
        />
      </div>
    </Part>
  );
};

export const ResultFields = ({ form, names }: NamedFieldsProps) => {
  const { values } = form;
  const categories = names.categories.map(({ key, name }) => ({ value: key, label: name }));
  const skills = names.skills.map(({ name }) => ({ value: name, label: name }));
  const people = names.people.map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Part title={texts.then} text={texts.thenText}>
      <div className={`${classes.panel} ${classes.columns}`}>
        <Select
          label={texts.category}
          placeholder={texts.noChange}
          clearable
          data={withChosen(categories, [values.setCategory])}
          {...form.getInputProps('setCategory')}
        />
        <Select
          label={texts.priority}
          placeholder={texts.noChange}
          clearable
          data={choicesOf(words.priority)}
          {...form.getInputProps('setPriority')}
        />
        <Select
          label={texts.urgency}
          placeholder={texts.noChange}
          clearable
          data={choicesOf(words.urgency)}
          {...form.getInputProps('setUrgency')}
        />
        <Select
          label={texts.sentiment}
          placeholder={texts.noChange}
          clearable
          data={choicesOf(words.sentiment)}
          {...form.getInputProps('setSentiment')}
        />
        <MultiSelect label={texts.skills} data={withChosen(skills, values.setSkills)} {...form.getInputProps('setSkills')} />
        <TagsInput
          label={texts.addTags}
          data={names.tags.map(({ name }) => name)}
          acceptValueOnBlur
          {...form.getInputProps('setTags')}
        />
        <TextInput label={texts.language} placeholder={texts.noChange} maxLength={8} {...form.getInputProps('setLanguage')} />
        <Select
          label={texts.assignee}
          description={texts.assigneeHint}
          placeholder={texts.noChange}
          clearable
          searchable
          data={withChosen(people, [values.setAssignee])}
          {...form.getInputProps('setAssignee')}
        />
      </div>
    </Part>
  );
};
