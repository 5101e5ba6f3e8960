import { Stack } from '@mantine/core';
import { useQuery } from 'urql';
import { Page } from '@/components/page';
import { SettingsTriageDocument } from '@/gql/settings-triage';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { Loaded } from '../shared/loaded';
import { MinutesSaved } from './minutes-saved';
import { Models } from './models';
import { Thresholds } from './thresholds';

/** How sure triage must be to act, and the versions of the model that learns. */
export const TriagePage = () => {
  const [{ data, error }, read] = useQuery({ query: SettingsTriageDocument });
  const readAgain = () => { read({ requestPolicy: 'network-only' }); };
  return (
    <Page title={SETTINGS_TEXTS.sections.triage.label}>
      <Loaded data={data?.triageSettings} error={error} onRetry={readAgain} rows={7}>
        {({ fields, newVersionsServe, minutesSavedPerTicket }) => (
          <Stack gap="xl">
            <Thresholds fields={fields} onChanged={readAgain} />
            <Models newVersionsServe={newVersionsServe} onChanged={readAgain} />
            <MinutesSaved key={minutesSavedPerTicket} minutes={minutesSavedPerTicket} onChanged={readAgain} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
};
