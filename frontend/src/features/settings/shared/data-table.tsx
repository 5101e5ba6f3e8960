import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { TEXTS } from '@/lib/texts';
import classes from './data-table.module.css';

export type Column<Row> = {
  label: string;
  cell: (row: Row) => ReactNode;
  /** `aside` leaves a phone's screen, `far` a tablet's as well. */
  rank?: 'aside' | 'far';
  isNumber?: boolean;
  /** A word or two, which are never broken. */
  isShort?: boolean;
  /** As wide as a name needs, beside a long text. */
  isName?: boolean;
  /** Its label is for screen readers only: buttons at the end of a line. */
  isActions?: boolean;
};

type DataTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  hasMore?: boolean;
  isLoadingMore?: boolean;
  onMore?: () => void;
};

/** A plain table; it never scrolls sideways, as what matters less leaves a narrow screen. */
export const DataTable = <Row,>({ label, columns, rows, keyOf, ...more }: DataTableProps<Row>) => (
  <>
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.label} scope="col" data-rank={column.rank} data-number={column.isNumber}>
              <span className={column.isActions ? 'visually-hidden' : undefined}>{column.label}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column) => (
              <td
                key={column.label}
                data-rank={column.rank}
                data-number={column.isNumber}
                data-short={column.isShort}
                data-name={column.isName}
                data-actions={column.isActions}
              >
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
    {more.hasMore && (
      <Button mt="sm" variant="default" size="xs" loading={more.isLoadingMore ?? false} onClick={more.onMore}>
        {TEXTS.loadMore}
      </Button>
    )}
  </>
);
