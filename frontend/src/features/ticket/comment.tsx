import { Button, Group, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useMutation } from 'urql';
import { later } from '@/components/later';
import { TicketCommentDeleteDocument, TicketCommentEditDocument } from '@/gql/ticket';
import type { CommentPartsFragment } from '@/gql/ticket-feed';
import { useDesk } from '@/lib/desk';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';
import { Message } from './message';
import type { Rights } from './rights';

const CommentMenu = later(async () => (await import('./comment-menu')).CommentMenu);
const ConflictDialog = later(async () => (await import('./conflict-dialog')).ConflictDialog);

const { comment: texts } = TICKET_TEXTS;

type CommentProps = { comment: CommentPartsFragment; rights: Rights; marked: readonly string[] };

/** A message of the conversation; its author may change it, and take it away as admins may. */
export const Comment = ({ comment, rights, marked }: CommentProps) => {
  const { viewer } = useDesk();
  const [{ fetching }, edit] = useMutation(TicketCommentEditDocument);
  const [, remove] = useMutation(TicketCommentDeleteDocument);
  /** What is being written, and the version that it began with. */
  const [draft, setDraft] = useState<{ body: string; version: number } | null>(null);
  const [theirs, setTheirs] = useState<CommentPartsFragment | null>(null);
  const isOwn = comment.author.id === viewer.id;

  const save = async (body: string, version: number) => {
    const { data, error } = await edit({ input: { id: comment.id, body, version } });
    const [refusal] = data?.commentUpdate.errors ?? [];
    const now = data?.commentUpdate.comment;
    if (refusal?.code === 'CONFLICT' && now) setTheirs(now);
    else if (error || refusal) tell(refusal?.message ?? faultOf(error).message);
    else setDraft(null);
  };
  const choose = (isMine: boolean) => {
    setTheirs(null);
    if (isMine && draft && theirs) void save(draft.body, theirs.version);
    else setDraft(null);
  };
  const takeAway = async () => {
    const { data, error } = await remove({ input: { id: comment.id } });
    const [refusal] = data?.commentDelete.errors ?? [];
    if (error || refusal) tell(refusal?.message ?? faultOf(error).message);
  };

  return (
    <Message
      author={comment.author.name}
      isStaff={comment.author.role !== 'USER'}
      at={comment.createdAt}
      isEdited={comment.editedAt !== null}
      body={draft ? '' : comment.body}
      marked={marked}
      isInternal={comment.visibility === 'INTERNAL'}
      actions={
        (isOwn || rights.isAdmin) && rights.canComment && !draft && (
          <CommentMenu
            {...(isOwn && { onEdit: () => { setDraft({ body: comment.body, version: comment.version }); } })}
            onDelete={() => void takeAway()}
          />
        )
      }
    >
      {draft && (
        <>
          <Textarea
            autosize
            autoFocus
            minRows={3}
            maxRows={20}
            aria-label={texts.body}
            value={draft.body}
            onChange={(event) => { setDraft({ ...draft, body: event.currentTarget.value }); }}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setDraft(null);
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save(draft.body, draft.version);
            }}
          />
          <Group mt="xs" gap="xs">
            <Button
              size="xs"
              loading={fetching}
              disabled={!draft.body.trim()}
              onClick={() => void save(draft.body, draft.version)}
            >
              {texts.save}
            </Button>
            <Button size="xs" variant="default" onClick={() => { setDraft(null); }}>
              {TEXTS.cancel}
            </Button>
          </Group>
        </>
      )}
      {theirs && draft && <ConflictDialog theirs={theirs.body} mine={draft.body} onChoose={choose} />}
    </Message>
  );
};

const tell = (message: string) => { notifications.show({ color: 'red', message }); };
