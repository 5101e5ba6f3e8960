import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { Outcome } from '@/components/outcome';
import { textOf } from '@/lib/form-text';
import { TEXTS } from '@/lib/texts';
import { AccountPage } from './account-page';
import { resetPassword } from './operations';
import { PasswordField } from './password-field';
import { NO_PROBLEMS, problemOf, type Problems, problemsOf } from './problems';

const { resetPassword: texts, deadLink } = TEXTS;

type ResetPasswordPageProps = { token: string };

export const ResetPasswordPage = ({ token }: ResetPasswordPageProps) => {
  const [problems, setProblems] = useState({ ...NO_PROBLEMS, link: token ? '' : deadLink.incomplete });
  const [state, setState] = useState<'open' | 'busy' | 'done'>('open');

  const submit = async (password: string, repeat: string) => {
    if (password !== repeat) {
      setProblems({ ...NO_PROBLEMS, repeat: texts.differs });
      return;
    }
    setState('busy');
    setProblems(NO_PROBLEMS);
    try {
      const errors = await resetPassword(token, password);
      setProblems(problemsOf(errors));
      setState(errors.length ? 'open' : 'done');
    } catch (failure) {
      setProblems(problemOf(failure));
      setState('open');
    }
  };

  return (
    <AccountPage title={texts.title} deadLink={problems.link} done={state === 'done' ? texts.done : ''}>
      <ResetPasswordForm
        problems={problems}
        isBusy={state === 'busy'}
        onSubmit={(password, repeat) => void submit(password, repeat)}
      />
    </AccountPage>
  );
};

type ResetPasswordFormProps = {
  problems: Problems;
  isBusy: boolean;
  onSubmit: (password: string, repeat: string) => void;
};

const ResetPasswordForm = ({ problems, isBusy, onSubmit }: ResetPasswordFormProps) => {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLInputElement>('[aria-invalid=true]')?.focus();
  }, [problems]);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    onSubmit(textOf(fields, 'password'), textOf(fields, 'repeat'));
  };

  return (
    <form ref={form} noValidate onSubmit={submit}>
      {problems.form && <Outcome tone="error">{problems.form}</Outcome>}
      <PasswordField label={texts.password} name="password" hint={texts.hint} error={problems.password} />
      <PasswordField label={texts.repeat} name="repeat" error={problems.repeat} />
      <button type="submit" className="action" disabled={isBusy}>
        {isBusy ? texts.busy : texts.submit}
      </button>
    </form>
  );
};
