import { FigureCards } from '@/components/figure-cards';
import { analytics as texts } from '@/lib/texts/analytics';
import classes from './analytics.module.css';

export type StatCard = {
  label: string;
  value: string;
  /** Against the period before, such as `+12%`, and whether that is welcome where it can be said. */
  change?: string | null;
  mood?: 'good' | 'bad' | null;
  before?: string;
  note?: string;
};

export const StatCards = ({ cards }: { cards: readonly StatCard[] }) => (
  <FigureCards
    label={texts.cards.label}
    figures={cards.map(({ label, value, change, mood, before, note }) => ({
      name: label,
      value: (
        <>
          {value}
          {change && (
            <span className={classes.change} data-mood={mood ?? undefined} title={before && texts.was(before)}>
              <span aria-hidden>{change}</span>
              <span className="visually-hidden">{texts.change(change)}</span>
            </span>
          )}
        </>
      ),
      ...(note && { note }),
    }))}
  />
);

/** Whether a change is welcome, where more or less of it is. */
export const moodOf = (now: number | null, before: number | null, welcome: 'more' | 'less'): 'good' | 'bad' | null => {
  if (now === null || before === null || now === before) return null;
  return now > before === (welcome === 'more') ? 'good' : 'bad';
};
