import { TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTag } from '@tabler/icons-react';
import { useQuery } from 'urql';
import {
  SettingsTagsDocument,
  type SettingsTagsQuery,
  TagAddDocument,
  TagChangeDocument,
  TagRemoveDocument,
  TicketUsesDocument,
} from '@/gql/settings-catalog';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import { settingsCatalog } from '@/lib/texts/settings-people';
import { useSentForm } from '@/lib/use-sent-form';
import { ConfirmDialog } from '../shared/confirm-dialog';
import { FormDialog } from '../shared/form-dialog';
import { useRows } from '../shared/use-rows';
import { useSend } from '../shared/use-send';
import { CatalogPage } from './catalog-page';

const { tags: texts, name: nameLabel, missing, created, deleted, counting } = settingsCatalog;

type Tag = SettingsTagsQuery['tags']['nodes'][number];

export const TagsPage = () => {
  const list = useRows(SettingsTagsDocument, {}, (data) => data.tags);
  return (
    <CatalogPage
      title={SETTINGS_TEXTS.sections.tags.label}
      texts={texts}
      icon={IconTag}
      list={list}
      columns={[{ label: nameLabel, cell: ({ name }) => <b>{name}</b> }]}
      editDialog={(props) => <TagDialog {...props} />}
      deleteDialog={(props) => <TagDelete {...props} />}
    />
  );
};

type TagDialogProps = { row?: Tag; onDone: () => void; onClose: () => void };

const TagDialog = ({ row, onDone, onClose }: TagDialogProps) => {
  const send = useSend();
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: { name: row?.name ?? '' },
    validate: ({ name }) => ({ ...(!name.trim() && { name: missing }) }),
    send: async (values) => {
      const name = values.name.trim();
      const { errors } = row
        ? (await send(TagChangeDocument, { input: { name, id: row.id } })).tagUpdate
        : (await send(TagAddDocument, { input: { name } })).tagCreate;
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
    </FormDialog>
  );
};

type TagDeleteProps = { row: Tag; onDone: () => void; onClose: () => void };

const TagDelete = ({ row, onDone, onClose }: TagDeleteProps) => {
  const send = useSend();
  const filter = { tags: { some: { id: { eq: row.id } } } };
  const [{ data }] = useQuery({ query: TicketUsesDocument, variables: { filter }, requestPolicy: 'network-only' });
  return (
    <ConfirmDialog
      title={texts.deleteTitle(row.name)}
      text={data ? texts.deleteText(data.tickets.totalCount) : counting}
      confirmLabel={SETTINGS_TEXTS.delete}
      isReady={data !== undefined}
      onConfirm={async () => (await send(TagRemoveDocument, { input: { id: row.id } })).tagDelete.errors}
      onDone={() => {
        notifications.show({ message: deleted });
        onDone();
      }}
      onClose={onClose}
    />
  );
};
