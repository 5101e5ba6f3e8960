const MICROS = 1_000_000;

/** Millionths of a dollar as people read them: two places, more for what costs less than a cent. */
export const dollars = (micros: number): string => {
  const amount = micros / MICROS;
  const places = amount === 0 || Math.abs(amount) >= 0.01 ? 2 : 6;
  const text = amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: places });
  return `$${text}`;
};

/** An amount that was typed, in millionths; null for nothing typed, undefined for what is no amount. */
export const microsOf = (typed: string): number | null | undefined => {
  const text = typed.trim().replace(',', '.');
  if (!text) return null;
  if (!/^\d{1,6}(\.\d{1,6})?$/.test(text)) return undefined;
  return Math.round(Number(text) * MICROS);
};

/** As it is typed. */
export const typedAmount = (micros: number | null): string => (micros === null ? '' : String(micros / MICROS));
