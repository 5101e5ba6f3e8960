import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import { TEXTS } from '@/lib/texts';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';

const { step: texts, actions } = TICKET_TEXTS;

export type CommentedStep = keyof typeof texts.title;

type StepDialogProps = {
  step: CommentedStep;
  isStaff: boolean;
  isBusy: boolean;
  onConfirm: (comment: string | null) => void;
  onClose: () => void;
};

/** Resolving, closing and reopening, each with a few words if one likes. */
export const StepDialog = ({ step, isStaff, isBusy, onConfirm, onClose }: StepDialogProps) => {
  const [comment, setComment] = useState('');
  const confirm = () => { onConfirm(comment.trim() || null); };
  return (
    <Modal opened onClose={onClose} title={texts.title[step]}>
      <Textarea
        data-autofocus
        autosize
        minRows={3}
        maxRows={12}
        label={step === 'reopen' && !isStaff ? texts.reason : texts.comment}
        description={isStaff ? texts.hint : undefined}
        value={comment}
        onChange={(event) => { setComment(event.currentTarget.value); }}
        onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) confirm(); }}
      />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {TEXTS.cancel}
        </Button>
        <Button loading={isBusy} onClick={confirm}>
          {actions[step]}
        </Button>
      </Group>
    </Modal>
  );
};
