import { Stack, Switch, Text } from '@mantine/core';
import { useState, useSyncExternalStore } from 'react';
import { alertSettings, setAlerts } from '@/lib/alert-settings';
import { chime } from '@/lib/chime';
import { assignments as TEXTS } from '@/lib/texts/assignments';

const { alerts: texts } = TEXTS;

/** How one hears of new tickets. The browser is asked for its permission by one's own click only. */
export const AlertSwitches = () => {
  const { sound, desktop } = useSyncExternalStore(alertSettings.subscribe, alertSettings.get);
  const [problem, setProblem] = useState('');
  const switchDesktop = async (isWanted: boolean) => {
    if (!isWanted || !('Notification' in window)) {
      setAlerts({ desktop: false });
      setProblem(isWanted ? texts.unsupported : '');
      return;
    }
    const isAllowed = (await Notification.requestPermission()) === 'granted';
    setAlerts({ desktop: isAllowed });
    setProblem(isAllowed ? '' : texts.blocked);
  };
  return (
    <Stack gap="sm">
      <Switch
        label={texts.sound}
        checked={sound}
        onChange={({ currentTarget: { checked } }) => {
          setAlerts({ sound: checked });
          if (checked) void chime();
        }}
      />
      <Switch
        label={texts.desktop}
        description={texts.desktopHint}
        checked={desktop}
        onChange={({ currentTarget: { checked } }) => void switchDesktop(checked)}
      />
      {problem && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {problem}
        </Text>
      )}
    </Stack>
  );
};
