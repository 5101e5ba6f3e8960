import { describe as suite, expect, it } from 'vitest';
import type { ProviderPartsFragment } from '@/gql/settings-ai';
import { changedInput, describe, draftOf, valuesOf } from './provider-values';

const KEPT: ProviderPartsFragment = {
  id: 'prv_1',
  name: 'House',
  preset: 'LOCAL',
  baseUrl: 'http://127.0.0.1:11434/v1',
  hasKey: true,
  triageModel: 'sorter',
  answerModel: 'writer',
  position: 1,
  isEnabled: true,
  masksPersonalData: false,
  triageFault: null,
  answerFault: null,
  faultySince: null,
  version: 3,
};

suite('the values of a provider', () => {
  it('send what was changed, and no key unless one was typed', () => {
    expect(changedInput(KEPT, valuesOf(KEPT))).toEqual({});
    expect(changedInput(KEPT, { ...valuesOf(KEPT), name: ' Home ', isEnabled: false })).toEqual({ name: 'Home', isEnabled: false });
    expect(changedInput(KEPT, { ...valuesOf(KEPT), apiKey: 'new' })).toEqual({ apiKey: 'new' });
    expect(changedInput(KEPT, { ...valuesOf(KEPT), apiKey: 'typed', forgetKey: true })).toEqual({ apiKey: '' });
  });

  it('take the model for triage where none answers', () => {
    expect(changedInput(KEPT, { ...valuesOf(KEPT), answerModel: ' ' })).toEqual({ answerModel: 'sorter' });
  });

  it('begin with no address of their own', () => {
    expect(draftOf(valuesOf())).toMatchObject({ preset: 'OPENAI', baseUrl: '', apiKey: '', masksPersonalData: true });
  });

  it('never describe a key', () => {
    expect(JSON.stringify(describe({ ...valuesOf(KEPT), apiKey: 'secret' }))).not.toContain('secret');
  });
});
