import { Button, Group, Modal, Text } from '@mantine/core';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';
import classes from './ticket-page.module.css';

const { conflict: texts } = TICKET_TEXTS;

type ConflictDialogProps = {
  theirs: string;
  mine: string;
  onChoose: (isMine: boolean) => void;
};

/** Two people changed the same field: both versions, and which of them stays. */
export const ConflictDialog = ({ theirs, mine, onChoose }: ConflictDialogProps) => (
  <Modal opened onClose={() => { onChoose(false); }} title={texts.title} size="lg">
    <Text size="sm">{texts.text}</Text>
    <div className={classes.versions}>
      <Version title={texts.theirs} value={theirs} />
      <Version title={texts.mine} value={mine} />
    </div>
    <Group justify="flex-end" mt="md">
      <Button variant="default" onClick={() => { onChoose(false); }}>
        {texts.takeTheirs}
      </Button>
      <Button onClick={() => { onChoose(true); }}>{texts.keepMine}</Button>
    </Group>
  </Modal>
);

const Version = ({ title, value }: { title: string; value: string }) => (
  <section className={classes.version} aria-label={title}>
    <Text size="xs" c="dimmed">
      {title}
    </Text>
    <p className={classes.versionText}>{value || texts.nothing}</p>
  </section>
);
