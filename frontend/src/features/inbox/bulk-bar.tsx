import { ActionIcon, Button, Group, Paper, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { TEXTS } from '@/lib/texts';
import classes from './inbox-page.module.css';
import type { PickKind } from './use-picking';

const { inbox: texts } = TEXTS;

type BulkBarProps = { count: number; onPick: (kind: PickKind) => void; onClear: () => void };

/** What can be done with the selected tickets. */
export const BulkBar = ({ count, onPick, onClear }: BulkBarProps) => (
  <Paper className={classes.bulk} shadow="md" withBorder radius="lg" role="region" aria-label={texts.selected(count)}>
    <Group gap="xs" justify="center">
      <Text size="sm" fw={600} role="status">
        {texts.selected(count)}
      </Text>
      <Button size="compact-sm" variant="default" onClick={() => { onPick('assign'); }}>
        {texts.assign}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => { onPick('status'); }}>
        {texts.status}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => { onPick('priority'); }}>
        {texts.priority}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => { onPick('tags'); }}>
        {texts.tags}
      </Button>
      <ActionIcon variant="subtle" color="gray" aria-label={texts.clearSelection} onClick={onClear}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  </Paper>
);
