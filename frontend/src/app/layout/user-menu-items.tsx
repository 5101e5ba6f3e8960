import { Menu, Text, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Opening } from '@/components/opens-later';
import { useDesk } from '@/lib/desk';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';

const { shell: texts } = TEXTS;

export const UserMenuItems = ({ button, isOpen, onChange }: Opening) => {
  const { viewer, session } = useDesk();
  const signOut = () => {
    session.signOut().catch((error: unknown) => {
      notifications.show({ color: 'red', message: faultOf(error).message });
    });
  };
  return (
    <Menu opened={isOpen} onChange={onChange} position="bottom-end" width={240} withinPortal={false}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {viewer.name}
          </Text>
          <Text size="xs" truncate>
            {viewer.email} · {TEXTS.words.role[viewer.role]}
          </Text>
        </Menu.Label>
        <Menu.Item component={Link} to="/profile" leftSection={<IconUser size={16} aria-hidden />}>
          {texts.links.profile}
        </Menu.Item>
        <Menu.Divider />
        <ThemeChoice />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={signOut}>
          {texts.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};

const THEMES = [
  ['auto', IconDeviceDesktop],
  ['light', IconSun],
  ['dark', IconMoon],
] as const;

const ThemeChoice = () => {
  // To hold transitions still it would add a style element, which the page's policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Menu.RadioGroup value={colorScheme} onChange={(value) => { setColorScheme(value as typeof colorScheme); }}>
      <Menu.Label>{texts.theme.label}</Menu.Label>
      {THEMES.map(([value, Icon]) => (
        <Menu.RadioItem key={value} value={value} closeMenuOnClick={false} rightSection={<Icon size={16} aria-hidden />}>
          {texts.theme[value]}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
};
