import { Suspense } from 'react';
import { soon } from '@/components/later';
import classes from './markdown.module.css';

const MarkdownBody = soon(async () => (await import('@/components/markdown-body')).default);

const NOTHING: readonly string[] = [];

type MarkdownProps = {
  text: string;
  /** Words to mark where they stand, in whatever case. */
  marked?: readonly string[];
  /** Whether headings are headings of the page, below its title; they are not in what people say. */
  hasHeadings?: boolean;
};

/** Markdown of people, which may be hostile: no HTML of theirs, no pictures from elsewhere. */
export const Markdown = ({ text, marked = NOTHING, hasHeadings = false }: MarkdownProps) => (
  <div className={classes.markdown}>
    <Suspense fallback={<p className={classes.plain}>{text}</p>}>
      <MarkdownBody text={text} marked={marked} hasHeadings={hasHeadings} />
    </Suspense>
  </div>
);
