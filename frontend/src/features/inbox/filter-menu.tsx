import { Menu } from '@mantine/core';
import type { Opening } from '@/components/opens-later';
import { TEXTS } from '@/lib/texts';
import { CHIP_FIELDS, type ChipField } from './inbox-state';

type FilterMenuProps = Opening & { onPick: (field: ChipField) => void };

/** What tickets can be filtered by. */
export const FilterMenu = ({ button, isOpen, onChange, onPick }: FilterMenuProps) => (
  <Menu opened={isOpen} onChange={onChange} position="bottom-start">
    <Menu.Target>{button}</Menu.Target>
    <Menu.Dropdown>
      {CHIP_FIELDS.map((field) => (
        <Menu.Item key={field} onClick={() => { onPick(field); }}>
          {TEXTS.inbox.fields[field]}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
);
