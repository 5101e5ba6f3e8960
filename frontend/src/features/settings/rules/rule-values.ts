import type { TriageRuleDryRunInput } from '@/gql/schema';

/** What the editor of a rule holds: the keys of `conditions`, and those of `results` with `set` before. */
export type RuleValues = {
  name: string;
  isEnabled: boolean;
  confidence: string;
  any: string[];
  all: string[];
  none: string[];
  regex: string[];
  where: string;
  requesters: string[];
  requesterTags: string[];
  channels: string[];
  languages: string[];
  categories: string[];
  tags: string[];
  dueWithinHours: string;
  overdue: boolean;
  setCategory: string | null;
  setPriority: string | null;
  setUrgency: string | null;
  setSentiment: string | null;
  setLanguage: string;
  setSkills: string[];
  setTags: string[];
  setAssignee: string | null;
};

export const LISTS = ['any', 'all', 'none', 'regex', 'requesters', 'requesterTags', 'channels', 'languages', 'categories', 'tags'] as const;

type Saved = { name: string; isEnabled: boolean; confidence: number; conditions: unknown; results: unknown };

export type Named = { id: string; name: string; key?: string; email?: string | null };
export type RuleNames = { categories: readonly Named[]; skills: readonly Named[]; people: readonly Named[] };

const NEW: Saved = { name: '', isEnabled: true, confidence: 0.8, conditions: {}, results: {} };

/**
 * A saved rule as the editor shows it. Rules may name a category by key, name or id, a skill by name
 * or id, a person by address or id: the editor has one of them for each, and keeps what is unknown.
 */
export const valuesOf = (rule: Saved = NEW, names: RuleNames = { categories: [], skills: [], people: [] }): RuleValues => {
  const conditions = mapOf(rule.conditions);
  const results = mapOf(rule.results);
  const category = (given: string) => found(names.categories, given)?.key ?? given;
  return {
    name: rule.name,
    isEnabled: rule.isEnabled,
    confidence: String(Math.round(rule.confidence * 10_000) / 100),
    any: textsOf(conditions['any']),
    all: textsOf(conditions['all']),
    none: textsOf(conditions['none']),
    regex: textsOf(conditions['regex']),
    where: conditions['where'] === 'title' ? 'title' : 'text',
    requesters: textsOf(conditions['requesters']),
    requesterTags: textsOf(conditions['requesterTags']),
    channels: textsOf(conditions['channels']),
    languages: textsOf(conditions['languages']),
    categories: textsOf(conditions['categories']).map(category),
    tags: textsOf(conditions['tags']),
    dueWithinHours: numberText(conditions['dueWithinHours']),
    overdue: conditions['overdue'] === true,
    setCategory: textOf(results['category']) && category(textOf(results['category']) ?? ''),
    setPriority: textOf(results['priority']),
    setUrgency: textOf(results['urgency']),
    setSentiment: textOf(results['sentiment']),
    setLanguage: textOf(results['language']) ?? '',
    setSkills: textsOf(results['skills']).map((given) => found(names.skills, given)?.name ?? given),
    setTags: textsOf(results['tags']),
    setAssignee: textOf(results['assignee']) && personOf(names.people, textOf(results['assignee']) ?? ''),
  };
};

/** What the API takes: only what is filled in. */
export const inputOf = (values: RuleValues): Pick<TriageRuleDryRunInput, 'conditions' | 'results'> & { confidence: number } => {
  const lists = LISTS.filter((key) => values[key].length > 0).map((key) => [key, values[key]]);
  const hasWords = values.any.length + values.all.length + values.none.length + values.regex.length > 0;
  const hours = values.dueWithinHours.trim();
  return {
    conditions: {
      ...Object.fromEntries(lists),
      ...(values.where === 'title' && hasWords && { where: 'title' }),
      // What is no number is sent as it was typed, so that the API says what is wrong with it.
      ...(hours && { dueWithinHours: Number.isNaN(Number(hours)) ? hours : Number(hours) }),
      ...(values.overdue && { overdue: true }),
    },
    results: {
      ...(values.setCategory && { category: values.setCategory }),
      ...(values.setPriority && { priority: values.setPriority }),
      ...(values.setUrgency && { urgency: values.setUrgency }),
      ...(values.setSentiment && { sentiment: values.setSentiment }),
      ...(values.setLanguage.trim() && { language: values.setLanguage.trim() }),
      ...(values.setSkills.length > 0 && { skills: values.setSkills }),
      ...(values.setTags.length > 0 && { tags: values.setTags }),
      ...(values.setAssignee && { assignee: values.setAssignee }),
    },
    confidence: Number(values.confidence.replace(',', '.')) / 100,
  };
};

/** `["input", "results", "category"]` is the field `setCategory`, `["input", "conditions", "any"]` is `any`. */
export const editorPath = (path: readonly string[] | null): string[] | null => {
  const [, part, key] = path ?? [];
  if (part === 'conditions') return key ? [key] : null;
  if (part === 'results') return key ? [`set${key.charAt(0).toUpperCase()}${key.slice(1)}`] : null;
  return part ? [part] : null;
};

const mapOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((it) => typeof it === 'string') : []);
const textOf = (value: unknown): string | null => (typeof value === 'string' && value ? value : null);
const numberText = (value: unknown): string => (typeof value === 'number' ? String(value) : '');

const found = (rows: readonly Named[], given: string) =>
  rows.find(({ id, key, name }) => id === given || key === given || name.toLowerCase() === given.toLowerCase());

const personOf = (people: readonly Named[], given: string) =>
  people.find(({ id, email }) => id === given || email?.toLowerCase() === given.toLowerCase())?.id ?? given;
