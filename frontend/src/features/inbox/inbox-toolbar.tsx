import { ActionIcon, type ActionIconProps, Group, Tabs, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type Icon, IconAdjustmentsHorizontal, IconArrowsSort, IconKeyboard, IconSearch } from '@tabler/icons-react';
import { type ComponentProps, type Ref, useEffect, useState } from 'react';
import { later } from '@/components/later';
import { OpensLater } from '@/components/opens-later';
import { shortcutHelp } from '@/lib/shortcuts';
import { TEXTS } from '@/lib/texts';
import type { Display } from './display';
import { type InboxState, type View, VIEWS } from './inbox-state';
import classes from './inbox-page.module.css';

const { inbox: texts } = TEXTS;
const SEARCH_AFTER_MS = 200;
const SortMenu = later(async () => (await import('./sort-menu')).SortMenu);
const DisplayPanel = later(async () => (await import('./display-panel')).DisplayPanel);

type InboxToolbarProps = {
  state: InboxState;
  onChange: (change: Partial<InboxState>) => void;
  display: Display;
  onDisplay: (display: Display) => void;
  searchField: Ref<HTMLInputElement>;
};

export const InboxToolbar = ({ state, onChange, display, onDisplay, searchField }: InboxToolbarProps) => (
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
      <OpensLater popup="menu" button={<Tool name={texts.sort} icon={IconArrowsSort} />}>
        {(opening) => <SortMenu {...opening} state={state} onSort={onChange} />}
      </OpensLater>
      <OpensLater popup="dialog" button={<Tool name={texts.display} icon={IconAdjustmentsHorizontal} />}>
        {(opening) => <DisplayPanel {...opening} display={display} onDisplay={onDisplay} />}
      </OpensLater>
      <Tool
        name={TEXTS.shell.help.title}
        keys="?"
        icon={IconKeyboard}
        onClick={() => { shortcutHelp.set(true); }}
        className={classes.keys}
      />
    </Group>
  </div>
);

type ToolProps = ActionIconProps & Pick<ComponentProps<'button'>, 'onClick'> & { name: string; keys?: string; icon: Icon };

const Tool = ({ name, keys, icon: Icon, ...rest }: ToolProps) => (
  <ActionIcon variant="default" size={34} aria-label={name} title={keys ? `${name} (${keys})` : name} {...rest}>
    <Icon size={17} aria-hidden />
  </ActionIcon>
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
