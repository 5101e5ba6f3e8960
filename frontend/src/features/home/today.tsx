import { useMemo } from 'react';
import { useQuery } from 'urql';
import { FigureCards } from '@/components/figure-cards';
import { HomeTodayDocument } from '@/gql/home';
import { TEXTS } from '@/lib/texts';
import { duration } from '@/lib/time';
import { useRefresh } from '@/lib/use-refresh';

const { home: texts } = TEXTS;
const REFRESH_AFTER_MS = 1_000;

/** The figures of the day, which began at midnight where the reader is. */
export const Today = () => {
  const variables = useMemo(() => {
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());
    return { range: { from: day, to: day }, timeZone };
  }, []);
  const [{ data }, readAgain] = useQuery({ query: HomeTodayDocument, variables });
  useRefresh(readAgain, REFRESH_AFTER_MS);
  const stats = data?.ticketStats;
  const cards: [string, string | number | undefined][] = [
    [texts.cards.created, stats?.totals.created],
    [texts.cards.solved, stats?.totals.solved],
    [texts.cards.open, stats?.totals.open],
    [texts.cards.firstAnswer, stats && (stats.timeToFirstAnswer.median === null ? '–' : duration(stats.timeToFirstAnswer.median))],
  ];
  return <FigureCards label={texts.today} figures={cards.map(([name, value]) => ({ name, value: value ?? '…' }))} />;
};
