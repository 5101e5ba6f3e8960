/**
 * The order of a list that changes while somebody reads it. What no longer belongs, what is new and
 * what has moved can wait, so that nothing jumps under the reader's cursor; what a row says never does.
 */
export type LiveRows<Row> = {
  rows: readonly Row[];
  /** Ids of shown rows that no longer belong here. */
  gone: ReadonlySet<string>;
  /** Rows that belong here and are not shown, or not at their place. */
  waiting: ReadonlyMap<string, Row>;
};

export type RowRules<Row> = {
  idOf: (row: Row) => string;
  /** Negative if the first comes first; null when only the server knows the order, as in a search. */
  compare: ((one: Row, other: Row) => number) | null;
};

export const noRows = <Row>(): LiveRows<Row> => ({ rows: [], gone: new Set(), waiting: new Map() });

/** Adds a page at the end; a row that has come by an event before is not doubled. */
export const append = <Row>(list: LiveRows<Row>, page: readonly Row[], { idOf }: RowRules<Row>): LiveRows<Row> => {
  const shown = new Set(list.rows.map(idOf));
  const waiting = new Map(list.waiting);
  const added = page.filter((row) => !shown.has(idOf(row)));
  for (const row of added) waiting.delete(idOf(row));
  return { ...list, rows: [...list.rows, ...added], waiting };
};

/** Shows what a row says now, at the place where it is. */
export const refresh = <Row>(list: LiveRows<Row>, row: Row, { idOf }: RowRules<Row>): LiveRows<Row> => {
  const id = idOf(row);
  const at = list.rows.findIndex((shown) => idOf(shown) === id);
  if (at < 0 && !list.waiting.has(id)) return list;
  const rows = at < 0 ? list.rows : list.rows.with(at, row);
  const waiting = list.waiting.has(id) ? new Map(list.waiting).set(id, row) : list.waiting;
  return { ...list, rows, waiting };
};

/**
 * Takes in what the server says of some rows: `members` belong here, all other `asked` do not.
 * `hasMore`: the list goes on after the last row shown, so a new row below that is left for its page.
 */
export const judge = <Row>(
  list: LiveRows<Row>,
  asked: readonly string[],
  members: readonly Row[],
  hasMore: boolean,
  rules: RowRules<Row>,
): LiveRows<Row> => {
  const byId = new Map(members.map((row) => [rules.idOf(row), row]));
  const gone = new Set(list.gone);
  const waiting = new Map(list.waiting);
  let rows = list.rows;
  for (const id of asked) {
    const row = byId.get(id);
    const at = rows.findIndex((shown) => rules.idOf(shown) === id);
    if (!row) {
      waiting.delete(id);
      if (at >= 0) gone.add(id);
      continue;
    }
    gone.delete(id);
    if (at >= 0) rows = rows.with(at, row);
    if (at >= 0 ? isOutOfPlace(rows, at, rules) : belongsAbove(rows, row, hasMore, rules)) waiting.set(id, row);
    else waiting.delete(id);
  }
  return { rows, gone, waiting };
};

/** Puts everything where it belongs. */
export const settle = <Row>(list: LiveRows<Row>, rules: RowRules<Row>): LiveRows<Row> => {
  const { gone, waiting } = list;
  if (gone.size + waiting.size === 0) return list;
  const rows = list.rows.filter((row) => !gone.has(rules.idOf(row)) && !waiting.has(rules.idOf(row)));
  for (const row of waiting.values()) {
    const at = rows.findIndex((shown) => (rules.compare?.(row, shown) ?? -1) < 0);
    rows.splice(at < 0 ? rows.length : at, 0, row);
  }
  return { rows, gone: new Set(), waiting: new Map() };
};

const belongsAbove = <Row>(rows: readonly Row[], row: Row, hasMore: boolean, { compare }: RowRules<Row>): boolean => {
  const last = rows.at(-1);
  return !hasMore || !last || !compare || compare(row, last) < 0;
};

const isOutOfPlace = <Row>(rows: readonly Row[], at: number, { compare }: RowRules<Row>): boolean => {
  const [before, row, after] = [rows[at - 1], rows[at], rows[at + 1]];
  if (!compare || row === undefined) return false;
  return (before !== undefined && compare(before, row) > 0) || (after !== undefined && compare(row, after) > 0);
};
