import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useQuery } from 'urql';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { TimeAgo } from '@/components/time-ago';
import type { MailFilter, MailState } from '@/gql/schema';
import { SettingsMailDocument, SettingsMailsDocument } from '@/gql/settings-running';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsMails as texts } from '@/lib/texts/settings-running';
import { useParameters } from '@/lib/use-parameters';
import { ListFilters } from '../shared/list-filters';
import { Loaded } from '../shared/loaded';
import { RowsTable } from '../shared/rows-table';
import { Sign } from '../shared/sign';
import { useRows } from '../shared/use-rows';
import { linkParts } from './link-parts';
import classes from './running.module.css';

const TONES = { PENDING: 'info', SENT: 'done', KEPT: 'idle', FAILED: 'alarm' } as const;
const STATES = Object.entries(texts.states).map(([value, label]) => ({ value, label }));

/** What the desk has written to people; where there is no mail server this is where it is read. */
export const MailsPage = () => {
  const [parameters, set] = useParameters();
  const state = parameters.get('state') ?? '';
  const search = parameters.get('q') ?? '';
  const opened = parameters.get('mail');
  const mails = useRows(SettingsMailsDocument, { filter: filterOf(state, search) }, (data) => data.mails);
  return (
    <Page
      title={SETTINGS_TEXTS.sections.mails.label}
      actions={
        <Button variant="default" onClick={mails.readAgain}>
          {SETTINGS_TEXTS.refresh}
        </Button>
      }
    >
      <Text c="dimmed" mb="md" maw="42rem">
        {texts.lead}
      </Text>
      <ListFilters
        search={{ label: texts.search, value: search, onChange: (words) => { set('q', words); } }}
        choice={{ label: texts.state, any: texts.anyState, data: STATES, value: state, onChange: (value) => { set('state', value); } }}
      />
      <RowsTable
        label={texts.list}
        list={mails}
        rows={8}
        height={40}
        empty={<EmptyState icon={IconMail} title={texts.empty} advice={texts.emptyAdvice} />}
        columns={[
          {
            label: texts.subject,
            cell: (mail) => (
              <button type="button" className={classes.open} onClick={() => { set('mail', mail.id, true); }}>
                {mail.subject}
              </button>
            ),
          },
          { label: texts.to, rank: 'aside', cell: ({ recipient, toAddress }) => recipient?.name ?? toAddress },
          { label: texts.kind, rank: 'far', isShort: true, cell: ({ kind }) => texts.kinds[kind] },
          { label: texts.state, cell: (mail) => <Sign tone={TONES[mail.state]}>{texts.states[mail.state]}</Sign> },
          { label: texts.when, rank: 'aside', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
        ]}
      />
      {opened && <MailDialog id={opened} onClose={() => { set('mail', ''); }} />}
    </Page>
  );
};

const filterOf = (state: string, search: string): MailFilter | null => {
  const conditions: MailFilter[] = [
    ...(state in texts.states ? [{ state: { eq: state as MailState } }] : []),
    ...(search ? [{ or: [{ toAddress: { contains: search } }, { subject: { contains: search } }] }] : []),
  ];
  return conditions.length > 0 ? { and: conditions } : null;
};

/** One mail as plain text: its HTML says the same, and nothing of it is to run here. */
const MailDialog = ({ id, onClose }: { id: string; onClose: () => void }) => {
  const [{ data, error }, read] = useQuery({ query: SettingsMailDocument, variables: { id } });
  const mail = data?.mails.nodes[0];
  return (
    <Modal opened onClose={onClose} title={mail?.subject ?? texts.list} size="xl">
      <Loaded data={data} error={error} onRetry={() => { read({ requestPolicy: 'network-only' }); }} rows={3}>
        {() =>
          !mail ? (
            <Text>{texts.empty}</Text>
          ) : (
            <Stack gap="sm">
              <Group gap="md">
                <Text size="sm" c="dimmed">
                  {texts.to} {mail.toAddress}
                </Text>
                <Sign tone={TONES[mail.state]}>{texts.states[mail.state]}</Sign>
                <Text size="sm" c="dimmed" component="div">
                  <TimeAgo at={mail.createdAt} />
                </Text>
              </Group>
              {mail.error && (
                <Text size="sm" c="var(--mantine-color-error)">
                  {texts.failedWith} {mail.error}
                </Text>
              )}
              <div className={classes.mail}>{mail.textBody ? <MailText text={mail.textBody} /> : texts.erased}</div>
              {mail.ticketId && (
                <Anchor component={Link} to={`/tickets/${mail.ticketId}`} size="sm">
                  {texts.ticket}
                </Anchor>
              )}
            </Stack>
          )
        }
      </Loaded>
    </Modal>
  );
};

const MailText = ({ text }: { text: string }) =>
  linkParts(text).map(({ words, href }, place) =>
    href ? (
      <Anchor key={place} href={href} target="_blank" rel="noopener noreferrer" underline="always" inherit>
        {words}
      </Anchor>
    ) : (
      words
    ),
  );
