/** Whether one position of the log is behind another; they are decimal numbers of any length. */
export const isLater = (one: string, other: string): boolean =>
  one.length === other.length ? one > other : one.length > other.length;
