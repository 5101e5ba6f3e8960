import { Button, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBrain, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import {
  ProviderOrderSetDocument,
  type ProviderPartsFragment,
  ProviderRemoveDocument,
  SettingsProvidersDocument,
} from '@/gql/settings-ai';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsAi } from '@/lib/texts/settings-ai';
import { ConfirmDialog } from '../shared/confirm-dialog';
import { Loaded } from '../shared/loaded';
import { useOrder } from '../shared/use-order';
import { tellOf, useSend } from '../shared/use-send';
import { ProviderCard } from './provider-card';
import classes from './providers.module.css';
import { ProviderDialog } from './provider-dialog';
import { TestDialog } from './provider-test';

const { providers: texts } = settingsAi;

type Provider = ProviderPartsFragment;
type Open = { what: 'add' } | { what: 'edit' | 'delete' | 'test'; provider: Provider } | null;

/** Which language models are asked, in which order, and whether they work. */
export const ProvidersPage = () => {
  const [{ data, error }, read] = useQuery({ query: SettingsProvidersDocument });
  const [open, setOpen] = useState<Open>(null);
  const send = useSend();
  const readAgain = () => { read({ requestPolicy: 'network-only' }); };
  const close = () => { setOpen(null); };
  const done = () => {
    close();
    readAgain();
  };
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => { setOpen({ what: 'add' }); }}>
      {texts.add}
    </Button>
  );
  return (
    <Page title={SETTINGS_TEXTS.sections.ai.label} actions={add}>
      <Text c="dimmed" mb="md" maw="42rem">
        {texts.lead}
      </Text>
      <Loaded data={data} error={error} onRetry={readAgain} rows={3} height={120}>
        {({ providers: { nodes } }) =>
          nodes.length === 0 ? (
            <EmptyState icon={IconBrain} title={texts.empty} advice={texts.emptyAdvice} />
          ) : (
            <ProviderList providers={nodes} onOpen={(what, provider) => { setOpen({ what, provider }); }} onMoved={readAgain} />
          )
        }
      </Loaded>
      {open?.what === 'add' && <ProviderDialog onDone={done} onClose={close} />}
      {open?.what === 'edit' && <ProviderDialog provider={open.provider} onDone={done} onClose={close} />}
      {open?.what === 'test' && (
        <TestDialog title={texts.testOf(open.provider.name)} input={{ id: open.provider.id }} onClose={done} />
      )}
      {open?.what === 'delete' && (
        <ConfirmDialog
          title={texts.deleteTitle(open.provider.name)}
          text={texts.deleteText}
          confirmLabel={SETTINGS_TEXTS.delete}
          onConfirm={async () => (await send(ProviderRemoveDocument, { input: { id: open.provider.id } })).providerDelete.errors}
          onDone={() => {
            notifications.show({ message: texts.deleted });
            done();
          }}
          onClose={close}
        />
      )}
    </Page>
  );
};

type ProviderListProps = {
  providers: readonly Provider[];
  onOpen: (what: 'edit' | 'delete' | 'test', provider: Provider) => void;
  onMoved: () => void;
};

const ProviderList = ({ providers, onOpen, onMoved }: ProviderListProps) => {
  const send = useSend();
  const rows = [...providers].sort((a, b) => a.position - b.position);
  const save = (ids: string[]) =>
    tellOf(send(ProviderOrderSetDocument, { input: { ids } }).then(({ providerReorder }) => providerReorder.errors));
  const { ordered, news, list, move } = useOrder(rows, save, SETTINGS_TEXTS.order.news);
  return (
    <>
      <ol ref={list} className={classes.list} aria-label={texts.list}>
        {ordered.map((provider, place) => (
          <ProviderCard
            key={provider.id}
            provider={provider}
            place={place}
            count={ordered.length}
            onMove={move}
            onOpen={onOpen}
            onChanged={onMoved}
          />
        ))}
      </ol>
      <div role="status" className="visually-hidden">
        {news}
      </div>
    </>
  );
};
