import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useDesk } from '@/lib/desk';
import { faultOf } from '@/lib/fault';
import { TEXTS } from '@/lib/texts';

const { shell: texts } = TEXTS;

export const UserMenu = () => {
  const { viewer, session } = useDesk();
  const signOut = () => {
    session.signOut().catch((error: unknown) => {
      notifications.show({ color: 'red', message: faultOf(error).message });
    });
  };
  return (
    <Menu position="bottom-end" width={240} withinPortal={false}>
      <Menu.Target>
        <UnstyledButton>
          <Avatar name={viewer.name} color="iris" size={30} aria-hidden />
          <span className="visually-hidden">{texts.userMenu(viewer.name)}</span>
        </UnstyledButton>
      </Menu.Target>
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
