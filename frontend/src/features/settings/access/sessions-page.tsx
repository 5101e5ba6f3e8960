import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDevices } from '@tabler/icons-react';
import { useState } from 'react';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { TimeAgo } from '@/components/time-ago';
import { SessionEndDocument, SettingsSessionsDocument, type SettingsSessionsQuery } from '@/gql/settings-access';
import { deviceOf } from '@/lib/device';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsSessions as texts } from '@/lib/texts/settings-access';
import { ConfirmDialog } from '../shared/confirm-dialog';
import { RowsTable } from '../shared/rows-table';
import { Sign } from '../shared/sign';
import { useRows } from '../shared/use-rows';
import { useSend } from '../shared/use-send';

type Session = SettingsSessionsQuery['sessions']['nodes'][number];

export const SessionsPage = () => {
  const sessions = useRows(SettingsSessionsDocument, {}, (data) => data.sessions);
  const [ending, setEnding] = useState<Session | null>(null);
  const send = useSend();
  return (
    <Page
      title={SETTINGS_TEXTS.sections.sessions.label}
      actions={
        <Button variant="default" onClick={sessions.readAgain}>
          {SETTINGS_TEXTS.refresh}
        </Button>
      }
    >
      <Text c="dimmed" mb="md" maw="42rem">
        {texts.lead}
      </Text>
      <RowsTable
        label={texts.list}
        list={sessions}
        rows={6}
        empty={<EmptyState icon={IconDevices} title={texts.empty} />}
        columns={[
          { label: texts.who, cell: ({ user }) => <b>{user.name}</b> },
          { label: texts.device, rank: 'aside', cell: ({ userAgent }) => <span title={userAgent}>{deviceOf(userAgent, texts.unknown)}</span> },
          { label: texts.address, rank: 'far', cell: ({ address }) => address },
          { label: texts.begun, rank: 'far', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
          { label: texts.used, cell: ({ lastUsedAt }) => <TimeAgo at={lastUsedAt} /> },
          {
            label: SETTINGS_TEXTS.actions,
            isActions: true,
            cell: (session) =>
              session.isCurrent ? (
                <Sign tone="done">{texts.current}</Sign>
              ) : (
                <Button size="compact-xs" variant="default" onClick={() => { setEnding(session); }}>
                  {texts.end}
                  <span className="visually-hidden"> {session.user.name}</span>
                </Button>
              ),
          },
        ]}
      />
      {ending && (
        <ConfirmDialog
          title={texts.endTitle(ending.user.name)}
          text={texts.endText}
          confirmLabel={texts.end}
          onConfirm={async () => (await send(SessionEndDocument, { input: { id: ending.id } })).sessionRevoke.errors}
          onDone={() => {
            notifications.show({ message: texts.ended });
            setEnding(null);
            sessions.readAgain();
          }}
          onClose={() => { setEnding(null); }}
        />
      )}
    </Page>
  );
};
