/** As much of a tree of HTML as is needed here. */
export type HtmlNode = {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: HtmlNode[];
};

/** For rehype: puts a `mark` around these words wherever they stand, whatever their case. */
export const markWords = (words: readonly string[]) => {
  const pattern = patternOf(words);
  return (tree: HtmlNode) => {
    if (pattern) markIn(tree, pattern);
  };
};

/** A text in parts, of which those at the odd places are these words. */
export const partsAround = (text: string, words: readonly string[]): string[] => {
  const pattern = patternOf(words);
  return pattern ? text.split(pattern) : [text];
};

const patternOf = (words: readonly string[]) => {
  const wanted = words.filter((word) => word.trim() !== '').sort((one, other) => other.length - one.length);
  return wanted.length > 0 ? new RegExp(`(${wanted.map(escape).join('|')})`, 'giu') : null;
};

const markIn = (node: HtmlNode, pattern: RegExp) => {
  node.children = node.children?.flatMap((child) => {
    if (child.type === 'text') return split(child.value ?? '', pattern);
    markIn(child, pattern);
    return [child];
  }) ?? [];
};

// The parts that match stand at the odd places.
const split = (text: string, pattern: RegExp): HtmlNode[] =>
  text.split(pattern).flatMap((value, index): HtmlNode[] => {
    if (value === '') return [];
    const part = { type: 'text', value };
    return index % 2 === 0 ? [part] : [{ type: 'element', tagName: 'mark', properties: {}, children: [part] }];
  });

const escape = (word: string) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/g, '\\s+');
