import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Column, DataTable } from './data-table';
import { Loaded } from './loaded';
import type { Rows } from './use-rows';

type RowsTableProps<Row> = {
  label: string;
  list: Rows<Row>;
  columns: readonly Column<Row>[];
  /** In place of a list that has no rows. */
  empty: ReactNode;
  /** How many lines its shape has until it is read, and how high they are. */
  rows?: number;
  height?: number;
};

/** The rows of a connection as a table, page after page. */
export const RowsTable = <Row extends { id: string }>({ label, list, columns, empty, ...shape }: RowsTableProps<Row>) => (
  <Loaded data={list.rows} error={list.error} onRetry={list.readAgain} {...shape}>
    {(rows) =>
      rows.length === 0 ? (
        empty
      ) : (
        <DataTable
          label={label}
          rows={rows}
          keyOf={({ id }) => id}
          hasMore={list.hasMore}
          isLoadingMore={list.isLoadingMore}
          onMore={list.loadMore}
          columns={columns}
        />
      )
    }
  </Loaded>
);

/** That a part of a page has no rows, in one line. */
export const EmptyLine = ({ title, advice }: { title: string; advice: string }) => (
  <Text size="sm">
    <b>{title}.</b> {advice}
  </Text>
);
