import type { AnalyticsTriageQuery } from '@/gql/analytics';
import { analytics } from '@/lib/texts/analytics';
import { duration } from '@/lib/time';
import { moodOf, type StatCard } from './stat-cards';
import { changeOf, count, milliseconds, money, NOTHING, percent, pointsOf } from './table';

type Figures = AnalyticsTriageQuery['before'];

const { cards: texts } = analytics.ai;

/** All fields and sources together. */
const overall = ({ quality }: Figures) => {
  const all = quality.filter(({ source }) => source === null);
  const sum = (pick: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + pick(one), 0);
  const [decisions, reviewed] = [sum((one) => one.decisions), sum((one) => one.reviewed)];
  return {
    decisions,
    reviewed,
    accuracy: reviewed ? sum((one) => one.accepted) / reviewed : null,
    applied: decisions ? sum((one) => one.automatic) / decisions : null,
  };
};

const told = (value: number | null, format: (value: number) => string) => (value === null ? NOTHING : format(value));

export const triageCards = (now: Figures, before: Figures): StatCard[] => {
  const [here, there] = [overall(now), overall(before)];
  const unaided = now.resolvedUnaided;
  const solved = unaided.confirmed + unaided.assumed;
  const solvedBefore = before.resolvedUnaided.confirmed + before.resolvedUnaided.assumed;
  const card = (
    label: string,
    [value, previous]: readonly [number | null, number | null],
    format: (value: number) => string,
    welcome: 'more' | 'less',
    note?: string,
  ): StatCard => ({
    label,
    value: told(value, format),
    before: told(previous, format),
    change: format === percent ? pointsOf(value, previous) : changeOf(value, previous),
    mood: moodOf(value, previous, welcome),
    ...(note !== undefined && { note }),
  });
  const within = (p95: number | null) => (p95 === null ? undefined : texts.latencyP95(milliseconds(p95)));
  const cost = now.costPerTicket;
  return [
    card(texts.accuracy, [here.accuracy, there.accuracy], percent, 'more', texts.reviewed(here.reviewed)),
    card(texts.automatic, [here.applied, there.applied], percent, 'more', texts.decisions(here.decisions)),
    card(
      texts.unaided,
      [solved, solvedBefore],
      count,
      'more',
      texts.unaidedParts(unaided.confirmed, unaided.assumed, unaided.reopened),
    ),
    card(
      texts.deflections,
      [now.deflections.accepted, before.deflections.accepted],
      count,
      'more',
      texts.written(now.deflections.tickets),
    ),
    card(
      texts.saved,
      [now.timeSaved.estimatedMinutes, before.timeSaved.estimatedMinutes],
      (minutes) => duration(minutes * 60),
      'more',
      texts.savedHow(now.timeSaved.tickets, now.timeSaved.minutesPerTicket),
    ),
    ...(cost
      ? [
          card(
            texts.perTicket,
            [cost.costMicrosPerTicket, before.costPerTicket?.costMicrosPerTicket ?? null],
            money,
            'less',
            texts.costTotal(money(cost.costMicros), cost.tickets),
          ),
        ]
      : []),
    card(texts.latency, [now.latency.p50, before.latency.p50], milliseconds, 'less', within(now.latency.p95)),
    card(
      texts.completion,
      [now.timeToCompletion.p50, before.timeToCompletion.p50],
      milliseconds,
      'less',
      within(now.timeToCompletion.p95),
    ),
  ];
};
