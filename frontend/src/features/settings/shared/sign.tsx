import type { ReactNode } from 'react';
import classes from './sign.module.css';

type SignProps = { tone: 'done' | 'warn' | 'alarm' | 'info' | 'idle'; children: ReactNode };

/** A state in words, with a dot in its colour. */
export const Sign = ({ tone, children }: SignProps) => (
  <span className={classes.sign} data-tone={tone}>
    {children}
  </span>
);
