import { Button, Group, SegmentedControl } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { TimeAgo } from '@/components/time-ago';
import type { LlmCallFilter, LlmOutcome } from '@/gql/schema';
import { SettingsCallsDocument, type SettingsCallsQuery } from '@/gql/settings-ai';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsAi } from '@/lib/texts/settings-ai';
import { useRefresh } from '@/lib/use-refresh';
import { Part } from '../shared/part';
import { EmptyLine, RowsTable } from '../shared/rows-table';
import { Sign } from '../shared/sign';
import { useRows } from '../shared/use-rows';
import { dollars } from './money';

const { calls: texts, test } = settingsAi;

type Call = SettingsCallsQuery['llmCalls']['nodes'][number];

const GOOD: readonly LlmOutcome[] = ['STARTED', 'ANSWERED', 'ABANDONED'];
const FAILED: LlmCallFilter = { not: { outcome: { in: [...GOOD] } } };

/** Calls come with triage, which events tell of: the books are read again so long after one. */
const REFRESH_AFTER_MS = 2_000;

/** The books: every request to a language model, the newest first. */
export const Calls = () => {
  const [parameters, setParameters] = useSearchParams();
  const isFailedOnly = parameters.get('calls') === 'failed';
  const calls = useRows(SettingsCallsDocument, { filter: isFailedOnly ? FAILED : null }, (data) => data.llmCalls);
  useRefresh(calls.refresh, REFRESH_AFTER_MS);
  return (
    <Part
      title={texts.title}
      actions={
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={texts.filter}
            data={[
              { value: 'all', label: texts.all },
              { value: 'failed', label: texts.failed },
            ]}
            value={isFailedOnly ? 'failed' : 'all'}
            onChange={(value) => { setParameters(value === 'failed' ? { calls: value } : {}, { replace: true }); }}
          />
          <Button size="xs" variant="default" onClick={calls.readAgain}>
            {SETTINGS_TEXTS.refresh}
          </Button>
        </Group>
      }
    >
      <RowsTable
        label={texts.title}
        list={calls}
        height={40}
        empty={<EmptyLine title={texts.empty} advice={texts.emptyAdvice} />}
        columns={[
          { label: texts.when, cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
          { label: texts.purpose, rank: 'aside', cell: ({ purpose }) => texts.purposes[purpose] },
          { label: texts.model, cell: ({ provider, model }) => `${provider} · ${model}` },
          { label: texts.outcome, cell: ({ outcome }) => <Outcome outcome={outcome} /> },
          {
            label: texts.tokens,
            rank: 'far',
            isNumber: true,
            cell: ({ inputTokens, outputTokens }) => texts.tokensOf(inputTokens, outputTokens),
          },
          { label: texts.time, rank: 'aside', isNumber: true, cell: ({ latencyMs }) => (latencyMs === null ? '–' : test.ms(latencyMs)) },
          { label: texts.cost, rank: 'aside', isNumber: true, cell: costOf },
        ]}
      />
    </Part>
  );
};

const costOf = ({ costMicros, isEstimated }: Call) => (isEstimated ? texts.estimated(dollars(costMicros)) : dollars(costMicros));

const Outcome = ({ outcome }: { outcome: LlmOutcome }) => {
  const tone = outcome === 'ANSWERED' ? 'done' : GOOD.includes(outcome) ? 'idle' : 'alarm';
  return <Sign tone={tone}>{texts.outcomes[outcome]}</Sign>;
};
