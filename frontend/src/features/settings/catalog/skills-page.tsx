import { Textarea } from '@mantine/core';
import { IconTools } from '@tabler/icons-react';
import { useQuery } from 'urql';
import {
  SettingsSkillsDocument,
  type SettingsSkillsQuery,
  SkillAddDocument,
  SkillChangeDocument,
  SkillRemoveDocument,
  SkillUsesDocument,
} from '@/gql/settings-catalog';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsCatalog } from '@/lib/texts/settings-people';
import { useRows } from '../shared/use-rows';
import { useSend } from '../shared/use-send';
import { CatalogDelete, CatalogDialog } from './catalog-dialogs';
import { CatalogPage, type DeleteProps, type EditProps } from './catalog-page';

const { skills: texts, name: nameLabel, meaning, nothing } = settingsCatalog;

type Skill = SettingsSkillsQuery['skills']['nodes'][number];

export const SkillsPage = () => {
  const list = useRows(SettingsSkillsDocument, {}, (data) => data.skills);
  return (
    <CatalogPage
      title={SETTINGS_TEXTS.sections.skills.label}
      texts={texts}
      icon={IconTools}
      list={list}
      columns={[
        { label: nameLabel, isName: true, cell: ({ name }) => <b>{name}</b> },
        { label: meaning, cell: ({ description }) => description },
      ]}
      editDialog={(props) => <SkillDialog {...props} />}
      deleteDialog={(props) => <SkillDelete {...props} />}
    />
  );
};

const SkillDialog = ({ row, ...ends }: EditProps<Skill>) => {
  const send = useSend();
  return (
    <CatalogDialog
      row={row}
      texts={texts}
      initialValues={{ name: row?.name ?? '', description: row?.description ?? '' }}
      send={async ({ name, description }) => {
        const input = { name, description: description.trim() };
        const { errors } = row
          ? (await send(SkillChangeDocument, { input: { ...input, id: row.id } })).skillUpdate
          : (await send(SkillAddDocument, { input })).skillCreate;
        return errors;
      }}
      {...ends}
    >
      {(form) => (
        <Textarea key={form.key('description')} label={meaning} autosize minRows={2} {...form.getInputProps('description')} />
      )}
    </CatalogDialog>
  );
};

const SkillDelete = ({ row, others, ...ends }: DeleteProps<Skill>) => {
  const send = useSend();
  const has = { skills: { some: { id: { eq: row.id } } } };
  const [{ data }] = useQuery({
    query: SkillUsesDocument,
    variables: { tickets: has, people: has },
    requestPolicy: 'network-only',
  });
  const [people, tickets] = [data?.users.totalCount ?? 0, data?.tickets.totalCount ?? 0];
  return (
    <CatalogDelete
      title={texts.deleteTitle(row.name)}
      text={data && texts.deleteText(people, tickets)}
      moveTo={people + tickets > 0 ? { label: texts.moveTo, placeholder: nothing, others } : null}
      remove={async (moveToId) => (await send(SkillRemoveDocument, { input: { id: row.id, moveToId } })).skillDelete.errors}
      {...ends}
    />
  );
};
