import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { QuestionDialog } from '@/components/question-dialog';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';

const { comment: texts } = TICKET_TEXTS;

type CommentMenuProps = { onEdit?: () => void; onDelete: () => void };

/** What may be done with a message; it is taken away only after a second word. */
export const CommentMenu = ({ onEdit, onDelete }: CommentMenuProps) => {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size="sm" variant="subtle" color="gray" aria-label={texts.menu}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {onEdit && (
            <Menu.Item leftSection={<IconPencil size={14} aria-hidden />} onClick={onEdit}>
              {texts.edit}
            </Menu.Item>
          )}
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={14} aria-hidden />}
            onClick={() => { setIsAsking(true); }}
          >
            {texts.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <QuestionDialog
        isOpen={isAsking}
        title={texts.removeTitle}
        text={texts.removeText}
        confirmLabel={texts.confirm}
        onConfirm={() => {
          setIsAsking(false);
          onDelete();
        }}
        onClose={() => { setIsAsking(false); }}
      />
    </>
  );
};
