import { useEffect, useRef, useState } from 'react';

/**
 * The order of a list that its owner changes step by step: seen at once, and taken back when the
 * server refuses it. The button that was pressed keeps the focus while its row moves; `news` says
 * where it is now, for those who cannot see it.
 */
export const useOrder = <Row extends { id: string; name: string }>(
  rows: readonly Row[],
  save: (ids: string[]) => Promise<boolean>,
  tell: (name: string, place: number, count: number) => string,
) => {
  const [wanted, setWanted] = useState<readonly string[] | null>(null);
  const [news, setNews] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const pressed = useRef<string | null>(null);

  const ordered = wanted ? inOrder(rows, wanted) : rows;
  useEffect(() => {
    if (!pressed.current) return;
    list.current?.querySelector<HTMLElement>(`[data-move="${pressed.current}"]:not(:disabled)`)?.focus();
    pressed.current = null;
  });

  const place = async (id: string, at: number) => {
    const ids = placed(ordered.map((row) => row.id), id, at);
    const name = ordered.find((row) => row.id === id)?.name ?? '';
    setWanted(ids);
    setNews(tell(name, ids.indexOf(id) + 1, ids.length));
    await save(ids);
    setWanted((current) => (current === ids ? null : current));
  };
  const placeOf = (id: string) => ordered.findIndex((row) => row.id === id);

  return {
    ordered,
    news,
    list,
    move: (id: string, step: -1 | 1) => {
      const at = placeOf(id) + step;
      // At an end the button that led there is off: its sister takes the focus.
      pressed.current = `${at === 0 || at === ordered.length - 1 ? -step : step}:${id}`;
      void place(id, at);
    },
    moveToEnd: (id: string, isTop: boolean) => void place(id, isTop ? 0 : ordered.length - 1),
  };
};

export const placed = (ids: readonly string[], id: string, at: number): string[] => {
  const rest = ids.filter((it) => it !== id);
  return [...rest.slice(0, at), id, ...rest.slice(at)];
};

/** Rows that came meanwhile stand at the end. */
export const inOrder = <Row extends { id: string }>(rows: readonly Row[], ids: readonly string[]): Row[] => {
  const place = (row: Row) => (ids.includes(row.id) ? ids.indexOf(row.id) : ids.length);
  return [...rows].sort((a, b) => place(a) - place(b));
};
