import type { TicketOrderField } from '@/gql/schema';

export const VIEWS = ['mine', 'unassigned', 'waiting', 'all'] as const;
export type View = (typeof VIEWS)[number];

export const CHIP_FIELDS = ['status', 'priority', 'category', 'assignee', 'tag', 'sentiment'] as const;
export type ChipField = (typeof CHIP_FIELDS)[number];

/** One filter: the field has one of the values, or, if `isNot`, none of them. Values are never empty. */
export type Chip = { field: ChipField; isNot: boolean; values: readonly string[] };

export const SORTS = ['CREATED_AT', 'UPDATED_AT', 'PRIORITY', 'NUMBER'] as const satisfies readonly TicketOrderField[];

/** All that says which tickets the inbox shows, and in which order. It is in the address. */
export type InboxState = {
  view: View;
  search: string;
  chips: readonly Chip[];
  /** Whether all filters must hold, or any of them. */
  match: 'all' | 'any';
  sort: TicketOrderField;
  direction: 'ASC' | 'DESC';
};

export const INITIAL: InboxState = {
  view: 'mine',
  search: '',
  chips: [],
  match: 'all',
  sort: 'CREATED_AT',
  direction: 'DESC',
};

/** Reads an address; what it does not understand is left out. */
export const stateFrom = (parameters: URLSearchParams): InboxState => {
  const [sort, direction] = (parameters.get('sort') ?? '').split('.');
  return {
    view: oneOf(VIEWS, parameters.get('view')) ?? INITIAL.view,
    search: parameters.get('q') ?? '',
    chips: parameters.getAll('f').map(chipFrom).filter((chip) => chip !== null),
    match: parameters.get('match') === 'any' ? 'any' : 'all',
    sort: oneOf(SORTS, sort) ?? INITIAL.sort,
    direction: direction === 'asc' ? 'ASC' : 'DESC',
  };
};

/** An address as short as can be: what is as in the beginning is left out. */
export const parametersOf = (state: InboxState): URLSearchParams => {
  const parameters = new URLSearchParams();
  if (state.view !== INITIAL.view) parameters.set('view', state.view);
  if (state.search.trim()) parameters.set('q', state.search);
  for (const { field, isNot, values } of state.chips) {
    parameters.append('f', `${field}${isNot ? '!' : ':'}${values.join(',')}`);
  }
  if (state.match === 'any') parameters.set('match', 'any');
  if (state.sort !== INITIAL.sort || state.direction !== INITIAL.direction) {
    parameters.set('sort', `${state.sort}.${state.direction.toLowerCase()}`);
  }
  return parameters;
};

const chipFrom = (text: string): Chip | null => {
  const parts = /^([a-z]+)([:!])(.+)$/.exec(text);
  const field = oneOf(CHIP_FIELDS, parts?.[1]);
  if (!parts || !field) return null;
  return { field, isNot: parts[2] === '!', values: (parts[3] ?? '').split(',') };
};

const oneOf = <Value extends string>(values: readonly Value[], text: string | null | undefined): Value | undefined =>
  values.find((value) => value === text);
