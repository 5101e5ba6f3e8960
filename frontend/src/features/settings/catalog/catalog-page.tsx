import { Button, Text } from '@mantine/core';
import { type Icon, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { EmptyState } from '@/components/empty-state';
import { Page } from '@/components/page';
import { settings as SETTINGS_TEXTS } from '@/lib/texts/settings';
import type { Column } from '../shared/data-table';
import { RowMenu } from '../shared/row-menu';
import { RowsTable } from '../shared/rows-table';
import type { Rows } from '../shared/use-rows';

type Named = { id: string; name: string };
type Open<Row> = { what: 'add' } | { what: 'edit' | 'delete'; row: Row } | null;
type Ends = { onDone: () => void; onClose: () => void };
/** Without a row: a new one. */
export type EditProps<Row> = Ends & { row?: Row };
export type DeleteProps<Row> = Ends & { row: Row; others: readonly Row[] };

type CatalogPageProps<Row extends Named> = {
  title: string;
  texts: { lead: string; add: string; empty: string; emptyAdvice?: string };
  icon: Icon;
  list: Rows<Row>;
  columns: readonly Column<Row>[];
  canDelete?: (row: Row) => boolean;
  editDialog: (props: EditProps<Row>) => ReactNode;
  deleteDialog: (props: DeleteProps<Row>) => ReactNode;
};

/** A list of named things that admins add, change and delete. */
export const CatalogPage = <Row extends Named>(props: CatalogPageProps<Row>) => {
  const { title, texts, list, canDelete = () => true } = props;
  const [open, setOpen] = useState<Open<Row>>(null);
  const onClose = () => { setOpen(null); };
  const onDone = () => {
    onClose();
    list.readAgain();
  };
  const actions: Column<Row> = {
    label: SETTINGS_TEXTS.actions,
    isActions: true,
    cell: (row) => (
      <RowMenu
        label={SETTINGS_TEXTS.more(row.name)}
        actions={[
          { label: SETTINGS_TEXTS.edit, icon: IconPencil, onSelect: () => { setOpen({ what: 'edit', row }); } },
          {
            label: SETTINGS_TEXTS.delete,
            icon: IconTrash,
            isDanger: true,
            isDisabled: !canDelete(row),
            onSelect: () => { setOpen({ what: 'delete', row }); },
          },
        ]}
      />
    ),
  };
  return (
    <Page
      title={title}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => { setOpen({ what: 'add' }); }}>
          {texts.add}
        </Button>
      }
    >
      <Text c="dimmed" mb="md" maw="42rem">
        {texts.lead}
      </Text>
      <RowsTable
        label={title}
        list={list}
        rows={6}
        empty={<EmptyState icon={props.icon} title={texts.empty} {...(texts.emptyAdvice && { advice: texts.emptyAdvice })} />}
        columns={[...props.columns, actions]}
      />
      {open?.what === 'add' && props.editDialog({ onDone, onClose })}
      {open?.what === 'edit' && props.editDialog({ row: open.row, onDone, onClose })}
      {open?.what === 'delete' &&
        props.deleteDialog({
          row: open.row,
          others: (list.rows ?? []).filter(({ id }) => id !== open.row.id),
          onDone,
          onClose,
        })}
    </Page>
  );
};
