import { Text } from '@mantine/core';
import { Suspense, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { EmptyState } from '@/components/empty-state';
import { later } from '@/components/later';
import { NotFound } from '@/components/not-found';
import { Page } from '@/components/page';
import { RowsSkeleton } from '@/components/page-skeleton';
import type { Choice } from '@/components/ticket-choices';
import type { Role } from '@/gql/schema';
import { useDesk } from '@/lib/desk';
import { useShortcuts } from '@/lib/shortcuts';
import { TEXTS } from '@/lib/texts';
import { useDisplay } from './display';
import { FilterChips } from './filter-chips';
import { NOBODY } from './inbox-filter';
import { InboxList } from './inbox-list';
import classes from './inbox-page.module.css';
import { type InboxState, INITIAL } from './inbox-state';
import { InboxToolbar } from './inbox-toolbar';
import { useChoices } from './use-choices';
import { useInboxList, useInboxState } from './use-inbox';
import { type PickKind, usePicking } from './use-picking';
import { useSelection } from './use-selection';

const { inbox: texts } = TEXTS;
// What needs a key or a click first need not be there before.
const BulkBar = later(async () => (await import('./bulk-bar')).BulkBar);
const TagsDialog = later(async () => (await import('./tags-dialog')).TagsDialog);
const PickDialog = later(async () => (await import('@/components/pick-dialog')).PickDialog);

const PICK_TITLES: Record<Exclude<PickKind, 'tags'>, string> = {
  assign: texts.assignTo,
  status: texts.setStatus,
  priority: texts.setPriority,
};

export const InboxPage = () => {
  const { viewer } = useDesk();
  return viewer.role === 'USER' ? <NotFound /> : <Inbox />;
};

const Inbox = () => {
  const { viewer } = useDesk();
  const navigate = useNavigate();
  const [question, change] = useInboxState();
  const [display, setDisplay] = useDisplay();
  const [active, setActive] = useState(0);
  const searchField = useRef<HTMLInputElement>(null);
  const choices = useChoices();
  const { list, state, isStale } = useInboxList(question);
  const { selection, toggle, clear } = useSelection(state.rows);
  const { picking, begin, pick, change: changeThem, cancel } = usePicking(list, choices.assignee, clear);

  const current = state.rows[Math.min(active, state.rows.length - 1)];
  const chosen = () =>
    selection.size ? state.rows.filter(({ id }) => selection.has(id)) : current ? [current] : [];
  const move = (step: number) => () => {
    setActive((now) => Math.max(0, Math.min(now + step, state.rows.length - 1)));
  };
  const open = () => { if (current) void navigate(`/tickets/${current.id}`); };
  useShortcuts(texts.keys.title, [
    { keys: 'j', meaning: texts.keys.next, run: move(1) },
    { keys: 'k', meaning: texts.keys.previous, run: move(-1) },
    { keys: 'ArrowDown', meaning: texts.keys.next, run: move(1), when: isInList },
    { keys: 'ArrowUp', meaning: texts.keys.previous, run: move(-1), when: isInList },
    { keys: 'Enter', meaning: texts.keys.open, run: open, when: () => current !== undefined && isInList() },
    { keys: 'x', meaning: texts.keys.select, run: () => { if (current) toggle(current.id, false); } },
    { keys: 'Escape', meaning: texts.keys.clear, run: clear, when: () => selection.size > 0 },
    { keys: 'a', meaning: texts.assign, run: () => { begin('assign', chosen()); } },
    { keys: 's', meaning: texts.setStatus, run: () => { begin('status', chosen()); } },
    { keys: 'p', meaning: texts.setPriority, run: () => { begin('priority', chosen()); } },
    { keys: 't', meaning: texts.changeTags, run: () => { begin('tags', chosen()); } },
    { keys: '/', meaning: texts.keys.search, run: () => { searchField.current?.focus(); } },
  ]);

  return (
    <Page title={texts.title} isTitleHidden width="full">
      <div className={classes.head}>
        <InboxToolbar
          state={question}
          onChange={change}
          display={display}
          onDisplay={setDisplay}
          searchField={searchField}
        />
        <div className={classes.filters}>
          <FilterChips state={question} choices={choices} onChange={change} />
          <Text size="xs" c="dimmed" role="status" className={classes.total}>
            {state.total === null ? '' : texts.total(state.total)}
          </Text>
        </div>
      </div>
      <div id="inbox-list" className={classes.list}>
        {!state.isKnown && !state.fault ? (
          <div className={classes.skeleton}>
            <RowsSkeleton rows={10} height={30} />
          </div>
        ) : state.rows.length + state.waiting.size === 0 && !state.fault ? (
          <Nothing state={question} />
        ) : (
          <InboxList
            list={list}
            state={state}
            display={display}
            active={Math.min(active, state.rows.length - 1)}
            selection={selection}
            isStale={isStale}
            onSelect={toggle}
            onActivate={setActive}
          />
        )}
      </div>
      <Suspense fallback={null}>
        {selection.size > 0 && (
          <BulkBar count={selection.size} onPick={(kind) => { begin(kind, chosen()); }} onClear={clear} />
        )}
        {picking?.kind === 'tags' && (
          <TagsDialog
            rows={picking.rows}
            known={choices.tag.map(({ label }) => label)}
            onChange={(tags) => { changeThem({ tags }); }}
            onClose={cancel}
          />
        )}
        {picking && picking.kind !== 'tags' && (
          <PickDialog
            title={PICK_TITLES[picking.kind]}
            choices={picking.kind === 'assign' ? assignable(choices.assignee, viewer) : choices[picking.kind]}
            onPick={pick}
            onClose={cancel}
          />
        )}
      </Suspense>
    </Page>
  );
};

/** Moderators take tickets and hand theirs back; admins give them to anyone. */
const assignable = (people: readonly Choice[], { id, role }: { id: string; role: Role }) =>
  role === 'ADMIN' ? people : people.filter(({ value }) => value === id || value === NOBODY);

/** Enter opens the ticket, but for a button it presses the button. */
const isInList = () => {
  const focused = document.activeElement;
  return !focused || focused === document.body || focused.id === 'main' || focused.getAttribute('role') === 'row';
};

const Nothing = ({ state }: { state: InboxState }) => {
  const isPlain = state.search.trim() === INITIAL.search && state.chips.length === 0;
  const [title, advice] = isPlain ? texts.empty[state.view] : texts.nothingFits;
  return <EmptyState title={title} advice={advice} />;
};
