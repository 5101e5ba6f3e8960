import { Copyable } from '@/components/copyable';
import { Outcome } from '@/components/outcome';
import { TEXTS } from '@/lib/texts';
import { NEW_LINK } from './operations';

type DeadLinkProps = { reason: string };

/** A link that is of no more use, and how to get a new one. */
export const DeadLink = ({ reason }: DeadLinkProps) => (
  <>
    <Outcome tone="error">{reason}</Outcome>
    <p>{TEXTS.deadLink.advice}</p>
    <Copyable label={TEXTS.noDashboard.operation} text={NEW_LINK} />
    <p>
      <a href="/graphql">{TEXTS.openGraphiQL}</a>
    </p>
  </>
);
