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

  const move = async (id: string, step: -1 | 1) => {
    const ids = moved(ordered.map((row) => row.id), id, step);
    const name = ordered.find((row) => row.id === id)?.name ?? '';
    const isAtEnd = ids[0] === id || ids.at(-1) === id;
    pressed.current = `${isAtEnd ? -step : step}:${id}`;
    setWanted(ids);
    setNews(tell(name, ids.indexOf(id) + 1, ids.length));
    await save(ids);
    setWanted((current) => (current === ids ? null : current));
  };

  return { ordered, news, list, move: (id: string, step: -1 | 1) => void move(id, step) };
};

export const moved = (ids: readonly string[], id: string, step: -1 | 1): string[] => {
  const from = ids.indexOf(id);
  const to = from + step;
  if (from < 0 || to < 0 || to >= ids.length) return [...ids];
  const rest = ids.filter((it) => it !== id);
  return [...rest.slice(0, to), id, ...rest.slice(to)];
};

/** Rows that came meanwhile stand at the end. */
export const inOrder = <Row extends { id: string }>(rows: readonly Row[], ids: readonly string[]): Row[] => {
  const place = (row: Row) => (ids.indexOf(row.id) + ids.length + 1) % (ids.length + 1);
  return [...rows].sort((a, b) => place(a) - place(b));
};
