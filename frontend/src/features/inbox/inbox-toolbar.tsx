import { ActionIcon, Group, Menu, Popover, Tabs, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconArrowsSort, IconKeyboard, IconSearch } from '@tabler/icons-react';
import { lazy, type Ref, Suspense, useEffect, useState } from 'react';
import { TEXTS } from '@/lib/texts';
import type { Display } from './display';
import { type InboxState, SORTS, type View, VIEWS } from './inbox-state';
import classes from './inbox-page.module.css';

const { inbox: texts } = TEXTS;
const SEARCH_AFTER_MS = 200;
const DisplayForm = lazy(async () => ({ default: (await import('./display-form')).DisplayForm }));

type InboxToolbarProps = {
  state: InboxState;
  onChange: (change: Partial<InboxState>) => void;
  display: Display;
  onDisplay: (display: Display) => void;
  searchField: Ref<HTMLInputElement>;
  onHelp: () => void;
};

export const InboxToolbar = ({ state, onChange, display, onDisplay, searchField, onHelp }: InboxToolbarProps) => (
  <div className={classes.toolbar}>
    <Tabs value={state.view} onChange={(view) => { onChange({ view: view as View }); }} className={classes.views}>
      <Tabs.List aria-label={texts.viewsLabel}>
        {VIEWS.map((view) => (
          <Tabs.Tab key={view} value={view} aria-controls="inbox-list">
            {texts.views[view]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
    <Group gap="xs" wrap="nowrap" className={classes.tools}>
      <SearchField value={state.search} field={searchField} onChange={(search) => { onChange({ search }); }} />
      <SortMenu state={state} onChange={onChange} />
      <DisplayMenu display={display} onDisplay={onDisplay} />
      <Tooltip label={`${texts.help.title} (?)`}>
        <ActionIcon variant="default" size={34} aria-label={texts.help.title} onClick={onHelp} className={classes.keys}>
          <IconKeyboard size={17} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  </div>
);

type SearchFieldProps = { value: string; field: Ref<HTMLInputElement>; onChange: (search: string) => void };

/** What is typed goes into the address after a moment; what the address says comes back at once. */
const SearchField = ({ value, field, onChange }: SearchFieldProps) => {
  const [typed, setTyped] = useState(value);
  const send = useDebouncedCallback(onChange, SEARCH_AFTER_MS);
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the address is another source of the text
    setTyped(value);
  }, [value]);
  return (
    <TextInput
      ref={field}
      type="search"
      className={classes.search}
      size="sm"
      aria-label={texts.search}
      placeholder={texts.searchKeys}
      leftSection={<IconSearch size={15} aria-hidden />}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
};

const SortMenu = ({ state, onChange }: Pick<InboxToolbarProps, 'state' | 'onChange'>) => (
  <Menu position="bottom-end">
    <Menu.Target>
      <Tooltip label={texts.sort}>
        <ActionIcon variant="default" size={34} aria-label={texts.sort}>
          <IconArrowsSort size={17} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Menu.Target>
    <Menu.Dropdown>
      {state.search.trim() ? (
        <Menu.Label>{texts.byRelevance}</Menu.Label>
      ) : (
        <>
          <Menu.RadioGroup value={state.sort} onChange={(sort) => { onChange({ sort: sort as InboxState['sort'] }); }}>
            {SORTS.map((sort) => (
              <Menu.RadioItem key={sort} value={sort}>
                {texts.sorts[sort]}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.RadioGroup
            value={state.direction}
            onChange={(direction) => { onChange({ direction: direction === 'ASC' ? 'ASC' : 'DESC' }); }}
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

const DisplayMenu = ({ display, onDisplay }: Pick<InboxToolbarProps, 'display' | 'onDisplay'>) => (
  <Popover position="bottom-end" trapFocus returnFocus withinPortal={false}>
    <Popover.Target>
      <Tooltip label={texts.display}>
        <ActionIcon variant="default" size={34} aria-label={texts.display}>
          <IconAdjustmentsHorizontal size={17} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Popover.Target>
    <Popover.Dropdown aria-label={texts.display}>
      <Suspense fallback={null}>
        <DisplayForm display={display} onDisplay={onDisplay} />
      </Suspense>
    </Popover.Dropdown>
  </Popover>
);
