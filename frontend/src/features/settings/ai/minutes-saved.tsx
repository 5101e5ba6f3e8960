import { Alert, Button, Group, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { TriageSettingsSetDocument } from '@/gql/settings-triage';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsTriage } from '@/lib/texts/settings-triage';
import { useSentForm } from '@/lib/use-sent-form';
import { Part } from '../shared/part';
import { useSend } from '../shared/use-send';

const { saving: texts } = settingsTriage;
const MAX_MINUTES = 480;

type MinutesSavedProps = { minutes: number; onChanged: () => void };

export const MinutesSaved = ({ minutes, onChanged }: MinutesSavedProps) => {
  const send = useSend();
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { minutesSavedPerTicket: String(minutes) },
    validate: ({ minutesSavedPerTicket: typed }) => ({
      ...(!isInRange(typed) && { minutesSavedPerTicket: texts.range }),
    }),
    send: async ({ minutesSavedPerTicket }) => {
      const input = { minutesSavedPerTicket: Number(minutesSavedPerTicket) };
      const { errors } = (await send(TriageSettingsSetDocument, { input })).triageSettingsUpdate;
      if (errors.length === 0) {
        notifications.show({ message: SETTINGS_TEXTS.saved });
        onChanged();
      }
      return errors;
    },
  });
  return (
    <Part title={texts.title} text={texts.text}>
      {problem && (
        <Alert role="alert" color="red" variant="light" mb="sm">
          {problem}
        </Alert>
      )}
      <form noValidate onSubmit={submit}>
        <Group align="flex-end" gap="xs">
          <TextInput
            key={form.key('minutesSavedPerTicket')}
            label={texts.label}
            inputMode="decimal"
            {...form.getInputProps('minutesSavedPerTicket')}
          />
          <Button type="submit" variant="default" loading={isBusy}>
            {SETTINGS_TEXTS.save}
          </Button>
        </Group>
      </form>
    </Part>
  );
};

const isInRange = (typed: string) => typed.trim() !== '' && Number(typed) >= 0 && Number(typed) <= MAX_MINUTES;
