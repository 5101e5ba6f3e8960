import { memo, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { markWords } from '@/lib/mark-words';
import classes from './markdown.module.css';

type MarkdownBodyProps = { text: string; marked: readonly string[]; hasHeadings: boolean };
type PartProps = { children?: ReactNode };

// A heading in a comment is no heading of the page.
const Heading = ({ children }: PartProps) => <p className={classes.heading}>{children}</p>;

/** Addresses that run something are empty by now, and lead nowhere. */
const Link = ({ href, children }: PartProps & { href?: string | undefined }) =>
  href ? (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );

const PARTS: Components = {
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
  a: Link,
  // A picture would tell its server who reads this; a link does so only when it is followed.
  img: ({ src, alt }) => <Link href={src}>{alt ?? src}</Link>,
  // What scrolls can be reached by the keyboard.
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  table: ({ children }) => (
    <div className={classes.table} tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
};

// The title of the page is above them.
const HEADED: Components = { ...PARTS, h1: 'h2', h2: 'h2', h3: 'h3', h4: 'h4', h5: 'h5', h6: 'h6' };

/** Reading a text costs more than all around it: done again only when the text is another. */
const MarkdownBody = memo(({ text, marked, hasHeadings }: MarkdownBodyProps) => (
  <ReactMarkdown
    remarkPlugins={[remarkGfm]}
    rehypePlugins={[[markWords, marked]]}
    components={hasHeadings ? HEADED : PARTS}
  >
    {text}
  </ReactMarkdown>
));
MarkdownBody.displayName = 'MarkdownBody';

export default MarkdownBody;
