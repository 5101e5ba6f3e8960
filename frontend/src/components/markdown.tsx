import { lazy, Suspense } from 'react';
import classes from './markdown.module.css';

const MarkdownBody = lazy(() => import('@/components/markdown-body'));

type MarkdownProps = {
  text: string;
  /** Words to mark where they stand, in whatever case. */
  marked?: readonly string[];
};

/** Markdown of people, which may be hostile: no HTML of theirs, no pictures from elsewhere. */
export const Markdown = ({ text, marked }: MarkdownProps) => (
  <div className={classes.markdown}>
    <Suspense fallback={<p className={classes.plain}>{text}</p>}>
      <MarkdownBody text={text} marked={marked ?? []} />
    </Suspense>
  </div>
);
