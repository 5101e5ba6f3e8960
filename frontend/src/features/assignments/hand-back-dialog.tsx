import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useMutation } from 'urql';
import { AssignmentsHandBackDocument } from '@/gql/assignments';
import { TEXTS } from '@/lib/texts';
import { assignments as ASSIGNMENTS } from '@/lib/texts/assignments';
import { tellAnswer } from './tell-answer';

const { handingBack: texts } = ASSIGNMENTS;

type HandBackDialogProps = { ticket: { id: string; number: number }; onClose: () => void };

export const HandBackDialog = ({ ticket, onClose }: HandBackDialogProps) => {
  const [reason, setReason] = useState('');
  const [{ fetching }, run] = useMutation(AssignmentsHandBackDocument);
  const handBack = async () => {
    const { data, error } = await run({ input: { id: ticket.id, reason: reason.trim() || null } });
    if (tellAnswer(data?.ticketUnassign.errors, error, ASSIGNMENTS.handedBack(ticket.number))) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={texts.title(ticket.number)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void handBack();
        }}
      >
        <Text size="sm" mb="sm">
          {texts.text}
        </Text>
        <TextInput
          data-autofocus
          label={texts.reason}
          maxLength={200}
          value={reason}
          onChange={(event) => { setReason(event.currentTarget.value); }}
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {TEXTS.cancel}
          </Button>
          <Button type="submit" loading={fetching}>
            {texts.confirm}
          </Button>
        </Group>
      </form>
    </Modal>
  );
};
