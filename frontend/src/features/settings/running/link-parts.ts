export type LinkPart = { words: string; href?: string };

// Full stops and brackets behind an address belong to the sentence.
const ADDRESS = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** A plain text with the web addresses in it as links; no other scheme ever becomes one. */
export const linkParts = (text: string): LinkPart[] => {
  const parts: LinkPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (match.index > end) parts.push({ words: text.slice(end, match.index) });
    parts.push({ words: match[0], href: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ words: text.slice(end) });
  return parts;
};
