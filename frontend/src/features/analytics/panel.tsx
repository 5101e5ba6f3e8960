import { ActionIcon, Skeleton, Title, Tooltip } from '@mantine/core';
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { download, toCsv } from '@/lib/csv';
import { analytics as texts } from '@/lib/texts/analytics';
import classes from './analytics.module.css';
import type { ChartKind } from './charts';
import { columnInWords, hasFigures, shown, type Table } from './table';

const Chart = lazy(async () => ({ default: (await import('./charts')).Chart }));

export type PanelProps = {
  title: string;
  note?: string;
  table: Table;
  /** Which columns are drawn, and how; without it there is the table alone. */
  chart?: ChartKind;
  /** Of the days, for the name of the file. */
  days: string;
  isWide?: boolean;
};

/** One figure as a chart or a table, with its numbers to take away. */
export const Panel = ({ title, note, table, chart, days, isWide = false }: PanelProps) => {
  const [isTable, setIsTable] = useState(false);
  const hasRows = table.rows.length > 0;
  const isDrawn = chart && hasFigures(table, chart.series.map(({ column }) => column));
  const save = () => {
    const head = table.columns.map(({ label, unit }) => (unit ? `${label} (${unit})` : label));
    download(`deskwire ${title} ${days}.csv`.toLowerCase().replace(/[^a-z0-9.]+/g, '-'), toCsv(head, table.rows));
  };
  return (
    <section className={classes.panel} data-wide={isWide || undefined} aria-label={title}>
      <div className={classes.head}>
        <Title order={2} size="h4">
          {title}
        </Title>
        {hasRows && (
          <div className={classes.tools}>
            {chart && (
              <Tooltip label={isTable ? texts.panel.chart : texts.panel.table}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={isTable ? texts.panel.asChart(title) : texts.panel.asTable(title)}
                  onClick={() => { setIsTable(!isTable); }}
                >
                  {isTable ? <IconChartBar size={16} aria-hidden /> : <IconTable size={16} aria-hidden />}
                </ActionIcon>
              </Tooltip>
            )}
            <Tooltip label={texts.panel.csv}>
              <ActionIcon variant="subtle" color="gray" aria-label={texts.panel.download(title)} onClick={save}>
                <IconDownload size={16} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </div>
        )}
      </div>
      {note && <p className={classes.note}>{note}</p>}
      {!hasRows || (chart && !isTable && !isDrawn) ? (
        <p className={classes.quiet}>{texts.panel.none}</p>
      ) : chart && !isTable ? (
        <div role="img" aria-label={`${title}. ${chart.series.map(({ column }) => columnInWords(table, column)).join('. ')}.`}>
          <div aria-hidden>
            <Suspense fallback={<Skeleton height={220} />}>
              <Chart table={table} {...chart} />
            </Suspense>
          </div>
        </div>
      ) : (
        <FigureTable title={title} table={table} />
      )}
    </section>
  );
};

const FigureTable = ({ title, table: { columns, rows } }: { title: string; table: Table }) => (
  // Scrolls by itself where it is too wide, and so must be reached by the keyboard.
  <div className={classes.scroll} tabIndex={0} role="group" aria-label={title}>
    <table className={classes.table}>
      <thead>
        <tr>
          {columns.map(({ label }) => (
            <th key={label} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, row) => (
          <tr key={row}>
            {cells.map((cell, place) => {
              const column = columns[place];
              if (!column) return null;
              return place === 0 ? (
                <th key={column.label} scope="row">
                  {shown(cell, column)}
                </th>
              ) : (
                <td key={column.label} data-text={typeof cell === 'string' || undefined}>
                  {shown(cell, column)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
