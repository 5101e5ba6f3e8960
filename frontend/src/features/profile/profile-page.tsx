import { Stack, Text } from '@mantine/core';
import { Page } from '@/components/page';
import { useDesk } from '@/lib/desk';
import { TEXTS } from '@/lib/texts';

export const ProfilePage = () => {
  const { viewer } = useDesk();
  return (
    <Page title={TEXTS.shell.links.profile}>
      <Stack gap={4}>
        <Text fw={600}>{viewer.name}</Text>
        <Text c="dimmed">{viewer.email}</Text>
        <Text c="dimmed">{TEXTS.words.role[viewer.role]}</Text>
      </Stack>
    </Page>
  );
};
