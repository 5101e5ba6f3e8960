import { partsAround } from '@/lib/mark-words';

type MarkedProps = { text: string; words: readonly string[] };

/** Plain text with these words marked wherever they stand. */
export const Marked = ({ text, words }: MarkedProps) =>
  partsAround(text, words).map((part, index) => (index % 2 === 0 ? part : <mark key={index}>{part}</mark>));
