import { Stack, Text, Title } from '@mantine/core';
import { type Icon, IconInbox } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

type EmptyStateProps = {
  title: string;
  advice?: string;
  icon?: Icon;
  action?: ReactNode;
  /** A part of a page, with a heading of its own, rather than all of it. */
  isPart?: boolean;
};

/** A list without rows: says what to do next. */
export const EmptyState = ({ title, advice, icon: Icon = IconInbox, action, isPart = false }: EmptyStateProps) => (
  <Stack className={classes.notice} data-part={isPart || undefined} align="center" gap="xs">
    <Icon className={classes.icon} size={isPart ? 28 : 36} stroke={1.5} aria-hidden />
    <Title order={isPart ? 3 : 2} size={isPart ? 'h4' : 'h3'}>
      {title}
    </Title>
    {advice && <Text c="dimmed" {...(isPart && { size: 'sm' })}>{advice}</Text>}
    {action}
  </Stack>
);
