import { TEXTS } from '@/lib/texts';
import { settingsRules } from '@/lib/texts/settings-rules';
import { type RuleNames, type RuleValues, valuesOf } from './rule-values';

const { words, editor } = settingsRules;
const SHOWN = 3;

/** What a rule asks for and says, in words of people. */
export const wordsOfRule = (values: RuleValues, names: RuleNames): { when: string; then: string } => ({
  when: conditionsOf(values, names).join(words.and),
  then: resultsOf(values, names).join(', '),
});

const conditionsOf = (values: RuleValues, names: RuleNames): string[] => {
  const place = values.where === 'title' ? words.inTitle : '';
  return [
    values.any.length > 0 && words.any(quoted(values.any)) + place,
    values.all.length > 0 && words.all(quoted(values.all)) + place,
    values.none.length > 0 && words.none(quoted(values.none)) + place,
    values.regex.length > 0 && words.regex(values.regex.length) + place,
    values.requesters.length > 0 && words.requesters(listed(values.requesters)),
    values.requesterTags.length > 0 && words.requesterTags(listed(values.requesterTags)),
    values.channels.length > 0 && words.channels(listed(values.channels.map(channelName))),
    values.languages.length > 0 && words.languages(listed(values.languages)),
    values.categories.length > 0 && words.categories(listed(values.categories.map((key) => categoryName(names, key)))),
    values.tags.length > 0 && words.tags(listed(values.tags)),
    values.dueWithinHours && words.due(Number(values.dueWithinHours)),
    values.overdue && words.overdue,
  ].filter((it) => typeof it === 'string' && it !== '') as string[];
};

const resultsOf = (values: RuleValues, names: RuleNames): string[] => {
  const person = names.people.find(({ id }) => id === values.setAssignee)?.name ?? values.setAssignee;
  const said: [string, string | null][] = [
    [editor.category, values.setCategory && categoryName(names, values.setCategory)],
    [editor.priority, named(TEXTS.words.priority, values.setPriority)],
    [editor.urgency, named(TEXTS.words.urgency, values.setUrgency)],
    [editor.sentiment, named(TEXTS.words.sentiment, values.setSentiment)],
    [editor.language, values.setLanguage],
    [editor.skills, listed(values.setSkills)],
    [editor.addTags, listed(values.setTags)],
    [editor.assignee, person],
  ];
  return said.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : []));
};

/** All that a rule says, by the names of the editor's fields, for two versions side by side. */
export const describeRule = (values: RuleValues, names: RuleNames): Record<string, string> => {
  const { when, then } = wordsOfRule(values, names);
  return {
    [editor.name]: values.name,
    [editor.when]: [when, ...[...values.any, ...values.all, ...values.none, ...values.regex].slice(SHOWN)].join(', '),
    [editor.then]: then,
    [editor.confidence]: values.confidence,
    [editor.enabled]: values.isEnabled ? settingsRules.on : settingsRules.off,
  };
};

export const savedWords = (rule: Parameters<typeof valuesOf>[0], names: RuleNames) => wordsOfRule(valuesOf(rule, names), names);

const listed = (values: readonly string[]): string => {
  const shown = values.slice(0, SHOWN).join(', ');
  return values.length > SHOWN ? words.more(shown, values.length - SHOWN) : shown;
};
const quoted = (values: readonly string[]) => listed(values.map((it) => `“${it}”`));
const named = (known: Record<string, string>, value: string | null) => value && (known[value] ?? value);
const channelName = (channel: string) => named(TEXTS.words.channel, channel) ?? channel;
const categoryName = ({ categories }: RuleNames, key: string) => categories.find((it) => it.key === key)?.name ?? key;
