import classes from './confidence-bar.module.css';

type ConfidenceBarProps = {
  percent: number;
  /** In words, where no text beside the bar says it. */
  label?: string;
};

/** How sure somebody is, as a small bar. */
export const ConfidenceBar = ({ percent, label }: ConfidenceBarProps) => (
  <span className={classes.bar} {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}>
    <span style={{ width: `${percent}%` }} />
  </span>
);
