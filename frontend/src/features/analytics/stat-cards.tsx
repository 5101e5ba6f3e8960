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
  <dl className={classes.cards} aria-label={texts.cards.label}>
    {cards.map(({ label, value, change, mood, before, note }) => (
      <div key={label} className={classes.card}>
        <dt>{label}</dt>
        <dd>
          <span className={classes.figure}>{value}</span>
          {change && (
            <span className={classes.change} data-mood={mood ?? undefined} title={before && texts.was(before)}>
              <span aria-hidden>{change}</span>
              <span className="visually-hidden">{texts.change(change)}</span>
            </span>
          )}
        </dd>
        {note && <dd className={classes.note}>{note}</dd>}
      </div>
    ))}
  </dl>
);

/** Whether a change is welcome, where more or less of it is. */
export const moodOf = (now: number | null, before: number | null, welcome: 'more' | 'less'): 'good' | 'bad' | null => {
  if (now === null || before === null || now === before) return null;
  return now > before === (welcome === 'more') ? 'good' : 'bad';
};
