import { type ReactNode, useId } from 'react';
import classes from './profile.module.css';

type SectionProps = { title: string; children: ReactNode };

export const Section = ({ title, children }: SectionProps) => {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className={classes.content}>{children}</div>
    </section>
  );
};
