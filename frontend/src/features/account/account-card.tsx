import { Alert, Stack, Text, Title } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { TEXTS } from '@/lib/texts';

type AccountCardProps = {
  title: string;
  lead?: string;
  /** What went wrong with all of it; empty if nothing has. */
  problem?: string;
  /** What was done; empty until then. */
  done?: string;
  children: ReactNode;
};

/** What all account pages share: a title, what to do, and how it went. */
export const AccountCard = ({ title, lead, problem = '', done = '', children }: AccountCardProps) => {
  useEffect(() => {
    document.title = `${title} · ${TEXTS.name}`;
  }, [title]);
  return (
    <Stack gap="md">
      <div>
        <Title order={1}>{title}</Title>
        {lead && <Text c="dimmed">{lead}</Text>}
      </div>
      {problem && <Outcome tone="error">{problem}</Outcome>}
      {done && <Outcome tone="done">{done}</Outcome>}
      {children}
    </Stack>
  );
};

type OutcomeProps = { tone: 'done' | 'error'; children: string };

/** How something went. It takes the focus, so that nobody misses it or loses their place. */
const Outcome = ({ tone, children }: OutcomeProps) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus();
  }, [children]);
  const Icon = tone === 'error' ? IconAlertCircle : IconCircleCheck;
  return (
    <Alert
      ref={box}
      role={tone === 'error' ? 'alert' : 'status'}
      tabIndex={-1}
      variant="light"
      color={tone === 'error' ? 'red' : 'green'}
      icon={<Icon aria-hidden />}
    >
      <Text size="sm">{children}</Text>
    </Alert>
  );
};
