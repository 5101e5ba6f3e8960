import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { faultOf } from '@/lib/fault';
import type { UserError } from '@/lib/form-errors';
import { TEXTS } from '@/lib/texts';

type ConfirmDialogProps = {
  title: string;
  text: string;
  confirmLabel: string;
  /** What cannot be taken back is red, and does not begin with the focus on it. */
  isDanger?: boolean;
  isReady?: boolean;
  /** Does it; what the user can mend stays in the dialog. */
  onConfirm: () => Promise<readonly UserError[]>;
  onDone: () => void;
  onClose: () => void;
  children?: ReactNode;
};

/** Asks before something happens, and says what happens with what hangs on it. */
export const ConfirmDialog = ({ title, text, confirmLabel, isDanger = true, isReady = true, ...props }: ConfirmDialogProps) => {
  const [problem, setProblem] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const confirm = async () => {
    setIsBusy(true);
    setProblem('');
    try {
      const errors = await props.onConfirm();
      if (errors.length === 0) props.onDone();
      else setProblem(errors.map(({ message }) => message).join(' '));
    } catch (error) {
      setProblem(faultOf(error).message);
    }
    setIsBusy(false);
  };
  return (
    <Modal opened onClose={props.onClose} title={title}>
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
          <Button {...(isDanger && { color: 'red' })} disabled={!isReady} loading={isBusy} onClick={() => void confirm()}>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};
