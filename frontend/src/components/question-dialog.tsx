import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { TEXTS } from '@/lib/texts';

type QuestionDialogProps = {
  title: string;
  text: string;
  confirmLabel: string;
  isOpen?: boolean;
  /** What cannot be taken back is red. */
  isDanger?: boolean;
  isReady?: boolean;
  isBusy?: boolean;
  /** Why it could not be done. */
  problem?: string;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
};

/** Asks before something happens; it begins with the focus on leaving. */
export const QuestionDialog = ({
  title,
  text,
  confirmLabel,
  isOpen = true,
  isDanger = true,
  isReady = true,
  isBusy = false,
  problem,
  ...props
}: QuestionDialogProps) => (
  <Modal opened={isOpen} onClose={props.onClose} title={title}>
    <Stack gap="md">
      {problem && (
        <Alert role="alert" color="red" variant="light">
          {problem}
        </Alert>
      )}
      <Text size="sm">{text}</Text>
      {props.children}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" data-autofocus onClick={props.onClose}>
          {TEXTS.cancel}
        </Button>
        <Button {...(isDanger && { color: 'red' })} disabled={!isReady} loading={isBusy} onClick={props.onConfirm}>
          {confirmLabel}
        </Button>
      </Group>
    </Stack>
  </Modal>
);
