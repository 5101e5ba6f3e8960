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
import { useRows } from '../shared/use-rows';
import { useSend } from '../shared/use-send';
import { CatalogDelete, CatalogDialog } from './catalog-dialogs';
import { CatalogPage, type DeleteProps, type EditProps } from './catalog-page';

const { tags: texts, name: nameLabel, nothing } = settingsCatalog;

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

const TagDialog = ({ row, ...ends }: EditProps<Tag>) => {
  const send = useSend();
  return (
    <CatalogDialog
      row={row}
      texts={texts}
      initialValues={{ name: row?.name ?? '' }}
      send={async (input) => {
        const { errors } = row
          ? (await send(TagChangeDocument, { input: { ...input, id: row.id } })).tagUpdate
          : (await send(TagAddDocument, { input })).tagCreate;
        return errors;
      }}
      {...ends}
    />
  );
};

const TagDelete = ({ row, others, ...ends }: DeleteProps<Tag>) => {
  const send = useSend();
  const filter = { tags: { some: { id: { eq: row.id } } } };
  const [{ data }] = useQuery({ query: TicketUsesDocument, variables: { filter }, requestPolicy: 'network-only' });
  return (
    <CatalogDelete
      title={texts.deleteTitle(row.name)}
      text={data && texts.deleteText(data.tickets.totalCount)}
      moveTo={data && data.tickets.totalCount > 0 ? { label: texts.moveTo, placeholder: nothing, others } : null}
      remove={async (moveToId) => (await send(TagRemoveDocument, { input: { id: row.id, moveToId } })).tagDelete.errors}
      {...ends}
    />
  );
};
