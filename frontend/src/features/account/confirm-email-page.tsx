import { useState } from 'react';
import { Outcome } from '@/components/outcome';
import { TEXTS } from '@/lib/texts';
import { AccountPage } from './account-page';
import { confirmEmail } from './operations';
import { NO_PROBLEMS, problemOf, problemsOf } from './problems';

const { confirmEmail: texts, deadLink } = TEXTS;

type ConfirmEmailPageProps = { token: string };

/** Confirms at a click and never by itself: programs that check mails open links, too. */
export const ConfirmEmailPage = ({ token }: ConfirmEmailPageProps) => {
  const [problems, setProblems] = useState({ ...NO_PROBLEMS, link: token ? '' : deadLink.incomplete });
  const [state, setState] = useState<'open' | 'busy' | 'done'>('open');

  const confirm = async () => {
    setState('busy');
    setProblems(NO_PROBLEMS);
    try {
      const errors = await confirmEmail(token);
      setProblems(problemsOf(errors));
      setState(errors.length ? 'open' : 'done');
    } catch (failure) {
      setProblems(problemOf(failure));
      setState('open');
    }
  };

  return (
    <AccountPage title={texts.title} deadLink={problems.link} done={state === 'done' ? texts.done : ''}>
      {problems.form && <Outcome tone="error">{problems.form}</Outcome>}
      <p>{texts.ask}</p>
      <button type="button" className="action" disabled={state === 'busy'} onClick={() => void confirm()}>
        {state === 'busy' ? texts.busy : texts.submit}
      </button>
    </AccountPage>
  );
};
