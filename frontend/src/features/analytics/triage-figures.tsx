import { useQuery } from 'urql';
import { EmptyState } from '@/components/empty-state';
import { FaultNotice } from '@/components/fault-notice';
import { AnalyticsTriageDocument } from '@/gql/analytics';
import { faultOf } from '@/lib/fault';
import { analytics } from '@/lib/texts/analytics';
import { useRefresh } from '@/lib/use-refresh';
import classes from './analytics.module.css';
import { FiguresSkeleton } from './figures-skeleton';
import { Panel } from './panel';
import { fileDays, REFRESH_AFTER_MS, type Scope } from './scope';
import { StatCards } from './stat-cards';
import { triageCards } from './triage-cards';
import {
  accuracyOf,
  callsOf,
  costByCategoryOf,
  costByDayOf,
  costByModelOf,
  failuresOf,
  qualityOf,
  unaidedOf,
} from './triage-tables';

const { ai: texts } = analytics;

const bars = { kind: 'bars', series: [{ column: 1, color: '--mantine-primary-color-filled' }] } as const;

export const TriageFigures = ({ scope }: { scope: Scope }) => {
  const [{ data, error }, readAgain] = useQuery({ query: AnalyticsTriageDocument, variables: scope });
  useRefresh(readAgain, REFRESH_AFTER_MS);
  if (!data) return error ? <FaultNotice fault={faultOf(error)} onRetry={readAgain} /> : <FiguresSkeleton />;
  const { now, before } = data;
  if (now.quality.length + before.quality.length + now.failures.length === 0) {
    return <EmptyState title={texts.empty} advice={texts.emptyAdvice} />;
  }
  const days = fileDays(scope);
  return (
    <>
      <StatCards cards={triageCards(now, before)} />
      <div className={classes.panels}>
        <Panel title={texts.quality} days={days} table={accuracyOf(now)} chart={bars} />
        <Panel title={texts.unaided} days={days} table={unaidedOf(now)} chart={bars} />
        <Panel title={texts.qualityBySource} note={texts.legend} days={days} table={qualityOf(now)} isWide />
        {now.costs && (
          <Panel
            title={texts.costByDay}
            days={days}
            table={costByDayOf(now.costs)}
            chart={{ kind: 'trend', series: [{ column: 1, color: '--mantine-primary-color-filled' }] }}
          />
        )}
        {data.byModel.costs && (
          <Panel title={texts.costByModel} days={days} table={costByModelOf(data.byModel.costs)} chart={bars} />
        )}
        {data.byCategory.costs && (
          <Panel title={texts.costByCategory} days={days} table={costByCategoryOf(data.byCategory.costs)} chart={bars} />
        )}
        {now.llmCalls && <Panel title={texts.calls} days={days} table={callsOf(now.llmCalls)} chart={bars} />}
        <Panel title={texts.failures} days={days} table={failuresOf(now)} chart={bars} />
      </div>
    </>
  );
};
