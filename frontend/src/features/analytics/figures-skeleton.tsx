import { Skeleton } from '@mantine/core';
import { TEXTS } from '@/lib/texts';
import classes from './analytics.module.css';

/** The shape of figures that are being read. */
export const FiguresSkeleton = () => (
  <div role="status" aria-label={TEXTS.loading}>
    <div className={classes.cards}>
      {Array.from({ length: 6 }, (_, place) => (
        <Skeleton key={place} height={84} radius="lg" />
      ))}
    </div>
    <div className={classes.panels}>
      {Array.from({ length: 4 }, (_, place) => (
        <Skeleton key={place} height={280} radius="lg" />
      ))}
    </div>
  </div>
);
