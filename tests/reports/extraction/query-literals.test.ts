import { isQueryLine, queryLiterals } from '../../../scripts/reports/extraction/query-literals.js';
import { withinLimit } from '../../limit.js';

function literals(kql: string): string[] {
  return queryLiterals(kql).literals.map(({ list, value }) => (list === '' ? value : `${list}: ${value}`));
}

describe('what a query looks for', () => {
  it.each([
    ['let ips = dynamic(["1.2.3.4", \'5.6.7.8\']);', ['ips: 1.2.3.4', 'ips: 5.6.7.8']],
    ['let ips = dynamic([\n  "1.2.3.4",\n  "5.6.7.8"\n]);', ['ips: 1.2.3.4', 'ips: 5.6.7.8']],
    ['T | where A in ("a", "b") and B == "c" or C has "d"', ['a', 'b', 'c', 'd']],
    ['T | where A in~ ("a") | where Url has_any ("b")', ['a', 'b']],
    ['T | where A =~ @"C:\\Windows\\x.exe"', ['C:\\Windows\\x.exe']],
    ['T | where A == "a\\"b"', ['a"b']],
    ['T | where A in (“a”, “b")', ['a', 'b']],
    ['let a = dynamic(["x"])\nT\n| extend Y = "z"\n| where B == "b"', ['a: x', 'b']],
  ])('%s', (kql, expected) => {
    expect(literals(kql)).toEqual(expected);
  });

  it.each([
    'T | where A !in ("a") and B != "b" and C !has "c" and D !~ "d"',
    'let benign = dynamic(["a"]);\nT | where A !in (benign)',
    '// where A == "a"',
    'T | extend X = "a" | project Y = strcat("b", X)',
    'T | where A == "open',
  ])('%s: nothing', (kql) => {
    expect(literals(kql)).toEqual([]);
  });

  it('says when the block is not complete', () => {
    expect(queryLiterals('let a = dynamic(["x", "y').open).toBe(true);
    expect(queryLiterals('let a = dynamic(["x"').open).toBe(true);
    expect(queryLiterals('let a = dynamic(["x"]);').open).toBe(false);
  });

  it.each(['"', "'", '(', 'let a = "x";', 'in ', '!in x ', '\\', '//'])('is linear on 200 KB of %j', (piece) => {
    expect(withinLimit(() => queryLiterals(piece.repeat(200_000 / piece.length))).literals).toBeDefined();
  });
});

describe('lines of KQL', () => {
  it.each(['| where A == 1', '|project A', 'let x = 1;', '// a comment', '| order by A desc'])('%s is one', (line) => {
    expect(isQueryLine(line)).toBe(true);
  });

  it.each(['| ip:port | 1.2.3.4:80 |', '|---|---|', 'CommonSecurityLog | on |', 'let us look', 'search for it'])(
    '%s is none',
    (line) => {
      expect(isQueryLine(line)).toBe(false);
    },
  );
});
