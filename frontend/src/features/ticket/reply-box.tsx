import { Button, Group, SegmentedControl, Text, Textarea } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { useMutation } from 'urql';
import { Markdown } from '@/components/markdown';
import type { Visibility } from '@/gql/schema';
import { TicketReplyDocument } from '@/gql/ticket';
import { faultOf } from '@/lib/fault';
import { useShortcuts } from '@/lib/shortcuts';
import { ticket as TICKET_TEXTS } from '@/lib/texts/ticket';
import type { ReplyDrafting } from './reply-draft';
import classes from './reply-box.module.css';

const { reply: texts, keys } = TICKET_TEXTS;

type ReplyBoxProps = { ticketId: string; isStaff: boolean; drafting: ReplyDrafting };

export const ReplyBox = ({ ticketId, isStaff, drafting }: ReplyBoxProps) => {
  const { draft, write, clear } = drafting;
  const [isPreview, setIsPreview] = useState(false);
  const [problem, setProblem] = useState('');
  const [{ fetching }, run] = useMutation(TicketReplyDocument);
  const keysId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  /** How often a key has asked for the field, which may have to come back from the preview first. */
  const [wanted, setWanted] = useState(0);
  const isInternal = draft.visibility === 'INTERNAL';

  const begin = (visibility: Visibility) => () => {
    setIsPreview(false);
    if (draft.visibility !== visibility) write({ visibility });
    setWanted(wanted + 1);
  };
  useEffect(() => {
    if (wanted > 0) field.current?.focus();
  }, [wanted]);
  useShortcuts(keys.title, [
    { keys: 'r', meaning: keys.reply, run: begin('PUBLIC') },
    ...(isStaff ? [{ keys: 'n', meaning: keys.note, run: begin('INTERNAL') }] : []),
  ]);

  const send = async () => {
    if (fetching) return;
    if (!draft.text.trim()) {
      setProblem(texts.empty);
      return;
    }
    const { id, text, visibility } = draft;
    const { data, error } = await run({ input: { id, ticketId, body: text, visibility } });
    const [refusal] = data?.commentCreate.errors ?? [];
    if (error || refusal) {
      setProblem(refusal?.message ?? faultOf(error).message);
      return;
    }
    setProblem('');
    setIsPreview(false);
    clear();
  };

  return (
    <section className={classes.box} data-internal={isInternal} aria-label={texts.title}>
      <div className={classes.bar}>
        {isStaff && (
          <SegmentedControl
            size="xs"
            aria-label={texts.kind}
            value={draft.visibility}
            onChange={(visibility: Visibility) => { write({ visibility }); }}
            data={[
              { value: 'PUBLIC', label: texts.public },
              { value: 'INTERNAL', label: texts.internal },
            ]}
          />
        )}
        <SegmentedControl
          size="xs"
          aria-label={texts.mode}
          value={isPreview ? 'preview' : 'write'}
          onChange={(mode) => { setIsPreview(mode === 'preview'); }}
          data={[
            { value: 'write', label: texts.write },
            { value: 'preview', label: texts.preview },
          ]}
        />
      </div>
      {isPreview ? (
        <div className={classes.preview}>
          {draft.text.trim() ? <Markdown text={draft.text} /> : <Text c="dimmed">{texts.nothing}</Text>}
        </div>
      ) : (
        <Textarea
          ref={field}
          aria-label={isInternal ? texts.internal : texts.title}
          aria-describedby={keysId}
          autosize
          minRows={4}
          maxRows={18}
          placeholder={isInternal ? texts.internalPlaceholder : texts.placeholder}
          value={draft.text}
          error={problem}
          onChange={(event) => {
            setProblem('');
            write({ text: event.currentTarget.value });
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
            if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            void send();
          }}
        />
      )}
      <Group justify="space-between" mt="xs">
        <Text size="xs" c="dimmed" id={keysId} className={classes.keys ?? ''}>
          {texts.keys}
          {draft.text.trim() && ` · ${texts.saved}`}
        </Text>
        <Button size="sm" loading={fetching} onClick={() => void send()}>
          {isInternal ? texts.sendInternal : texts.send}
        </Button>
      </Group>
    </section>
  );
};
