import type { AnalyticsTicketsQuery } from '@/gql/analytics';
import { analytics as texts } from '@/lib/texts/analytics';
import { duration } from '@/lib/time';
import { shortDay } from './range';
import { roughly, type Table, timeTicks } from './table';

/** New and solved tickets of each day, beside those of the same day of the period before. */
export const volumeOf = (now: AnalyticsTicketsQuery['now'], before: AnalyticsTicketsQuery['before']): Table => ({
  columns: [
    { label: texts.day, say: shortDay },
    { label: texts.trends.created },
    { label: texts.trends.solved },
    { label: texts.trends.createdBefore },
  ],
  rows: now.createdByDay.map(({ day, count }, place) => [
    day,
    count,
    now.solvedByDay[place]?.count ?? 0,
    before.createdByDay[place]?.count ?? 0,
  ]),
});

/** How long the tickets of each day took. */
export const timesOf = (now: AnalyticsTicketsQuery['now']): Table => {
  const isTime = { unit: texts.units.seconds, format: duration, tick: roughly, ticks: timeTicks };
  return {
    columns: [
      { label: texts.day, say: shortDay },
      { label: texts.trends.firstAnswer, ...isTime },
      { label: texts.trends.resolution, ...isTime },
    ],
    rows: now.firstAnswerByDay.map(({ day, median }, place) => [
      day,
      median,
      now.resolutionByDay[place]?.median ?? null,
    ]),
  };
};
