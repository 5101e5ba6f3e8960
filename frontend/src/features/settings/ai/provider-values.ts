import type { ProviderCreateInput, ProviderPreset, ProviderUpdateInput } from '@/gql/schema';
import type { ProviderPartsFragment } from '@/gql/settings-ai';
import { settingsAi } from '@/lib/texts/settings-ai';

const { form: texts, providers: words, test } = settingsAi;

/** Where the well-known endpoints are, as the API fills them in. */
export const PRESET_URLS: Partial<Record<ProviderPreset, string>> = {
  OPENAI: 'https://api.openai.com/v1',
  GEMINI: 'https://generativelanguage.googleapis.com/v1beta/openai',
  GROQ: 'https://api.groq.com/openai/v1',
  LOCAL: 'http://127.0.0.1:11434/v1',
};

/** What the form holds; the kept key is never among it. */
export type ProviderValues = {
  preset: ProviderPreset;
  name: string;
  baseUrl: string;
  apiKey: string;
  forgetKey: boolean;
  triageModel: string;
  answerModel: string;
  masksPersonalData: boolean;
  isEnabled: boolean;
};

export const valuesOf = (provider?: ProviderPartsFragment): ProviderValues => ({
  preset: provider?.preset ?? 'OPENAI',
  name: provider?.name ?? words.preset.OPENAI,
  baseUrl: provider?.baseUrl ?? '',
  apiKey: '',
  forgetKey: false,
  triageModel: provider?.triageModel ?? '',
  answerModel: provider?.answerModel ?? '',
  masksPersonalData: provider?.masksPersonalData ?? true,
  isEnabled: provider?.isEnabled ?? true,
});

export const draftOf = (values: ProviderValues): ProviderCreateInput => ({
  preset: values.preset,
  apiKey: values.apiKey,
  ...fieldsOf(values),
});

const fieldsOf = (values: ProviderValues) => ({
  name: values.name.trim(),
  baseUrl: values.baseUrl.trim(),
  triageModel: values.triageModel.trim(),
  answerModel: values.answerModel.trim(),
  masksPersonalData: values.masksPersonalData,
  isEnabled: values.isEnabled,
});

/** What the form changes: nothing else is sent, so that others' changes to the rest stay. */
export const changedInput = (shown: ProviderPartsFragment, values: ProviderValues): Omit<ProviderUpdateInput, 'id' | 'version'> => {
  const before = valuesOf(shown);
  const wanted = fieldsOf(values);
  wanted.answerModel ||= wanted.triageModel;
  const changed = Object.entries(wanted).filter(([field, value]) => before[field as keyof ProviderValues] !== value);
  return {
    ...Object.fromEntries(changed),
    ...(values.forgetKey ? { apiKey: '' } : values.apiKey && { apiKey: values.apiKey }),
  };
};

/** For people, when two have changed the same provider. */
export const describe = (values: ProviderValues): Record<string, string> => ({
  [texts.name]: values.name,
  [texts.baseUrl]: values.baseUrl,
  [words.triageModel]: values.triageModel,
  [words.answerModel]: values.answerModel || values.triageModel,
  [texts.masks]: values.masksPersonalData ? test.yes : test.no,
  [texts.enabled]: values.isEnabled ? test.yes : test.no,
});
