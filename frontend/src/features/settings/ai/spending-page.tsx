import { Stack } from '@mantine/core';
import { Page } from '@/components/page';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { Budget } from './budget';
import { Calls } from './calls';
import { Prices } from './prices';

/** What language models may cost, do cost, and for what. */
export const SpendingPage = () => (
  <Page title={SETTINGS_TEXTS.sections.spending.label}>
    <Stack gap="xl">
      <Budget />
      <Prices />
      <Calls />
    </Stack>
  </Page>
);
