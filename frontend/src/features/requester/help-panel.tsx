import { Anchor, Button, Skeleton, Text } from '@mantine/core';
import { IconFileText, IconTicket } from '@tabler/icons-react';
import { Link } from 'react-router';
import { Markdown } from '@/components/markdown';
import { requester as REQUESTER_TEXTS } from '@/lib/texts/requester';
import { closeMarks, furtherSources, type Help, type HelpSource, pathOf } from './help';
import { HelpAnswerCard } from './help-answer-card';
import classes from './help.module.css';

const { help: texts } = REQUESTER_TEXTS;

export type Solving = {
  /** True while it is told to the desk. */
  isBusy: boolean;
  onSolved: (suggestionId: string, source: HelpSource | null) => void;
};

type HelpPanelProps = { help: Help; isOffline: boolean; onAskAgain: () => void; solving: Solving };

/** What the desk knows about the draft, as it becomes known; told to screen readers once, when it is all there. */
export const HelpPanel = ({ help, isOffline, onAskAgain, solving }: HelpPanelProps) => {
  const { status, id, answer } = help;
  const sources = furtherSources(help);
  const isWaiting = status === 'asking' && !answer && sources.length === 0;
  return (
    <section className={classes.panel} aria-labelledby="help-title" aria-busy={status === 'asking' || status === 'writing'}>
      <h2 id="help-title" className={classes.heading}>{texts.title}</h2>
      <p role="status" className="visually-hidden">
        {status === 'done' ? texts.found(answer !== null, sources.length) : ''}
      </p>
      {status === 'idle' && <Text size="sm" c="dimmed">{texts.idle}</Text>}
      {isWaiting && (isOffline ? <Text size="sm" c="dimmed">{texts.offline}</Text> : <Waiting />)}
      {answer && <HelpAnswerCard answer={answer} solving={solving} />}
      {sources.length > 0 && (
        <>
          <h3 className={classes.subheading}>{answer?.source && answer.source !== 'LLM' ? texts.alsoLike : texts.like}</h3>
          <ul className={classes.sources}>
            {sources.map((source) => (
              <SourceItem key={pathOf(source)} source={source} suggestionId={id} solving={solving} />
            ))}
          </ul>
        </>
      )}
      {status === 'done' && !answer && sources.length === 0 && <Text size="sm" c="dimmed">{texts.nothing}</Text>}
      {status === 'failed' && (
        <div className={classes.failed}>
          <Text size="sm" c="dimmed">{texts.failed}</Text>
          <Button size="compact-xs" variant="default" onClick={onAskAgain}>{texts.again}</Button>
        </div>
      )}
    </section>
  );
};

const Waiting = () => (
  <div className={classes.waiting}>
    <Skeleton height={14} width="60%" />
    <Skeleton height={12} />
    <Skeleton height={12} />
    <Skeleton height={12} width="80%" />
  </div>
);

type SourceItemProps = { source: HelpSource; suggestionId: string | null; solving: Solving };

const SourceItem = ({ source, suggestionId, solving }: SourceItemProps) => {
  const { title, quote, ticket, score } = source;
  const Icon = ticket ? IconTicket : IconFileText;
  return (
    <li className={classes.source}>
      <p className={classes.sourceTitle}>
        <Icon size={16} aria-hidden />
        <Anchor component={Link} to={pathOf(source) ?? '/'} target="_blank" size="sm" fw={550}>
          {title}
          <span className="visually-hidden"> {texts.newTab}</span>
        </Anchor>
      </p>
      {quote && (
        <div className={classes.quote}>
          <Markdown text={closeMarks(quote)} />
        </div>
      )}
      <p className={classes.quiet}>
        {ticket ? texts.ticket(ticket.number) : texts.article} · {texts.near(Math.round(score * 100))}
        {suggestionId && (
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={solving.isBusy}
            onClick={() => { solving.onSolved(suggestionId, source); }}
          >
            {texts.solvedBy}
            <span className="visually-hidden">: {title}</span>
          </Button>
        )}
      </p>
    </li>
  );
};
