import type { ReactNode } from 'react';
import { Outcome } from '@/components/outcome';
import { TEXTS } from '@/lib/texts';
import { DeadLink } from './dead-link';

type AccountPageProps = {
  title: string;
  /** Why the link is of no use; empty while it may be. */
  deadLink: string;
  /** What was done; empty until then. */
  done: string;
  children: ReactNode;
};

/** The frame of a page that a mailed link opens: what to do, then how it went. */
export const AccountPage = ({ title, deadLink, done, children }: AccountPageProps) => (
  <>
    <p className="name">
      <a href="/">{TEXTS.name}</a>
    </p>
    <h1>{title}</h1>
    {done ? (
      <>
        <Outcome tone="done">{done}</Outcome>
        <p>
          <a className="action" href="/graphql">
            {TEXTS.signInThere}
          </a>
        </p>
      </>
    ) : deadLink ? (
      <DeadLink reason={deadLink} />
    ) : (
      children
    )}
  </>
);
