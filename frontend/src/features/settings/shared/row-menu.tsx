import { ActionIcon, Menu } from '@mantine/core';
import { type Icon, IconDots } from '@tabler/icons-react';

type RowAction = { label: string; icon: Icon; isDanger?: boolean; isDisabled?: boolean; onSelect: () => void };

type RowMenuProps = { label: string; actions: readonly RowAction[] };

/** What can be done with one row. */
export const RowMenu = ({ label, actions }: RowMenuProps) => (
  <Menu position="bottom-end">
    <Menu.Target>
      <ActionIcon variant="subtle" color="gray" aria-label={label}>
        <IconDots size={18} stroke={1.6} aria-hidden />
      </ActionIcon>
    </Menu.Target>
    <Menu.Dropdown>
      {actions.map(({ label: name, icon: Icon, isDanger, isDisabled, onSelect }) => (
        <Menu.Item
          key={name}
          {...(isDanger && { color: 'red' })}
          disabled={isDisabled ?? false}
          leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
          onClick={onSelect}
        >
          {name}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
);
