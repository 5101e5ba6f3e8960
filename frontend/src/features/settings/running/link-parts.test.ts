import { describe, expect, it } from 'vitest';
import { linkParts } from './link-parts';

describe('links in a plain text', () => {
  it('are web addresses, without the full stop behind them', () => {
    expect(linkParts('See https://desk.example/a?b=1. Or (http://x.example).')).toEqual([
      { words: 'See ' },
      { words: 'https://desk.example/a?b=1', href: 'https://desk.example/a?b=1' },
      { words: '. Or (' },
      { words: 'http://x.example', href: 'http://x.example' },
      { words: ').' },
    ]);
  });

  it('never run anything', () => {
    expect(linkParts('javascript:alert(1) data:text/html,x')).toEqual([{ words: 'javascript:alert(1) data:text/html,x' }]);
  });
});
