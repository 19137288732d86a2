import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalog } from '../../../../scripts/kql/analysis/catalog.js';
import { cellText, difference, type Expectation } from '../../../../scripts/kql/engine/conformance/compare.js';
import { readSuite, runCases, runQueries } from '../../../../scripts/kql/engine/conformance/suite.js';
import type { Result } from '../../../../scripts/kql/engine/types.js';
import { Decimal, type Value, type ValueType } from '../../../../scripts/kql/engine/values/value.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suite-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function suite(content: unknown): string {
  const file = join(folder, 'suite.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** What is said of one column of cells, where others are expected. */
const compared = (
  type: ValueType,
  expected: string[],
  actual: Value[],
  more: Partial<Expectation> = {},
): string | undefined => {
  const result: Result = {
    columns: [{ name: 'x', type }],
    rows: actual.map((value) => [value]),
    isOrdered: true,
    trace: [],
  };
  const rows = expected.map((cell) => [cell]);
  const expectation = { columns: ['x'], rows, types: undefined, isOrdered: false, tolerance: [], query: '', ...more };
  return difference(expectation, result);
};

describe('a suite is read', () => {
  it('as cases, with what they may leave out', () => {
    const full = {
      ...{ page: 'p', query: 'print 1', columns: ['a'], rows: [['x', null, 7]], types: ['long'] },
      ...{ ordered: true, now: '2026-05-01', tolerance: ['order'] },
    };
    expect(readSuite(suite({ cases: [full, { query: 'q' }] }))).toEqual({
      cases: [
        {
          ...{ page: 'p', query: 'print 1', columns: ['a'], rows: [['x', '', '7']], types: ['long'] },
          ...{ isOrdered: true, now: '2026-05-01', tolerance: ['order'] },
        },
        {
          ...{ page: '', query: 'q', columns: [], rows: [], types: undefined },
          ...{ isOrdered: false, now: undefined, tolerance: [] },
        },
      ],
    });
  });

  it('as queries, with the folder of their tables beside the file', () => {
    expect(readSuite(suite({ queries: [{ id: 7, query: 'print 1' }], tables: 'tables' }))).toEqual({
      queries: [{ id: '7', query: 'print 1' }],
      tables: join(folder, 'tables'),
    });
  });

  it.each([
    ['{', /cannot be read: SyntaxError/],
    ['[]', /cannot be read: an object is missing\.$/],
    ['null', /cannot be read: an object is missing\.$/],
    ['7', /cannot be read: an object is missing\.$/],
    [{ cases: [7] }, /an object is missing/],
    [{ cases: [{ query: 7 }] }, /"query" is not a text/],
    [{ queries: [] }, /it has neither "cases" nor "queries" with "tables"/],
    [{ tables: 'x' }, /it has neither/],
    [{ queries: [{ id: 'a' }], tables: 'x' }, /"query" is not a text/],
  ])('unless it is %j', (content, message) => {
    const file = suite(content);
    expect(() => readSuite(file)).toThrow(message);
    expect(() => readSuite(file)).toThrow(
      expect.objectContaining({ code: 'suite-file', help: 'See docs/engine.md for the two shapes.' }),
    );
  });
});

describe('cases are run', () => {
  const one = (query: string, rows: string[][], more: Partial<Expectation> = {}) => ({
    ...{ page: 'p', query, columns: ['x'], rows, types: undefined, isOrdered: true, tolerance: [], now: undefined },
    ...more,
  });

  it('and match, differ or are refused, with the reason', () => {
    const { summary, cases } = runCases(
      [
        one('print x = now()', [['2026-01-01T00:00:00Z']]),
        { ...one('print x = now()', [['2026-05-01T00:00:00Z']]), now: '2026-05-01' },
        one('print x = 1', [['2']]),
        one('print x = 1', [['1'], ['1']]),
        one('print y = 1', [['1']]),
        one('print x = 1, y = 2', [['1']]),
        one('print x = rand()', []),
        one('print x = nothing', []),
      ],
      openCatalog([]),
    );
    expect(summary).toEqual({ match: 2, mismatch: 4, refused: 2 });
    expect(cases.map(({ outcome, reason }) => `${outcome}: ${reason}`)).toEqual([
      'match: ',
      'match: ',
      'mismatch: row 1: expected 2; got 1',
      'mismatch: rows: expected 2; got 1',
      'mismatch: columns: expected x; got y',
      'mismatch: columns: expected x; got x, y',
      expect.stringMatching(/^refused: rand\(\) at 10-16: ./),
      expect.stringMatching(/^refused: KS142 The name 'nothing' does not refer/),
    ]);
    expect(cases[2]).toMatchObject({ page: 'p', query: 'print x = 1', actual: { columns: ['x'], rows: [['1']] } });
    expect(cases[7]?.actual).toBeNull();
  });

  it('as queries over empty tables and any watchlist', () => {
    mkdirSync(join(folder, 'tables'));
    const table = { name: 'Mine_CL', columns: { TimeGenerated: 'datetime', Text: 'string' } };
    writeFileSync(join(folder, 'tables', 'Mine_CL.json'), JSON.stringify(table));
    const queries = [
      { id: 'a', query: 'Mine_CL | where Text has "x"' },
      { id: 'b', query: '_GetWatchlist("any") | project SearchKey' },
      { id: 'c', query: 'print rand()' },
      { id: 'd', query: 'Nowhere' },
    ];
    const { summary, queries: results } = runQueries({ queries, tables: join(folder, 'tables') }, []);
    expect(summary).toEqual({ ran: 2, refused: 1, failed: 0, invalid: 1 });
    expect(results.map(({ id, outcome, reason }) => `${id} ${outcome} ${reason.slice(0, 6)}`)).toEqual([
      'a ran ',
      'b ran ',
      'c refused rand()',
      'd invalid KS204 ',
    ]);
  });
});

describe('cells are compared', () => {
  it.each<[ValueType, Value, string]>([
    ['long', null, ''],
    ['bool', true, 'true'],
    ['real', -0, '-0'],
    ['real', 1.5, '1.5'],
    ['decimal', new Decimal(150n, 2), '1.5'],
    ['string', 'x', 'x'],
  ])('a %s %p is the text %j', (type, value, text) => {
    expect(cellText(value, type)).toBe(text);
  });

  it.each<[ValueType, string, Value]>([
    ['real', '0.1', 0.1 + 1e-12],
    ['real', 'inf', Number.POSITIVE_INFINITY],
    ['real', '-inf', Number.NEGATIVE_INFINITY],
    ['real', 'NaN', Number.NaN],
    ['real', '0', -0],
    ['decimal', '1.50', new Decimal(15n, 1)],
    ['bool', 'True', true],
    ['datetime', '2026-01-01', 639_028_224_000_000_000n],
    [
      'dynamic',
      '{"b": 1, "a": [1.0, null]}',
      new Map<string, Value>([
        ['a', [1, null]],
        ['b', 1n],
      ]),
    ],
    ['dynamic', '', null],
    ['string', '', ''],
  ])('a %s %j is %p', (type, expected, actual) => {
    expect(compared(type, [expected], [actual])).toBeUndefined();
  });

  it.each<[ValueType, string, Value, string]>([
    ['real', '0.1', 0.100001, 'row 1: expected 0.1; got 0.100001'],
    ['long', '1', 2n, 'row 1: expected 1; got 2'],
    ['string', 'a', 'A', 'row 1: expected a; got A'],
    ['bool', 'true', false, 'row 1: expected true; got false'],
    ['dynamic', '[1, 2]', [2n, 1n], 'row 1: expected [1,2]; got [2,1]'],
    ['dynamic', '"1"', 1n, 'row 1: expected "1"; got 1'],
  ])('but a %s %j is not %p', (type, expected, actual, message) => {
    expect(compared(type, [expected], [actual])).toBe(message);
  });

  it('in any order, unless there is one; the first that differs is told', () => {
    expect(compared('long', ['1', '2'], [2n, 1n])).toBeUndefined();
    expect(compared('long', ['1', '2'], [2n, 1n], { isOrdered: true })).toBe('row 1: expected 1; got 2');
    expect(compared('long', ['1', '3'], [1n, 2n])).toBe('row 2: expected 3; got 2');
  });

  it('with as much tolerance as the case names', () => {
    expect(compared('long', ['1'], [2n], { tolerance: ['take any'] })).toBeUndefined();
    expect(compared('dynamic', ['[1, 2]'], [[2n, 1n]], { tolerance: ['order of lists'] })).toBeUndefined();
    expect(compared('dynamic', ['[1, 2]'], [[2n, 1n]], { query: 'T | summarize make_set(x)' })).toBeUndefined();
    expect(compared('dynamic', ['[1, 2]'], [[2n, 1n]], { query: 'T | summarize makelist(x)' })).toBeUndefined();
    for (const tolerance of ['percentile', 'dcount']) {
      expect(compared('long', ['101'], [104n], { tolerance: [tolerance] })).toBeUndefined();
      expect(compared('long', ['101'], [106n], { tolerance: [tolerance] })).toBe('row 1: expected 100; got 110');
    }
  });

  it('by the types that the case states', () => {
    expect(compared('string', ['1.0'], ['1'], { types: ['real'] })).toBeUndefined();
    expect(compared('string', ['1.0'], ['1'])).toBe('row 1: expected 1.0; got 1');
  });
});
