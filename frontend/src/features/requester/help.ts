import type { HelpSourcePartsFragment, HelpSubscription } from '@/gql/help';
import type { AnswerSource } from '@/gql/schema';

export type HelpPart = HelpSubscription['answerSuggestion'];
export type HelpSource = HelpSourcePartsFragment;
export type Classification = NonNullable<HelpPart['classification']>;

export type HelpAnswer = {
  /** The suggestion it belongs to, which may be older than the newest. */
  id: string;
  text: string;
  /** Null while it is being written, as is `confidence`. */
  source: AnswerSource | null;
  confidence: number | null;
  cited: readonly HelpSource[];
  /** What it was made of: `[1]` in its text names the first of these. */
  sources: readonly HelpSource[];
};

/**
 * What the desk has said so far. What was said about an earlier draft stays until there is something
 * newer in its place, so that nothing blinks under the reader's eyes.
 */
export type Help = {
  status: 'idle' | 'asking' | 'writing' | 'done' | 'failed';
  /** The newest suggestion that has said anything; goes with the ticket. */
  id: string | null;
  classification: Classification | null;
  sources: readonly HelpSource[];
  answer: HelpAnswer | null;
};

export type HelpEvent =
  | { kind: 'cleared' }
  | { kind: 'asked' }
  | { kind: 'heard'; part: HelpPart }
  | { kind: 'ended' };

export const NO_HELP: Help = { status: 'idle', id: null, classification: null, sources: [], answer: null };

const LEAST_LETTERS = 12;

export const hear = (help: Help, event: HelpEvent): Help => {
  switch (event.kind) {
    case 'cleared':
      return NO_HELP;
    case 'asked':
      return { ...help, status: 'asking' };
    case 'heard':
      return hearPart(help, event.part);
    case 'ended':
      // The end of a stream that had its last part is no news; of any other it is a failure.
      return help.status === 'done' ? help : { ...help, status: 'failed', answer: wholeOnly(help.answer) };
  }
};

const hearPart = (help: Help, part: HelpPart): Help => {
  const { id } = part;
  switch (part.kind) {
    case 'CLASSIFICATION':
      return { ...help, id, classification: part.classification };
    case 'SOURCES':
      return { ...help, id, sources: part.sources ?? [] };
    case 'DELTA': {
      const written = help.answer?.id === id && help.answer.source === null ? help.answer.text : '';
      const text = written + (part.delta ?? '');
      return { ...help, id, status: 'writing', answer: { id, text, source: null, confidence: null, cited: [], sources: help.sources } };
    }
    case 'ANSWER':
      return { ...help, id, status: 'done', answer: part.answer && { id, ...part.answer, sources: help.sources } };
  }
};

const wholeOnly = (answer: HelpAnswer | null) => (answer?.source ? answer : null);

/** The draft as it is asked about; null while it says too little. Other spaces are no other question. */
export const questionOf = (title: string, description: string): { title: string; description: string } | null => {
  const question = { title: title.trim().replace(/\s+/g, ' '), description: description.trim() };
  const letters = `${question.title}${question.description}`.replace(/\s/g, '');
  return letters.length < LEAST_LETTERS ? null : question;
};

/** Where one reads all of it. */
export const pathOf = ({ article, ticket }: HelpSource): string | null => {
  if (article) return `/articles/${article.id}`;
  return ticket ? `/tickets/${ticket.id}` : null;
};

/** `[1]`, by which an answer names a source, becomes a link to it. */
export const linkCitations = (text: string, sources: readonly HelpSource[]): string =>
  text.replace(/(?<![\w\]`])\[(\d{1,2})\](?![([])/g, (mark, number: string) => {
    const source = sources[Number(number) - 1];
    const path = source && pathOf(source);
    return path ? `[\\[${number}\\]](${path})` : mark;
  });

/** What is like the draft besides what the answer shows in full. */
export const furtherSources = ({ sources, answer }: Help): readonly HelpSource[] => {
  if (answer?.source === 'LLM' || !answer?.source) return sources;
  const shown = new Set(answer.cited.map(pathOf));
  return sources.filter((source) => !shown.has(pathOf(source)));
};

/** What the desk thinks of category and priority; null where it only has its defaults. */
export const guessesOf = ({ classification }: Help) => {
  const { category, priority } = classification ?? {};
  return {
    category:
      category?.category && category.decidedBy !== 'DEFAULT'
        ? { value: category.category.id, confidence: category.confidence }
        : null,
    priority:
      priority && priority.decidedBy !== 'DEFAULT' ? { value: priority.priority, confidence: priority.confidence } : null,
  };
};

/** A quotation is cut anywhere: what it leaves in bold or as code ends with it. */
export const closeMarks = (quote: string): string =>
  ['**', '`'].reduce((text, mark) => (text.split(mark).length % 2 === 0 ? text + mark : text), quote);
