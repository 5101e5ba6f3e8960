import { Badge, Button, Group, Switch, Text } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { ProviderChangeDocument, type ProviderPartsFragment } from '@/gql/settings-ai';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsAi } from '@/lib/texts/settings-ai';
import { MoveButtons } from '../shared/move-buttons';
import { RowMenu } from '../shared/row-menu';
import { Sign } from '../shared/sign';
import { tellOf, useSend } from '../shared/use-send';
import classes from './providers.module.css';

const { providers: texts } = settingsAi;

type ProviderCardProps = {
  provider: ProviderPartsFragment;
  place: number;
  count: number;
  onMove: (id: string, step: -1 | 1) => void;
  onOpen: (what: 'edit' | 'delete' | 'test', provider: ProviderPartsFragment) => void;
  onChanged: () => void;
};

export const ProviderCard = ({ provider, place, count, onMove, onOpen, onChanged }: ProviderCardProps) => {
  const { id, name, preset, baseUrl, triageModel, answerModel, hasKey, masksPersonalData, version } = provider;
  const send = useSend();
  const [assumed, setAssumed] = useState<boolean | null>(null);
  const isEnabled = assumed ?? provider.isEnabled;

  const use = async (wanted: boolean) => {
    setAssumed(wanted);
    const change = send(ProviderChangeDocument, { input: { id, isEnabled: wanted, version } });
    if (!(await tellOf(change.then(({ providerUpdate }) => providerUpdate.errors)))) onChanged();
    setAssumed(null);
  };

  return (
    <li className={classes.card}>
      <div className={classes.order}>
        <Text span fw={600} c="dimmed">
          {place + 1}
        </Text>
        {count > 1 && (
          <MoveButtons id={id} name={name} isFirst={place === 0} isLast={place === count - 1} onMove={onMove} />
        )}
      </div>
      <div className={classes.body}>
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          <Badge variant="default" tt="none" fw={500}>
            {texts.preset[preset]}
          </Badge>
          <ProviderSign provider={provider} isEnabled={isEnabled} />
        </Group>
        <Text size="sm" c="dimmed" className={classes.url}>
          {baseUrl}
        </Text>
        <dl className={classes.facts}>
          <Fact name={texts.triageModel} value={triageModel} />
          <Fact name={texts.answerModel} value={answerModel} />
          <Fact name={texts.key} value={hasKey ? texts.keyKept : texts.keyNone} />
          <Fact name={texts.masking} value={masksPersonalData ? texts.masked : texts.unmasked} />
        </dl>
      </div>
      <Group className={classes.tools} gap="xs" wrap="nowrap">
        <Switch
          size="sm"
          aria-label={texts.use(name)}
          checked={isEnabled}
          onChange={(event) => void use(event.currentTarget.checked)}
        />
        <Button size="xs" variant="default" onClick={() => { onOpen('test', provider); }}>
          {texts.test}
          <span className="visually-hidden"> {name}</span>
        </Button>
        <RowMenu
          label={SETTINGS_TEXTS.more(name)}
          actions={[
            { label: SETTINGS_TEXTS.edit, icon: IconPencil, onSelect: () => { onOpen('edit', provider); } },
            { label: SETTINGS_TEXTS.delete, icon: IconTrash, isDanger: true, onSelect: () => { onOpen('delete', provider); } },
          ]}
        />
      </Group>
    </li>
  );
};

const Fact = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

const ProviderSign = ({ provider, isEnabled }: { provider: ProviderPartsFragment; isEnabled: boolean }) => {
  const fault = provider.triageFault ?? provider.answerFault;
  if (!isEnabled) return <Sign tone="idle">{texts.off}</Sign>;
  if (fault) return <Sign tone="alarm">{texts.fault[fault]}</Sign>;
  return <Sign tone="done">{texts.on}</Sign>;
};
