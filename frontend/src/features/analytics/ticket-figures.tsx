import { useQuery } from 'urql';
import { EmptyState } from '@/components/empty-state';
import { FaultNotice } from '@/components/fault-notice';
import { AnalyticsTicketsDocument, type AnalyticsTicketsQuery } from '@/gql/analytics';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';
import { analytics as texts } from '@/lib/texts/analytics';
import { duration } from '@/lib/time';
import { useRefresh } from '@/lib/use-refresh';
import classes from './analytics.module.css';
import { FiguresSkeleton } from './figures-skeleton';
import { Panel } from './panel';
import { fileDays, REFRESH_AFTER_MS, type Scope } from './scope';
import { moodOf, type StatCard, StatCards } from './stat-cards';
import { changeOf, count, NOTHING, type Table } from './table';
import { timesOf, volumeOf } from './ticket-tables';

type Figures = AnalyticsTicketsQuery['now'];
type Before = AnalyticsTicketsQuery['before'];

const { words } = TEXTS;

export const TicketFigures = ({ scope }: { scope: Scope }) => {
  const [{ data, error }, readAgain] = useQuery({ query: AnalyticsTicketsDocument, variables: scope });
  useRefresh(readAgain, REFRESH_AFTER_MS);
  if (!data) return error ? <FaultNotice fault={faultOf(error)} onRetry={readAgain} /> : <FiguresSkeleton />;
  const { now, before } = data;
  if (now.totals.created + now.totals.solved + before.totals.created === 0) {
    return <EmptyState title={texts.empty} advice={texts.emptyAdvice} />;
  }
  const days = fileDays(scope);
  return (
    <>
      <StatCards cards={cardsOf(now, before)} />
      <div className={classes.panels}>
        <Panel
          title={texts.trends.volume}
          days={days}
          table={volumeOf(now, before)}
          chart={{
            kind: 'trend',
            series: [
              { column: 1, color: '--mantine-primary-color-filled' },
              { column: 2, color: '--desk-done' },
              { column: 3, color: '--desk-idle', isDashed: true },
            ],
          }}
        />
        <Panel
          title={texts.trends.times}
          days={days}
          table={timesOf(now)}
          chart={{
            kind: 'trend',
            series: [
              { column: 1, color: '--mantine-primary-color-filled' },
              { column: 2, color: '--desk-done' },
            ],
          }}
        />
        {breakdownsOf(now).map(({ title, table }) => (
          <Panel
            key={title}
            title={title}
            days={days}
            table={table}
            chart={{ kind: 'bars', series: [{ column: 1, color: '--mantine-primary-color-filled' }] }}
          />
        ))}
      </div>
    </>
  );
};

const time = (seconds: number | null): string => (seconds === null ? NOTHING : duration(seconds));

const cardsOf = (now: Figures, before: Before): StatCard[] => {
  const within = ({ p90 }: { p90: number | null }) => (p90 === null ? {} : { note: texts.cards.firstAnswerP90(duration(p90)) });
  const compared = (one: number | null, other: number | null, welcome?: 'more' | 'less') => ({
    change: changeOf(one, other),
    mood: welcome ? moodOf(one, other, welcome) : null,
  });
  return [
    {
      label: texts.cards.created,
      value: count(now.totals.created),
      before: count(before.totals.created),
      ...compared(now.totals.created, before.totals.created),
    },
    { label: texts.cards.average, value: count(now.totals.averagePerDay) },
    { label: texts.cards.open, value: count(now.totals.open) },
    {
      label: texts.cards.solved,
      value: count(now.totals.solved),
      before: count(before.totals.solved),
      ...compared(now.totals.solved, before.totals.solved, 'more'),
    },
    {
      label: texts.cards.processed,
      value: count(now.processed.today),
      note: texts.cards.processedBefore(now.processed.thisWeek, now.processed.thisMonth),
    },
    {
      label: texts.cards.firstAnswer,
      value: time(now.timeToFirstAnswer.median),
      before: time(before.timeToFirstAnswer.median),
      ...compared(now.timeToFirstAnswer.median, before.timeToFirstAnswer.median, 'less'),
      ...within(now.timeToFirstAnswer),
    },
    {
      label: texts.cards.resolution,
      value: time(now.timeToResolution.median),
      before: time(before.timeToResolution.median),
      ...compared(now.timeToResolution.median, before.timeToResolution.median, 'less'),
      ...within(now.timeToResolution),
    },
    {
      label: texts.cards.rating,
      value: now.ratings.average === null ? NOTHING : count(now.ratings.average),
      before: before.ratings.average === null ? NOTHING : count(before.ratings.average),
      ...compared(now.ratings.average, before.ratings.average, 'more'),
      note: texts.cards.ratings(now.ratings.count),
    },
  ];
};

const breakdownsOf = (now: Figures): { title: string; table: Table }[] => {
  const table = (head: string, rows: (readonly [string, number])[]): Table => ({
    columns: [{ label: head }, { label: texts.tickets }],
    rows,
  });
  const { breakdowns, heads } = texts;
  return [
    { title: breakdowns.status, table: table(heads.status, now.byStatus.map((it) => [words.status[it.status], it.count])) },
    {
      title: breakdowns.category,
      table: table(heads.category, now.byCategory.map((it) => [it.category.name, it.count])),
    },
    {
      title: breakdowns.priority,
      table: table(heads.priority, now.byPriority.map((it) => [words.priority[it.priority], it.count])),
    },
    {
      title: breakdowns.assignee,
      table: table(heads.assignee, now.byAssignee.map((it) => [it.assignee?.name ?? texts.nobody, it.count])),
    },
    {
      title: breakdowns.channel,
      table: table(heads.channel, now.byChannel.map((it) => [words.channel[it.channel], it.count])),
    },
    {
      title: breakdowns.sentiment,
      table: table(heads.sentiment, now.bySentiment.map((it) => [words.sentiment[it.sentiment], it.count])),
    },
    {
      title: breakdowns.urgency,
      table: table(heads.urgency, now.byUrgency.map((it) => [words.urgency[it.urgency], it.count])),
    },
    {
      title: breakdowns.ratings,
      table: table(heads.rating, now.ratings.counts.map((given, place) => [texts.stars(place + 1), given])),
    },
  ];
};
