import { useLocalStorage } from '@mantine/hooks';

export const COLUMNS = ['category', 'requester', 'assignee', 'tags', 'due', 'created', 'updated'] as const;
export type Column = (typeof COLUMNS)[number];

export const DENSITIES = ['comfortable', 'compact'] as const;

export type Display = { columns: readonly Column[]; density: (typeof DENSITIES)[number] };

const INITIAL: Display = { columns: ['category', 'requester', 'assignee', 'updated'], density: 'comfortable' };

export const ROW_HEIGHT: Record<Display['density'], number> = { comfortable: 46, compact: 34 };

/** What the reader has chosen, kept in this browser. */
export const useDisplay = () =>
  useLocalStorage<Display>({
    key: 'deskwire.inbox',
    defaultValue: INITIAL,
    getInitialValueInEffect: false,
    deserialize: (text) => displayFrom(text),
  });

const displayFrom = (text: string | undefined): Display => {
  try {
    const kept = JSON.parse(text ?? '') as Partial<Record<keyof Display, unknown>>;
    const columns = Array.isArray(kept.columns) ? COLUMNS.filter((it) => (kept.columns as unknown[]).includes(it)) : INITIAL.columns;
    return { columns, density: kept.density === 'compact' ? 'compact' : 'comfortable' };
  } catch {
    return INITIAL;
  }
};
