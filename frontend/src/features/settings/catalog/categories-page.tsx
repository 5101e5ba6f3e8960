import { Badge, Switch, Text, Textarea } from '@mantine/core';
import { IconCategory } from '@tabler/icons-react';
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
import { useRows } from '../shared/use-rows';
import { useSend } from '../shared/use-send';
import { CatalogDelete, CatalogDialog } from './catalog-dialogs';
import { CatalogPage, type DeleteProps, type EditProps } from './catalog-page';

const { categories: texts, name: nameLabel, description } = settingsCatalog;

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
      deleteDialog={(props) => <CategoryDelete {...props} />}
    />
  );
};

const CategoryDialog = ({ row, ...ends }: EditProps<Category>) => {
  const send = useSend();
  return (
    <CatalogDialog
      row={row}
      texts={texts}
      {...(row && { nameHint: texts.key(row.key) })}
      initialValues={{
        name: row?.name ?? '',
        description: row?.description ?? '',
        examples: (row?.examples ?? []).join('\n'),
        isDefault: row?.isDefault ?? false,
      }}
      send={async (values) => {
        const examples = values.examples.split('\n').map((line) => line.trim()).filter(Boolean);
        const input = { name: values.name, description: values.description.trim(), examples };
        const isNewDefault = values.isDefault && !row?.isDefault;
        const { errors } = row
          ? (await send(CategoryChangeDocument, { input: { ...input, id: row.id, ...(isNewDefault && { isDefault: true }) } })).categoryUpdate
          : (await send(CategoryAddDocument, { input })).categoryCreate;
        return errors;
      }}
      {...ends}
    >
      {(form) => (
        <>
          <Textarea key={form.key('description')} label={description} autosize minRows={2} {...form.getInputProps('description')} />
          <Textarea
            key={form.key('examples')}
            label={texts.examplesLabel}
            description={texts.examplesHint}
            autosize
            minRows={4}
            maxRows={12}
            {...form.getInputProps('examples')}
          />
          {row?.isDefault && (
            <Text size="sm" c="dimmed">
              {texts.defaultKept}
            </Text>
          )}
          {row && !row.isDefault && (
            <Switch key={form.key('isDefault')} label={texts.isDefault} {...form.getInputProps('isDefault', { type: 'checkbox' })} />
          )}
        </>
      )}
    </CatalogDialog>
  );
};

const CategoryDelete = ({ row, others, ...ends }: DeleteProps<Category>) => {
  const send = useSend();
  const filter = { category: { id: { eq: row.id } } };
  const [{ data }] = useQuery({ query: TicketUsesDocument, variables: { filter }, requestPolicy: 'network-only' });
  const first = others.find(({ isDefault }) => isDefault)?.id;
  return (
    <CatalogDelete
      title={texts.deleteTitle(row.name)}
      text={data && texts.deleteText(data.tickets.totalCount)}
      moveTo={data && data.tickets.totalCount > 0 ? { label: texts.moveTo, others, first, isNeeded: true } : null}
      remove={async (moveToId) => (await send(CategoryRemoveDocument, { input: { id: row.id, moveToId } })).categoryDelete.errors}
      {...ends}
    />
  );
};
