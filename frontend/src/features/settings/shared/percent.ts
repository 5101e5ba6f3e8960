/** A share from 0 to 1 in whole percent, or with a place where that says more. */
export const percent = (share: number): string =>
  `${(100 * share).toLocaleString('en', { maximumFractionDigits: share > 0.99 && share < 1 ? 1 : 0 })} %`;

/** A percentage that was typed as a share from 0 to 1; undefined for what is none. */
export const shareOf = (typed: string | number): number | undefined => {
  const text = String(typed).trim().replace(',', '.');
  const value = Number(text);
  return text !== '' && value >= 0 && value <= 100 ? Math.round(value * 100) / 10_000 : undefined;
};

export const typedShare = (share: number): string => String(Math.round(share * 10_000) / 100);
