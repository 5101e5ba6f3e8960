import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

type PartProps = { title: string; text?: string; actions?: ReactNode; children: ReactNode };

/** A part of a page with a heading of its own. */
export const Part = ({ title, text, actions, children }: PartProps) => {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Group justify="space-between" gap="xs" mb={text ? 4 : 'xs'}>
        <Title order={2} size="h3" id={id}>
          {title}
        </Title>
        {actions}
      </Group>
      {text && (
        <Text size="sm" c="dimmed" mb="sm" maw="42rem">
          {text}
        </Text>
      )}
      {children}
    </section>
  );
};
