import type { TriageField } from '@/gql/schema';
import { TEXTS } from '@/lib/texts';

const LANGUAGES = new Intl.DisplayNames(['en'], { type: 'language' });
const WORDS: Partial<Record<string, Record<string, string>>> = {
  status: TEXTS.words.status,
  priority: TEXTS.words.priority,
  urgency: TEXTS.words.urgency,
  sentiment: TEXTS.words.sentiment,
};

/** A value of a field in words of people; `names` are those of what has an id. */
export const wordsOf = (field: string, value: unknown, names: ReadonlyMap<string, string>): string => {
  if (Array.isArray(value)) return value.map((it) => wordsOf(field, it, names)).join(', ') || TEXTS.none;
  if (value === null || value === undefined || value === '') return TEXTS.none;
  if (typeof value !== 'string') return JSON.stringify(value);
  if (field === 'language') return languageName(value);
  if (field.endsWith('At') && !Number.isNaN(Date.parse(value))) return new Date(value).toLocaleString('en');
  return WORDS[field]?.[value] ?? names.get(value) ?? value;
};

const languageName = (code: string): string => {
  try {
    return LANGUAGES.of(code) ?? code;
  } catch {
    return code;
  }
};

export const fieldKey = (field: TriageField) => field.toLowerCase();
