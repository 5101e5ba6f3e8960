import type { AnalyticsTriageQuery } from '@/gql/analytics';
import { TEXTS } from '@/lib/texts';
import { analytics } from '@/lib/texts/analytics';
import { shortDay } from './range';
import { type Column, money, percent, type Table } from './table';

type Figures = AnalyticsTriageQuery['now'];
type ByDay = NonNullable<Figures['costs']>;
type ByModel = NonNullable<AnalyticsTriageQuery['byModel']['costs']>;
type ByCategory = NonNullable<AnalyticsTriageQuery['byCategory']['costs']>;

const { ai: texts, units } = analytics;
const SHARE = { unit: units.share, format: percent };
const COST: Column = { label: texts.cost, unit: units.micros, format: money };
const USED: Column[] = [COST, { label: texts.runs }, { label: texts.inputTokens }, { label: texts.outputTokens }];

/** One row a field, all sources together. */
export const accuracyOf = ({ quality }: Figures): Table => ({
  columns: [{ label: texts.columns.field }, { label: texts.columns.accuracy, ...SHARE }, { label: texts.columns.reviewed }],
  rows: quality
    .filter(({ source }) => source === null)
    .map((one) => [texts.fields[one.field], one.accuracy, one.reviewed]),
});

export const qualityOf = ({ quality }: Figures): Table => ({
  columns: [
    { label: texts.columns.field },
    { label: texts.columns.source },
    { label: texts.columns.decisions },
    { label: texts.columns.applied, ...SHARE },
    { label: texts.columns.reviewed },
    { label: texts.columns.accuracy, ...SHARE },
    { label: texts.columns.acceptance, ...SHARE },
    { label: texts.columns.uncontested },
    { label: texts.columns.calibration, ...SHARE },
    { label: texts.columns.coverage, ...SHARE },
    { label: texts.columns.target, ...SHARE },
  ],
  rows: quality.map((one) => [
    texts.fields[one.field],
    one.source ? TEXTS.words.decidedBy[one.source] : texts.all,
    one.decisions,
    one.automaticShare,
    one.reviewed,
    one.accuracy,
    one.acceptance,
    one.uncontested,
    one.calibrationError,
    one.coverageAtTarget,
    one.precisionTarget,
  ]),
});

/** What became of the tickets that had an answer by triage. */
export const unaidedOf = ({ resolvedUnaided: { answered, confirmed, assumed, reopened } }: Figures): Table => ({
  columns: [{ label: texts.unaidedHead }, { label: analytics.tickets }],
  rows: answered
    ? [
        [texts.unaidedRows.confirmed, confirmed],
        [texts.unaidedRows.assumed, assumed],
        [texts.unaidedRows.reopened, reopened],
        [texts.unaidedRows.human, answered - confirmed - assumed - reopened],
      ]
    : [],
});

export const costByDayOf = (costs: ByDay): Table => ({
  columns: [{ label: analytics.day, say: shortDay }, COST, { label: texts.runs }],
  rows: costs.map(({ day, costMicros, runs }) => [day, costMicros, runs]),
});

export const costByModelOf = (costs: ByModel): Table => ({
  columns: [{ label: texts.model }, ...USED],
  rows: costs.map((one) => [one.model ?? texts.noModel, one.costMicros, one.runs, one.inputTokens, one.outputTokens]),
});

export const costByCategoryOf = (costs: ByCategory): Table => ({
  columns: [{ label: analytics.heads.category }, ...USED],
  rows: costs.map((one) => [one.category?.name ?? '', one.costMicros, one.runs, one.inputTokens, one.outputTokens]),
});

export const callsOf = (calls: NonNullable<Figures['llmCalls']>): Table => ({
  columns: [
    { label: texts.purpose },
    { label: texts.callCount },
    { label: texts.inputTokens },
    { label: texts.outputTokens },
    COST,
  ],
  rows: calls.map((one) => [
    `${texts.purposes[one.purpose]}: ${texts.outcomes[one.outcome]}`,
    one.calls,
    one.inputTokens,
    one.outputTokens,
    one.costMicros,
  ]),
});

export const failuresOf = ({ failures }: Figures): Table => ({
  columns: [{ label: texts.reason }, { label: texts.runs }],
  rows: failures.map(({ gaveUp, reason, count }) => [gaveUp ? texts.gaveUp(reason) : texts.fellBack(reason), count]),
});
