import { Button, Code, Stack, Text, Title } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Fault } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';
import classes from './notice.module.css';

type FaultNoticeProps = {
  title?: string;
  advice?: string;
  fault?: Fault;
  onRetry?: () => void;
  action?: ReactNode;
};

/** In place of what could not be shown: why, what to do, and what to tell the people who can mend it. */
export const FaultNotice = ({ title = TEXTS.failed, advice, fault, onRetry, action }: FaultNoticeProps) => (
  <Stack className={classes.notice} role="alert" align="center" gap="sm">
    <IconPlugConnectedX className={classes.icon} size={36} stroke={1.5} aria-hidden />
    <Title order={2}>{title}</Title>
    {fault && fault.message !== title && <Text c="dimmed">{fault.message}</Text>}
    {advice && <Text c="dimmed">{advice}</Text>}
    {fault?.correlationId && (
      <Text size="sm" c="dimmed">
        {TEXTS.reference('')} <Code>{fault.correlationId}</Code>
      </Text>
    )}
    {onRetry && (
      <Button variant="default" onClick={onRetry}>
        {TEXTS.retry}
      </Button>
    )}
    {action}
  </Stack>
);
