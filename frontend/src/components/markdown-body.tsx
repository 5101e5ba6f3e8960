import type { ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { markWords } from '@/lib/mark-words';
import classes from './markdown.module.css';

type MarkdownBodyProps = { text: string; marked: readonly string[] };
type PartProps = { children?: ReactNode };

// A heading in a comment is no heading of the page.
const Heading = ({ children }: PartProps) => <p className={classes.heading}>{children}</p>;

const Link = ({ href, children }: PartProps & { href?: string | undefined }) => (
  <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
    {children}
  </a>
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

const MarkdownBody = ({ text, marked }: MarkdownBodyProps) => (
  <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[[markWords, marked]]} components={PARTS}>
    {text}
  </ReactMarkdown>
);

export default MarkdownBody;
