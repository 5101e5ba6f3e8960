import { Alert, Button, Group, Modal, type ModalProps, Stack } from '@mantine/core';
import type { ReactNode, SubmitEventHandler } from 'react';
import { TEXTS } from '@/lib/texts';

type FormDialogProps = {
  title: string;
  submitLabel: string;
  /** What is wrong and belongs to no field. */
  problem: string;
  isBusy: boolean;
  size?: ModalProps['size'];
  /** Buttons at the other end of the last line. */
  extra?: ReactNode;
  onSubmit: SubmitEventHandler<HTMLFormElement>;
  onClose: () => void;
  children: ReactNode;
};

/** A form in a dialog: what is wrong above, fields, then what to do. Escape leaves it. */
export const FormDialog = ({ title, submitLabel, problem, isBusy, size = 'lg', extra, ...props }: FormDialogProps) => (
  <Modal opened onClose={props.onClose} title={title} size={size} closeOnClickOutside={false}>
    <form noValidate onSubmit={props.onSubmit}>
      <Stack gap="md">
        {problem && (
          <Alert role="alert" color="red" variant="light">
            {problem}
          </Alert>
        )}
        {props.children}
        <Group justify="space-between" mt="xs">
          <Group gap="xs">{extra}</Group>
          <Group gap="xs" ml="auto">
            <Button variant="default" onClick={props.onClose}>
              {TEXTS.cancel}
            </Button>
            <Button type="submit" loading={isBusy}>
              {submitLabel}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  </Modal>
);
