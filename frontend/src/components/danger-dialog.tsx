import { Button, Group, Modal, Text } from '@mantine/core';
import { TEXTS } from '@/lib/texts';

type DangerDialogProps = {
  title: string;
  text: string;
  confirmLabel: string;
  isOpen?: boolean;
  isBusy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before what cannot be taken back; it begins with the focus on leaving. */
export const DangerDialog = ({ title, text, confirmLabel, isOpen = true, isBusy = false, ...props }: DangerDialogProps) => (
  <Modal opened={isOpen} onClose={props.onClose} title={title}>
    <Text size="sm">{text}</Text>
    <Group justify="flex-end" mt="md">
      <Button variant="default" data-autofocus onClick={props.onClose}>
        {TEXTS.cancel}
      </Button>
      <Button color="red" loading={isBusy} onClick={props.onConfirm}>
        {confirmLabel}
      </Button>
    </Group>
  </Modal>
);
