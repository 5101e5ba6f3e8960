import { Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
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
import { useSentForm } from '@/lib/use-sent-form';
import { ConfirmDialog } from '../shared/confirm-dialog';
import { FormDialog } from '../shared/form-dialog';
import { useRows } from '../shared/use-rows';
import { useSend } from '../shared/use-send';
import { CatalogPage } from './catalog-page';

const { skills: texts, name: nameLabel, meaning, missing, created, deleted, counting } = settingsCatalog;

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
        { label: nameLabel, cell: ({ name }) => <b>{name}</b> },
        { label: meaning, cell: ({ description }) => description },
      ]}
      editDialog={(props) => <SkillDialog {...props} />}
      deleteDialog={(props) => <SkillDelete {...props} />}
    />
  );
};

type SkillDialogProps = { row?: Skill; onDone: () => void; onClose: () => void };

const SkillDialog = ({ row, onDone, onClose }: SkillDialogProps) => {
  const send = useSend();
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { name: row?.name ?? '', description: row?.description ?? '' },
    validate: ({ name }) => ({ ...(!name.trim() && { name: missing }) }),
    send: async (values) => {
      const input = { name: values.name.trim(), description: values.description.trim() };
      const { errors } = row
        ? (await send(SkillChangeDocument, { input: { ...input, id: row.id } })).skillUpdate
        : (await send(SkillAddDocument, { input })).skillCreate;
      if (errors.length === 0) {
        notifications.show({ message: row ? SETTINGS_TEXTS.saved : created });
        onDone();
      }
      return errors;
    },
  });
  return (
    <FormDialog
      title={row ? texts.editTitle(row.name) : texts.addTitle}
      submitLabel={row ? SETTINGS_TEXTS.save : SETTINGS_TEXTS.add}
      size="md"
      problem={problem}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput key={form.key('name')} label={nameLabel} maxLength={100} {...form.getInputProps('name')} />
      <Textarea key={form.key('description')} label={meaning} autosize minRows={2} {...form.getInputProps('description')} />
    </FormDialog>
  );
};

type SkillDeleteProps = { row: Skill; onDone: () => void; onClose: () => void };

const SkillDelete = ({ row, onDone, onClose }: SkillDeleteProps) => {
  const send = useSend();
  const has = { skills: { some: { id: { eq: row.id } } } };
  const [{ data }] = useQuery({
    query: SkillUsesDocument,
    variables: { tickets: has, people: has },
    requestPolicy: 'network-only',
  });
  return (
    <ConfirmDialog
      title={texts.deleteTitle(row.name)}
      text={data ? texts.deleteText(data.users.totalCount, data.tickets.totalCount) : counting}
      confirmLabel={SETTINGS_TEXTS.delete}
      isReady={data !== undefined}
      onConfirm={async () => (await send(SkillRemoveDocument, { input: { id: row.id } })).skillDelete.errors}
      onDone={() => {
        notifications.show({ message: deleted });
        onDone();
      }}
      onClose={onClose}
    />
  );
};
