import { Stack, Text, Title } from '@mantine/core';
import { type Icon, IconInbox } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

type EmptyStateProps = { title: string; advice?: string; icon?: Icon; action?: ReactNode };

/** A list without rows: says what to do next. */
export const EmptyState = ({ title, advice, icon: Icon = IconInbox, action }: EmptyStateProps) => (
  <Stack className={classes.notice} align="center" gap="xs">
    <Icon className={classes.icon} size={36} stroke={1.5} aria-hidden />
    <Title order={2} size="h3">
      {title}
    </Title>
    {advice && <Text c="dimmed">{advice}</Text>}
    {action}
  </Stack>
);
