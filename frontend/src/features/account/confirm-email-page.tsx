import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { ConfirmEmailDocument } from '@/gql/account';
import { faultOf } from '@/lib/fault';
import { request } from '@/lib/graphql-request';
import { useLinkToken } from '@/lib/link-token-context';
import { account as ACCOUNT_TEXTS } from '@/lib/texts/account';
import { AccountCard } from './account-card';
import { DeadLink } from './dead-link';
import { linkProblem } from './link-problem';

const { confirm: texts, deadLink, signIn } = ACCOUNT_TEXTS;

/** Confirms at a click and never by itself: programs that check mails open links, too. */
export const ConfirmEmailPage = () => {
  const token = useLinkToken();
  const [deadReason, setDeadReason] = useState(token ? '' : deadLink.incomplete);
  const [problem, setProblem] = useState('');
  const [state, setState] = useState<'open' | 'busy' | 'done'>('open');

  const confirm = async () => {
    setState('busy');
    setProblem('');
    try {
      const { data } = await request(ConfirmEmailDocument, { input: { token } });
      const { errors } = data.emailConfirm;
      setDeadReason(linkProblem(errors));
      setProblem(errors.map(({ message }) => message).join(' '));
      setState(errors.length ? 'open' : 'done');
    } catch (error) {
      setProblem(faultOf(error).message);
      setState('open');
    }
  };

  if (deadReason) return <DeadLink title={texts.title} reason={deadReason} />;
  if (state === 'done') {
    return (
      <AccountCard title={texts.title} done={texts.done}>
        <Button component={Link} to="/login">
          {signIn.submit}
        </Button>
      </AccountCard>
    );
  }
  return (
    <AccountCard title={texts.title} problem={problem}>
      <Text>{texts.ask}</Text>
      <Button loading={state === 'busy'} onClick={() => void confirm()}>
        {texts.submit}
      </Button>
    </AccountCard>
  );
};
