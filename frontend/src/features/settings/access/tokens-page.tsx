import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { TimeAgo } from '@/components/time-ago';
import { SettingsTokensDocument, type SettingsTokensQuery, TokenRevokeDocument } from '@/gql/settings-access';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsTokens as texts } from '@/lib/texts/settings-access';
import { ConfirmDialog } from '../shared/confirm-dialog';
import { RowsTable } from '../shared/rows-table';
import { useRows } from '../shared/use-rows';
import { useSend } from '../shared/use-send';
import { TokenDialog } from './token-dialog';

type Token = SettingsTokensQuery['apiTokens']['nodes'][number];

export const TokensPage = () => {
  const tokens = useRows(SettingsTokensDocument, {}, (data) => data.apiTokens);
  const [isAdding, setIsAdding] = useState(false);
  const [revoked, setRevoked] = useState<Token | null>(null);
  const send = useSend();
  return (
    <Page
      title={SETTINGS_TEXTS.sections.tokens.label}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => { setIsAdding(true); }}>
          {texts.add}
        </Button>
      }
    >
      <Text c="dimmed" mb="md" maw="42rem">
        {texts.lead}
      </Text>
      <RowsTable
        label={texts.list}
        list={tokens}
        rows={3}
        empty={<EmptyState icon={IconKey} title={texts.empty} advice={texts.emptyAdvice} />}
        columns={[
          {
            label: texts.name,
            cell: ({ name, hint }) => (
              <>
                <b>{name}</b> <Text span size="sm" c="dimmed" ff="monospace">{texts.key(hint)}</Text>
              </>
            ),
          },
          { label: texts.owner, rank: 'aside', cell: ({ user }) => user.name },
          { label: texts.scopes, rank: 'aside', cell: ({ scopes }) => scopes.map((it) => texts.scope[it]).join(', ') },
          { label: texts.used, rank: 'far', cell: ({ lastUsedAt }) => (lastUsedAt ? <TimeAgo at={lastUsedAt} /> : texts.never) },
          { label: texts.ends, cell: ({ expiresAt }) => (expiresAt ? <TimeAgo at={expiresAt} /> : texts.never) },
          {
            label: SETTINGS_TEXTS.actions,
            isActions: true,
            cell: (token) => (
              <Button size="compact-xs" variant="default" onClick={() => { setRevoked(token); }}>
                {texts.revoke}
                <span className="visually-hidden"> {token.name}</span>
              </Button>
            ),
          },
        ]}
      />
      {isAdding && (
        <TokenDialog
          onDone={() => {
            setIsAdding(false);
            tokens.readAgain();
          }}
          onClose={() => { setIsAdding(false); }}
        />
      )}
      {revoked && (
        <ConfirmDialog
          title={texts.revokeTitle(revoked.name)}
          text={texts.revokeText}
          confirmLabel={texts.revoke}
          onConfirm={async () => (await send(TokenRevokeDocument, { input: { id: revoked.id } })).apiTokenRevoke.errors}
          onDone={() => {
            notifications.show({ message: texts.revoked });
            setRevoked(null);
            tokens.readAgain();
          }}
          onClose={() => { setRevoked(null); }}
        />
      )}
    </Page>
  );
};
