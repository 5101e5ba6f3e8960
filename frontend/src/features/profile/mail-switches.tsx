import { Switch, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useMutation } from 'urql';
import { ProfileChangeDocument, type ProfilePartsFragment } from '@/gql/profile';
import type { MailKind, Role } from '@/gql/schema';
import { faultOf } from '@/lib/fault';
import { profile as PROFILE_TEXTS } from '@/lib/texts/profile';
import { Section } from './section';

const { mails: texts } = PROFILE_TEXTS;

type Kind = keyof typeof texts.kinds;

const OWN: readonly Kind[] = ['TICKET_RECEIVED', 'TICKET_IN_PROGRESS', 'COMMENT_ADDED', 'TICKET_COMPLETED', 'TICKET_REOPENED'];
const KINDS: Record<Role, readonly Kind[]> = {
  USER: OWN,
  MODERATOR: ['TICKET_ASSIGNED', ...OWN],
  ADMIN: ['TICKET_ASSIGNED', ...OWN, 'PROVIDER_FAULT'],
};

/** Which mails come. Shown as switched at once; one that could not be saved goes back. */
export const MailSwitches = ({ viewer }: { viewer: ProfilePartsFragment }) => {
  const [{ fetching }, run] = useMutation(ProfileChangeDocument);
  const [assumed, setAssumed] = useState<readonly MailKind[] | null>(null);
  const muted = assumed ?? viewer.mutedMails ?? [];
  const toggle = async (kind: Kind, isWanted: boolean) => {
    const mutedMails = isWanted ? muted.filter((it) => it !== kind) : [...muted, kind];
    setAssumed(mutedMails);
    const { data, error } = await run({ input: { mutedMails } });
    setAssumed(null);
    const [refusal] = data?.profileUpdate.errors ?? [];
    if (error || refusal) notifications.show({ color: 'red', message: refusal?.message ?? faultOf(error).message });
  };
  return (
    <Section title={texts.title}>
      <Text size="sm" c="dimmed">{texts.lead}</Text>
      {KINDS[viewer.role].map((kind) => (
        <Switch
          key={kind}
          label={texts.kinds[kind]}
          aria-busy={fetching}
          checked={!muted.includes(kind)}
          onChange={(event) => { if (!fetching) void toggle(kind, event.currentTarget.checked); }}
        />
      ))}
    </Section>
  );
};
