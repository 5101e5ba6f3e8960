import { Badge, Select, Switch, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconCategory } from '@tabler/icons-react';
import { useState } from 'react';
import { useQuery } from 'urql';
import {
  CategoryAddDocument,
  CategoryChangeDocument,
  type CategoryPartsFragment,
  CategoryRemoveDocument,
  SettingsCategoriesDocument,
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

const { categories: texts, name: nameLabel, description, missing, created, deleted, counting } = settingsCatalog;

type Category = CategoryPartsFragment;

export const CategoriesPage = () => {
  const list = useRows(SettingsCategoriesDocument, {}, (data) => data.categories);
  return (
    <CatalogPage
      title={SETTINGS_TEXTS.sections.categories.label}
      texts={texts}
      icon={IconCategory}
      list={list}
      canDelete={({ isDefault }) => !isDefault}
      columns={[
        {
          label: nameLabel,
          cell: ({ name, isDefault }) => (
            <>
              <b>{name}</b>{' '}
              {isDefault && (
                <Badge variant="default" tt="none" fw={500}>
                  {texts.default}
                </Badge>
              )}
            </>
          ),
        },
        { label: description, rank: 'aside', cell: (category) => category.description },
        {
          label: texts.examples,
          rank: 'far',
          isNumber: true,
          cell: ({ examples }) => texts.examplesOf(examples?.length ?? 0),
        },
      ]}
      editDialog={(props) => <CategoryDialog {...props} />}
      deleteDialog={(props) => <CategoryDelete {...props} others={(list.rows ?? []).filter(({ id }) => id !== props.row.id)} />}
    />
  );
};

type CategoryDialogProps = { row?: Category; onDone: () => void; onClose: () => void };

const CategoryDialog = ({ row, onDone, onClose }: CategoryDialogProps) => {
  const send = useSend();
  const { form, problem, submit, isBusy } = useSentForm({
    initialValues: {
      name: row?.name ?? '',
      description: row?.description ?? '',
      examples: (row?.examples ?? []).join('\n'),
      isDefault: row?.isDefault ?? false,
    },
    validate: ({ name }) => ({ ...(!name.trim() && { name: missing }) }),
    send: async (values) => {
      const examples = values.examples.split('\n').map((line) => line.trim()).filter(Boolean);
      const input = { name: values.name.trim(), description: values.description.trim(), examples };
      const isNewDefault = values.isDefault && !row?.isDefault;
      const { errors } = row
        ? (await send(CategoryChangeDocument, { input: { ...input, id: row.id, ...(isNewDefault && { isDefault: true }) } })).categoryUpdate
        : (await send(CategoryAddDocument, { input })).categoryCreate;
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
      problem={problem}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        key={form.key('name')}
        label={nameLabel}
        {...(row && { description: texts.key(row.key) })}
        maxLength={100}
        {...form.getInputProps('name')}
      />
      <Textarea key={form.key('description')} label={description} autosize minRows={2} {...form.getInputProps('description')} />
      <Textarea
        key={form.key('examples')}
        label={texts.examples}
        description={texts.examplesHint}
        autosize
        minRows={4}
        maxRows={12}
        {...form.getInputProps('examples')}
      />
      {row?.isDefault ? (
        <Text size="sm" c="dimmed">
          {texts.defaultKept}
        </Text>
      ) : (
        row && (
          <Switch key={form.key('isDefault')} label={texts.isDefault} {...form.getInputProps('isDefault', { type: 'checkbox' })} />
        )
      )}
    </FormDialog>
  );
};

type CategoryDeleteProps = { row: Category; others: readonly Category[]; onDone: () => void; onClose: () => void };

const CategoryDelete = ({ row, others, onDone, onClose }: CategoryDeleteProps) => {
  const send = useSend();
  const filter = { category: { id: { eq: row.id } } };
  const [{ data }] = useQuery({ query: TicketUsesDocument, variables: { filter }, requestPolicy: 'network-only' });
  const [moveToId, setMoveToId] = useState(others.find(({ isDefault }) => isDefault)?.id ?? null);
  const tickets = data?.tickets.totalCount;
  return (
    <ConfirmDialog
      title={texts.deleteTitle(row.name)}
      text={tickets === undefined ? counting : texts.deleteText(tickets)}
      confirmLabel={SETTINGS_TEXTS.delete}
      isReady={tickets !== undefined && moveToId !== null}
      onConfirm={async () => (await send(CategoryRemoveDocument, { input: { id: row.id, moveToId } })).categoryDelete.errors}
      onDone={() => {
        notifications.show({ message: deleted });
        onDone();
      }}
      onClose={onClose}
    >
      {tickets !== undefined && tickets > 0 && (
        <Select
          label={texts.moveTo}
          allowDeselect={false}
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          value={moveToId}
          onChange={setMoveToId}
        />
      )}
    </ConfirmDialog>
  );
};
