import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPencil, IconTrash, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import type { Role, UserFilter } from '@/gql/schema';
import { type PersonPartsFragment, PersonRemoveDocument, SettingsPeopleDocument } from '@/gql/settings-people';
import { TEXTS } from '@/lib/texts';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsPeople as texts } from '@/lib/texts/settings-people';
import { useParameters } from '@/lib/use-parameters';
import { ConfirmDialog } from '../shared/confirm-dialog';
import { ListFilters } from '../shared/list-filters';
import { RowMenu } from '../shared/row-menu';
import { RowsTable } from '../shared/rows-table';
import { Sign } from '../shared/sign';
import { useRows } from '../shared/use-rows';
import { useSend } from '../shared/use-send';
import { InviteDialog } from './invite-dialog';
import classes from './people.module.css';
import { PersonDialog } from './person-dialog';

type Person = PersonPartsFragment;
type Open = { what: 'invite' } | { what: 'edit' | 'delete'; person: Person } | null;

const ROLES = Object.entries(TEXTS.words.role).map(([value, label]) => ({ value, label }));

/** Everybody who has an account: found by name, address and role. */
export const PeoplePage = () => {
  const [parameters, set] = useParameters();
  const search = parameters.get('q') ?? '';
  const role = parameters.get('role') ?? '';
  const people = useRows(SettingsPeopleDocument, { filter: filterOf(search, role) }, (data) => data.users);
  const [open, setOpen] = useState<Open>(null);
  const send = useSend();

  const close = () => { setOpen(null); };
  const done = (message: string) => {
    notifications.show({ message });
    close();
    people.readAgain();
  };

  return (
    <Page
      title={SETTINGS_TEXTS.sections.people.label}
      actions={
        <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => { setOpen({ what: 'invite' }); }}>
          {texts.invite}
        </Button>
      }
    >
      <ListFilters
        search={{ label: texts.search, value: search, onChange: (words) => { set('q', words); } }}
        choice={{ label: texts.role, any: texts.everybody, data: ROLES, value: role, onChange: (value) => { set('role', value); } }}
      />
      <RowsTable
        label={texts.list}
        list={people}
        rows={8}
        empty={<EmptyState icon={IconUsers} title={texts.empty} advice={texts.emptyAdvice} />}
        columns={[
          { label: texts.name, cell: (person) => <NameCell person={person} onOpen={() => { setOpen({ what: 'edit', person }); }} /> },
          { label: texts.role, isShort: true, cell: (person) => TEXTS.words.role[person.role] },
          { label: texts.availability, rank: 'aside', cell: (person) => <Availability person={person} /> },
          { label: texts.load, rank: 'aside', isNumber: true, cell: loadOf },
          { label: texts.skills, rank: 'far', cell: skillsOf },
          {
            label: SETTINGS_TEXTS.actions,
            isActions: true,
            cell: (person) => (
              <RowMenu
                label={SETTINGS_TEXTS.more(person.name)}
                actions={[
                  { label: SETTINGS_TEXTS.edit, icon: IconPencil, onSelect: () => { setOpen({ what: 'edit', person }); } },
                  { label: SETTINGS_TEXTS.delete, icon: IconTrash, isDanger: true, onSelect: () => { setOpen({ what: 'delete', person }); } },
                ]}
              />
            ),
          },
        ]}
      />
      {open?.what === 'invite' && <InviteDialog onDone={(name) => { done(texts.form.invited(name)); }} onClose={close} />}
      {open?.what === 'edit' && (
        <PersonDialog person={open.person} onDone={() => { done(SETTINGS_TEXTS.saved); }} onClose={close} />
      )}
      {open?.what === 'delete' && (
        <ConfirmDialog
          title={texts.remove.title(open.person.name)}
          text={removalOf(open.person)}
          confirmLabel={SETTINGS_TEXTS.delete}
          onConfirm={async () => (await send(PersonRemoveDocument, { input: { id: open.person.id } })).userDelete.errors}
          onDone={() => { done(texts.remove.done); }}
          onClose={close}
        />
      )}
    </Page>
  );
};

const filterOf = (search: string, role: string): UserFilter | null => {
  const conditions: UserFilter[] = [
    ...(role in TEXTS.words.role ? [{ role: { eq: role as Role } }] : []),
    ...(search ? [{ or: [{ name: { contains: search } }, { email: { contains: search } }] }] : []),
  ];
  return conditions.length > 0 ? { and: conditions } : null;
};

const isStaff = ({ role }: Person) => role !== 'USER';

const removalOf = ({ openTicketCount }: Person) =>
  [texts.remove.text, openTicketCount ? texts.remove.release(openTicketCount) : ''].filter(Boolean).join(' ');

const loadOf = (person: Person) =>
  isStaff(person) ? texts.loadOf(person.openTicketCount ?? 0, person.capacity ?? 0) : texts.requesterNone;

const skillsOf = ({ skills }: Person) => (skills ?? []).map(({ skill, level }) => `${skill.name} ${level}`).join(', ');

const NameCell = ({ person, onOpen }: { person: Person; onOpen: () => void }) => (
  <>
    <button type="button" className={classes.name} onClick={onOpen}>
      {person.name}
    </button>
    <span className={classes.email}>
      <Address of={person.email ?? ''} />
    </span>
  </>
);

/** A mail address that is broken at its sign before it is broken anywhere. */
const Address = ({ of: address }: { of: string }) => {
  const at = address.lastIndexOf('@');
  return (
    <>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </>
  );
};

const Availability = ({ person }: { person: Person }) => {
  if (!isStaff(person)) return texts.requesterNone;
  return person.isAvailable ? <Sign tone="done">{texts.available}</Sign> : <Sign tone="idle">{texts.away}</Sign>;
};
