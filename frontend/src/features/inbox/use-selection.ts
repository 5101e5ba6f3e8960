import { notifications } from '@mantine/notifications';
import { useCallback, useEffect, useRef, useState } from 'react';
import { TEXTS } from '@/lib/texts';
import type { TicketRow } from '@/lib/ticket-list';

const MOST = 100;

/** The selected tickets, at most as many as the API changes at once. */
export const useSelection = (rows: readonly TicketRow[]) => {
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const latest = useRef(rows);
  useEffect(() => {
    latest.current = rows;
  }, [rows]);
  const anchor = useRef<string | null>(null);

  const toggle = useCallback((id: string, withRange: boolean) => {
    const ids = withRange ? rangeOf(latest.current, anchor.current, id) : [id];
    anchor.current = id;
    setSelection((now) => {
      const next = new Set(now);
      const isAdding = !now.has(id);
      for (const it of ids) {
        if (isAdding) next.add(it);
        else next.delete(it);
      }
      if (next.size <= MOST) return next;
      notifications.show({ message: TEXTS.inbox.mostSelected });
      return now;
    });
  }, []);
  const clear = useCallback(() => { setSelection(new Set()); }, []);
  return { selection, toggle, clear };
};

const rangeOf = (rows: readonly TicketRow[], from: string | null, to: string): string[] => {
  const ids = rows.map(({ id }) => id);
  const [one, other] = [ids.indexOf(from ?? to), ids.indexOf(to)];
  return one < 0 ? [to] : ids.slice(Math.min(one, other), Math.max(one, other) + 1);
};
