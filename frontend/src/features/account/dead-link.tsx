import { Button, Text } from '@mantine/core';
import { Link } from 'react-router';
import { account as ACCOUNT_TEXTS } from '@/lib/texts/account';
import { AccountCard } from './account-card';

const { deadLink: texts } = ACCOUNT_TEXTS;

type DeadLinkProps = { title: string; reason: string };

/** A link that is of no more use, and how to get a new one. */
export const DeadLink = ({ title, reason }: DeadLinkProps) => (
  <AccountCard title={title} problem={reason}>
    <Text size="sm">{texts.advice}</Text>
    <Button component={Link} to="/forgot-password">
      {texts.submit}
    </Button>
  </AccountCard>
);
