import type { ReactNode } from 'react';
import classes from './figure-cards.module.css';

export type Figure = { name: string; value: ReactNode; note?: string };

/** A few figures side by side, each under its name. */
export const FigureCards = ({ label, figures }: { label: string; figures: readonly Figure[] }) => (
  <dl className={classes.cards} aria-label={label}>
    {figures.map(({ name, value, note }) => (
      <div key={name} className={classes.card}>
        <dt>{name}</dt>
        <dd className={classes.figure}>{value}</dd>
        {note && <dd className={classes.note}>{note}</dd>}
      </div>
    ))}
  </dl>
);
