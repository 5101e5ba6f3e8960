import { Button, Progress, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useQuery } from 'urql';
import { BudgetSetDocument, SettingsBudgetDocument, type SettingsBudgetQuery } from '@/gql/settings-ai';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsAi } from '@/lib/texts/settings-ai';
import { useSentForm } from '@/lib/use-sent-form';
import { FormDialog } from '../shared/form-dialog';
import { Loaded } from '../shared/loaded';
import { Part } from '../shared/part';
import { useSend } from '../shared/use-send';
import { dollars, microsOf, typedAmount } from './money';
import classes from './spending.module.css';

const { budget: texts } = settingsAi;

type BudgetRow = SettingsBudgetQuery['llmBudget'];

export const Budget = () => {
  const [{ data, error }, read] = useQuery({ query: SettingsBudgetDocument });
  const [isEditing, setIsEditing] = useState(false);
  const budget = data?.llmBudget;
  const readAgain = () => { read({ requestPolicy: 'network-only' }); };
  return (
    <Part
      title={texts.title}
      text={texts.text}
      actions={
        budget && (
          <Button size="xs" variant="default" onClick={() => { setIsEditing(true); }}>
            {texts.edit}
          </Button>
        )
      }
    >
      <Loaded data={budget} error={error} onRetry={readAgain} rows={1} height={90}>
        {(shown) => (
          <div className={classes.meters}>
            <Meter
              name={texts.today}
              spent={shown.spentTodayMicros}
              reserved={shown.reservedTodayMicros}
              limit={shown.dailyMicros}
            />
            <Meter
              name={texts.month}
              spent={shown.spentThisMonthMicros}
              reserved={shown.reservedThisMonthMicros}
              limit={shown.monthlyMicros}
            />
          </div>
        )}
      </Loaded>
      {isEditing && budget && (
        <BudgetDialog
          budget={budget}
          onClose={() => { setIsEditing(false); }}
          onDone={() => {
            setIsEditing(false);
            readAgain();
          }}
        />
      )}
    </Part>
  );
};

type MeterProps = { name: string; spent: number; reserved: number; limit: number | null };

const Meter = ({ name, spent, reserved, limit }: MeterProps) => {
  const part = (micros: number) => (limit ? Math.min(100, (100 * micros) / limit) : 0);
  const isOver = limit !== null && spent + reserved >= limit;
  return (
    <div className={classes.meter}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text fw={600}>{texts.spent(dollars(spent), limit === null ? null : dollars(limit))}</Text>
      {limit !== null && (
        <Progress.Root size="sm" mt={6}>
          <Progress.Section value={part(spent)} color={isOver ? 'red' : 'iris'} aria-label={`${name}: ${dollars(spent)}`} />
          {reserved > 0 && <Progress.Section value={part(reserved)} color="gray" aria-label={texts.reserved(dollars(reserved))} />}
        </Progress.Root>
      )}
      {reserved > 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          {texts.reserved(dollars(reserved))}
        </Text>
      )}
    </div>
  );
};

type BudgetDialogProps = { budget: BudgetRow; onDone: () => void; onClose: () => void };

const BudgetDialog = ({ budget, onDone, onClose }: BudgetDialogProps) => {
  const send = useSend();
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { dailyMicros: typedAmount(budget.dailyMicros), monthlyMicros: typedAmount(budget.monthlyMicros) },
    validate: (values) =>
      Object.fromEntries(
        Object.entries(values)
          .filter(([, typed]) => microsOf(typed) === undefined)
          .map(([field]) => [field, texts.invalid]),
      ),
    send: async ({ dailyMicros, monthlyMicros }) => {
      const input = { dailyMicros: microsOf(dailyMicros) ?? null, monthlyMicros: microsOf(monthlyMicros) ?? null };
      const { errors } = (await send(BudgetSetDocument, { input })).llmBudgetUpdate;
      if (errors.length === 0) {
        notifications.show({ message: SETTINGS_TEXTS.saved });
        onDone();
      }
      return errors;
    },
  });
  return (
    <FormDialog
      title={texts.edit}
      submitLabel={SETTINGS_TEXTS.save}
      size="md"
      problem={problem}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={onClose}
    >
      <Stack gap="sm">
        {(['dailyMicros', 'monthlyMicros'] as const).map((field) => (
          <TextInput
            key={form.key(field)}
            label={field === 'dailyMicros' ? texts.daily : texts.monthly}
            description={texts.hint}
            inputMode="decimal"
            {...form.getInputProps(field)}
          />
        ))}
      </Stack>
    </FormDialog>
  );
};
