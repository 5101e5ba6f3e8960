import { Badge, Button, Loader } from '@mantine/core';
import { IconCheck, IconFileText, IconSparkles, IconTicket } from '@tabler/icons-react';
import { useDeferredValue } from 'react';
import { Link } from 'react-router';
import { Markdown } from '@/components/markdown';
import { requester as REQUESTER_TEXTS } from '@/lib/texts/requester';
import { type HelpAnswer, linkCitations, pathOf } from './help';
import type { Solving } from './help-panel';
import classes from './help.module.css';

const { help: texts } = REQUESTER_TEXTS;

type HelpAnswerCardProps = { answer: HelpAnswer; solving: Solving };

/** An answer to the draft, while it is being written and when it is whole. */
export const HelpAnswerCard = ({ answer, solving }: HelpAnswerCardProps) => {
  const { id, source, cited, sources, confidence } = answer;
  // Words come faster than Markdown needs to be set.
  const text = useDeferredValue(answer.text);
  const isWritten = source === 'LLM' || source === null;
  const [best = null] = cited;
  const Icon = isWritten ? IconSparkles : source === 'TICKET' ? IconTicket : IconFileText;
  return (
    <article className={classes.answer} aria-labelledby="answer-title">
      <header className={classes.answerHead}>
        <Icon size={18} aria-hidden />
        <h3 id="answer-title">{isWritten || !best ? texts.answer : best.title}</h3>
        {isWritten && <Badge size="xs" variant="default">{texts.byAi}</Badge>}
      </header>
      <Markdown text={isWritten ? linkCitations(text, sources) : text} />
      {source === null ? (
        <p className={classes.quiet}>
          <Loader size={12} aria-hidden /> {texts.writing}
        </p>
      ) : (
        <>
          <p className={classes.quiet}>
            {isWritten ? texts.checkAi : source === 'TICKET' ? texts.fromTicket : texts.fromArticle}
            {confidence !== null && confidence > 0 && ` · ${texts.near(Math.round(confidence * 100))}`}
            {!isWritten && best && (
              <Link to={pathOf(best) ?? '/'} target="_blank">
                {texts.readAll}
                <span className="visually-hidden"> {texts.newTab}</span>
              </Link>
            )}
          </p>
          <div className={classes.solve}>
            <Button
              size="sm"
              leftSection={<IconCheck size={16} aria-hidden />}
              loading={solving.isBusy}
              onClick={() => { solving.onSolved(id, cited.find(({ article }) => article) ?? null); }}
            >
              {texts.solved}
            </Button>
            <span className={classes.quiet}>{texts.ifNot}</span>
          </div>
        </>
      )}
    </article>
  );
};
