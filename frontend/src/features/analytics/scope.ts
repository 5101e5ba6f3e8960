import type { Days } from './range';

/** Which days, which they are compared with, and where a day begins. */
export type Scope = { range: Days; before: Days; timeZone: string };

/** So long after an event the figures are read again, once for all events in between. */
export const REFRESH_AFTER_MS = 3_000;

export const fileDays = ({ range: { from, to } }: Scope): string => (from === to ? from : `${from} to ${to}`);
