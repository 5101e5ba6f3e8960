import { Alert, Button, Group, Loader, Modal, Stack, Text } from '@mantine/core';
import { IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useClient } from 'urql';
import { type ModelTestPartsFragment, type ProviderTryMutation, ProviderTryDocument } from '@/gql/settings-ai';
import type { ProviderTestInput } from '@/gql/schema';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';
import { settingsAi } from '@/lib/texts/settings-ai';
import classes from './provider-test.module.css';

const { test: texts } = settingsAi;

type Test = NonNullable<ProviderTryMutation['providerTest']['test']>;
type State = { test?: Test; problem?: string };

type TestDialogProps = { title: string; input: ProviderTestInput; onClose: () => void };

/** Asks both models of a provider something small at once, and says how far each came. */
export const TestDialog = ({ title, input, onClose }: TestDialogProps) => {
  const client = useClient();
  const [state, setState] = useState<State | null>(null);
  const key = JSON.stringify(input);
  const run = useCallback(async () => {
    setState(null);
    const { data, error } = await client.mutation(ProviderTryDocument, { input: JSON.parse(key) as ProviderTestInput });
    const { test, errors } = data?.providerTest ?? { test: null, errors: [] };
    if (test) setState({ test });
    else setState({ problem: errors.map(({ message }) => message).join(' ') || faultOf(error).message });
  }, [client, key]);
  useEffect(() => {
    // Opening the dialog is asking for the test.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    void run();
  }, [run]);
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <Stack gap="md">
        <div role="status">
          {state === null && (
            <Group gap="sm">
              <Loader size="sm" />
              <Text size="sm">{texts.running}</Text>
            </Group>
          )}
          {state?.problem && (
            <Alert color="red" variant="light">
              {state.problem}
            </Alert>
          )}
          {state?.test && (
            <Alert color={state.test.ok ? 'green' : 'red'} variant="light">
              {state.test.ok ? texts.ok : texts.failed}
            </Alert>
          )}
        </div>
        {state?.test && (
          <div className={classes.models}>
            <ModelSteps title={texts.triage} model={state.test.triage} />
            <ModelSteps title={texts.answer} model={state.test.answer} />
          </div>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" disabled={state === null} onClick={() => void run()}>
            {TEXTS.retry}
          </Button>
          <Button onClick={onClose}>{TEXTS.close}</Button>
        </Group>
      </Stack>
    </Modal>
  );
};

const ModelSteps = ({ title, model }: { title: string; model: ModelTestPartsFragment }) => (
  <section className={classes.model} aria-label={title}>
    <Text fw={600} size="sm">
      {title}
    </Text>
    <ul className={classes.steps}>
      <StepRow name={texts.reachable} isGood={model.isReachable} />
      <StepRow name={texts.key} isGood={model.isKeyAccepted} />
      <StepRow name={texts.model} isGood={model.isModelKnown} />
      <StepRow
        name={texts.ability}
        isGood={model.ability ? true : null}
        words={model.ability ? texts.abilities[model.ability] : undefined}
      />
      <StepRow
        name={texts.latency}
        isGood={model.latencyMs === null ? null : true}
        words={model.latencyMs === null ? undefined : texts.ms(model.latencyMs)}
      />
    </ul>
    <Text size="sm" c="dimmed" className={classes.detail}>
      {model.detail}
    </Text>
  </section>
);

type StepRowProps = { name: string; isGood: boolean | null; words?: string | undefined };

const StepRow = ({ name, isGood, words }: StepRowProps) => {
  const Icon = isGood === null ? IconMinus : isGood ? IconCheck : IconX;
  return (
    <li data-good={isGood}>
      <Icon size={16} stroke={2} aria-hidden />
      <span>{name}</span>
      <span className={classes.words}>{words ?? (isGood === null ? texts.unknown : isGood ? texts.yes : texts.no)}</span>
    </li>
  );
};
