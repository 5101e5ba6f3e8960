import { describe, expect, test } from 'vitest';
import { toCsv } from '@/lib/csv';

describe('CSV', () => {
  test('quotes what would break a row, and nothing else', () => {
    expect(toCsv(['Name', 'New, of them'], [['said "hi"', 3], ['two\nlines', null], ['plain', -1.5]])).toBe(
      'Name,"New, of them"\r\n"said ""hi""",3\r\n"two\nlines",\r\nplain,-1.5\r\n',
    );
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '\n=1'])('makes no formula of %j', (text) => {
    const cell = toCsv([text], []).trimEnd().replace(/^"/, '');
    expect(cell.startsWith("'")).toBe(true);
  });

  test('a formula behind quotes stays a text', () => {
    expect(toCsv(['=HYPERLINK("http://x","y")'], [])).toBe('"\'=HYPERLINK(""http://x"",""y"")"\r\n');
  });

  test('numbers stay numbers, also negative ones', () => {
    expect(toCsv([], [[-3]])).toBe('\r\n-3\r\n');
  });
});
