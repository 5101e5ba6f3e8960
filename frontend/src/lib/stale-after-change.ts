import type { SubjectType } from '@/gql/schema';

type Stale = {
  /** The type of what has changed, where queries show it. */
  type?: string;
  /** The lists that it is in, or may be in now. */
  lists: readonly string[];
};

/** What is to be read again when something else than a ticket has changed, where a screen shows it. */
export const STALE_AFTER_CHANGE: Partial<Record<SubjectType, Stale>> = {
  ARTICLE: { type: 'Article', lists: ['articles', 'article'] },
  CATEGORY: { type: 'Category', lists: ['categories'] },
  SKILL: { type: 'Skill', lists: ['skills'] },
  TAG: { type: 'Tag', lists: ['tags'] },
  USER: { type: 'User', lists: ['users'] },
  TRIAGE_RULE: { type: 'TriageRule', lists: ['triageRules'] },
  TRIAGE_BATCH: { type: 'TriageBatch', lists: ['triageBatches'] },
  LEARNED_MODEL: { type: 'TriageModel', lists: ['triageModels'] },
  SETTINGS: { lists: ['triageSettings', 'llmBudget', 'providers'] },
  PROVIDER: { type: 'Provider', lists: ['providers', 'llmBudget'] },
  MODEL_PRICE: { type: 'ModelPrice', lists: ['modelPrices', 'llmBudget'] },
  API_TOKEN: { type: 'ApiToken', lists: ['apiTokens'] },
  SESSION: { type: 'Session', lists: ['sessions'] },
  JOB: { type: 'Job', lists: ['jobs', 'deskHealth'] },
  MAIL: { type: 'Mail', lists: ['mails'] },
};
