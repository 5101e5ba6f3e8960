import { Menu } from '@mantine/core';
import type { Opening } from '@/components/opens-later';
import { TEXTS } from '@/lib/texts';
import { type InboxState, SORTS } from './inbox-state';

const { inbox: texts } = TEXTS;

type SortMenuProps = Opening & { state: InboxState; onSort: (change: Partial<InboxState>) => void };

export const SortMenu = ({ button, isOpen, onChange, state, onSort }: SortMenuProps) => (
  <Menu opened={isOpen} onChange={onChange} position="bottom-end">
    <Menu.Target>{button}</Menu.Target>
    <Menu.Dropdown>
      {state.search.trim() ? (
        <Menu.Label>{texts.byRelevance}</Menu.Label>
      ) : (
        <>
          <Menu.RadioGroup value={state.sort} onChange={(sort) => { onSort({ sort: sort as InboxState['sort'] }); }}>
            {SORTS.map((sort) => (
              <Menu.RadioItem key={sort} value={sort}>
                {texts.sorts[sort]}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.RadioGroup
            value={state.direction}
            onChange={(direction) => { onSort({ direction: direction === 'ASC' ? 'ASC' : 'DESC' }); }}
          >
            {(['DESC', 'ASC'] as const).map((direction) => (
              <Menu.RadioItem key={direction} value={direction}>
                {texts.direction[direction]}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </>
      )}
    </Menu.Dropdown>
  </Menu>
);
