import '@mantine/charts/styles.layer.css';
import { BarChart, type BarChartProps, LineChart } from '@mantine/charts';
import classes from './analytics.module.css';
import { count, shown, type Table } from './table';

export type Series = { column: number; color: string; isDashed?: boolean };

export type ChartKind = {
  /** `trend`: one row a day; `bars`: lying bars, one a row. */
  kind: 'trend' | 'bars';
  series: readonly Series[];
};

type ChartProps = ChartKind & { table: Table };

const HEIGHT = 220;
const ROW_HEIGHT = 30;
const LETTER_WIDTH = 7;
/** A day or two make no line. */
const FEWEST_FOR_LINES = 3;
const MOST_WITH_DOTS = 31;
const MOST_BARS = 12;

export const Chart = ({ kind, ...props }: ChartProps) => (
  <>
    {kind === 'trend' ? <Trend {...props} /> : <Bars {...props} />}
    {props.series.length > 1 && (
      <ul className={classes.legend}>
        {props.series.map(({ column, color, isDashed }) => (
          <li key={column} data-dashed={isDashed} style={{ borderColor: `var(${color})` }}>
            {props.table.columns[column]?.label}
          </li>
        ))}
      </ul>
    )}
  </>
);

/** The charts read columns by name. */
const named = ({ columns, rows }: Table) =>
  rows.map((row) =>
    Object.fromEntries(
      columns.map((column, place) => {
        const cell = row[place] ?? null;
        return [column.label, place === 0 ? shown(cell, column) : cell];
      }),
    ),
  );

const formatsOf = ({ columns }: Table, series: readonly Series[]) => {
  const { format = count, tick = format, ticks } = columns[series[0]?.column ?? 1] ?? {};
  return { format, tick, ticks };
};

const drawn = (table: Table, series: readonly Series[]) =>
  series.map(({ column, color, isDashed }) => ({
    name: table.columns[column]?.label ?? '',
    color: `var(${color})`,
    ...(isDashed && { strokeDasharray: '4 4' }),
  }));

const COMMON = {
  accessibilityLayer: false,
  gridAxis: 'x',
  tickLine: 'none',
  textColor: 'var(--mantine-color-dimmed)',
  gridColor: 'var(--desk-edge)',
} as const satisfies Partial<BarChartProps>;

const Trend = ({ table, series }: Omit<ChartProps, 'kind'>) => {
  const { format, tick, ticks } = formatsOf(table, series);
  const most = Math.max(0, ...table.rows.flatMap((row) => series.map(({ column }) => Number(row[column] ?? 0))));
  const lines = ticks?.(most);
  const common = {
    ...COMMON,
    h: HEIGHT,
    data: named(table),
    dataKey: table.columns[0]?.label ?? '',
    series: drawn(table, series),
    valueFormatter: format,
    xAxisProps: { minTickGap: 24 },
    yAxisProps: { width: 52, allowDecimals: false, tickFormatter: tick, ...(lines && { ticks: lines, domain: [0, lines.at(-1) ?? most] }) },
  };
  return table.rows.length < FEWEST_FOR_LINES ? (
    <BarChart {...common} maxBarWidth={48} />
  ) : (
    <LineChart
      {...common}
      curveType="linear"
      withDots={table.rows.length <= MOST_WITH_DOTS}
      dotProps={{ r: 2 }}
      activeDotProps={{ r: 4 }}
      strokeWidth={2}
    />
  );
};

const Bars = ({ table, series }: Omit<ChartProps, 'kind'>) => {
  const rows = table.rows.slice(0, MOST_BARS);
  const data = named({ ...table, rows });
  const [head = { label: '' }] = table.columns;
  const longest = Math.max(...data.map((row) => Math.min(String(row[head.label]).length, LONGEST_NAME)));
  return (
    <BarChart
      {...COMMON}
      gridAxis="none"
      h={rows.length * ROW_HEIGHT + 10}
      data={data}
      dataKey={head.label}
      series={drawn(table, series)}
      orientation="vertical"
      valueFormatter={formatsOf(table, series).format}
      maxBarWidth={16}
      withBarValueLabel
      valueLabelProps={{ position: 'right', fill: 'var(--mantine-color-text)' }}
      barChartProps={{ margin: { right: 56 } }}
      withXAxis={false}
      yAxisProps={{ width: longest * LETTER_WIDTH + 22, interval: 0, tickFormatter: shortened }}
    />
  );
};

const LONGEST_NAME = 20;

const shortened = (name: string) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name);
