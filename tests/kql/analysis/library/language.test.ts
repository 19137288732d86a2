import fc from 'fast-check';
import { SCHEMA_FOLDER } from '../../../../scripts/base/system/package-folder';
import { createAnalyser } from '../../../../scripts/kql/analysis/analyser';
import { openCatalog } from '../../../../scripts/kql/analysis/catalog';
import { ANALYSER_VERSION } from '../../../../scripts/kql/analysis/library/language';
import { lookbacks } from '../../../../scripts/kql/analysis/lookbacks';
import { ancestors, call, nodeAt, type SyntaxNode, walk } from '../../../../scripts/kql/analysis/syntax';
import { lint } from '../../../../scripts/kql/lints/registry';

const { analyse } = createAnalyser(openCatalog([SCHEMA_FOLDER]));

function treeOf(query: string): SyntaxNode {
  const { tree } = analyse(query);
  if (!tree) throw new Error('no tree');
  return tree;
}

const find = (query: string, kind: SyntaxNode['kind']) => [...walk(treeOf(query))].filter((node) => node.kind === kind);

it('the version is the one that is installed', () => {
  expect(require('@kusto/language-service-next/package.json').version).toBe(ANALYSER_VERSION);
});

describe('the tree of a query', () => {
  const QUERY = 'Syslog // a comment\n| where Computer has "a" and ProcessID > 1';

  it('names the places of its nodes and knows their text and offsets', () => {
    const [where] = find(QUERY, 'FilterOperator');
    expect(where?.child('Condition')?.kind).toBe('AndExpression');
    expect(where?.child('Condition')?.child('Left')?.text).toBe('Computer has "a"');
    for (const node of walk(treeOf(QUERY))) {
      expect(QUERY.slice(node.start, node.end)).toBe(node.text);
      expect(node.children.every((child) => child.parent === node)).toBe(true);
    }
  });

  it('finds the innermost node of a range, and the way back up', () => {
    const at = QUERY.indexOf('"a"');
    const node = nodeAt(treeOf(QUERY), at, at + 3);
    expect(node.text).toBe('"a"');
    expect([...ancestors(node)].map(({ kind }) => kind)).toContain('FilterOperator');
  });

  it('says what names stand for, and the types of expressions', () => {
    const references = find(QUERY, 'NameReference').map((node) => [
      node.reference?.kind,
      node.reference?.name,
      node.type,
    ]);
    expect(references).toEqual([
      ['table', 'Syslog', undefined],
      ['column', 'Computer', 'string'],
      ['column', 'ProcessID', 'int'],
    ]);
    expect(find(QUERY, 'NameReference')[0]?.columns).toContainEqual({ name: 'SyslogMessage', type: 'string' });
  });

  it('gives lists without their commas', () => {
    const [distinct] = find('Syslog | distinct Computer, HostName', 'DistinctOperator');
    expect(distinct?.items('Expressions').map(({ text }) => text)).toEqual(['Computer', 'HostName']);
    const [calling] = find('print strcat("a", "b")', 'FunctionCallExpression');
    expect(calling && call(calling)?.arguments.map(({ text }) => text)).toEqual(['"a"', '"b"']);
  });

  it.each([
    ['false', 'BooleanLiteralExpression', { type: 'bool', value: false }],
    ['0x1F', 'LongLiteralExpression', { type: 'long', value: 31n }],
    ['1.02:03:04', 'TimespanLiteralExpression', undefined],
    ['time(1.02:03:04)', 'TimespanLiteralExpression', { type: 'timespan', value: 937_840_000_000n }],
    ['datetime(2026-05-01)', 'DateTimeLiteralExpression', { type: 'datetime', value: '2026-05-01' }],
    [String.raw`"a\"b"`, 'StringLiteralExpression', { type: 'string', value: 'a"b' }],
    [`'a' 'b'`, 'CompoundStringLiteralExpression', { type: 'string', value: 'ab' }],
    ['int(null)', 'IntLiteralExpression', { type: 'int', value: null }],
  ] as const)('reads the constant %s', (literal, kind, constant) => {
    expect(find(`print ${literal}`, kind)[0]?.constant).toEqual(constant);
  });

  it('follows let to a constant, and takes the text of search for a text', () => {
    expect(find('let x = 7d; print x', 'NameReference')[0]?.constant).toEqual({
      type: 'timespan',
      value: 6_048_000_000_000n,
    });
    expect(find('search in (Syslog) "x"', 'StringLiteralExpression')[0]?.constant).toEqual({
      type: 'string',
      value: 'x',
    });
  });

  it('opens the body of a function that a call names', () => {
    const [calling] = find('let f = (n: long) { n + 1 }; print f(2)', 'FunctionCallExpression');
    expect(calling?.calledBody?.text).toBe('{ n + 1 }');
    expect(find('print strlen("a")', 'FunctionCallExpression')[0]?.calledBody).toBeUndefined();
  });
});

it('no text, however mangled, makes the analyser or the lints throw', () => {
  const pieces = fc.constantFrom(
    ...[
      'Syslog',
      'Computer',
      'TimeGenerated',
      '|',
      'where',
      'extend',
      'join',
      'union',
      'let',
      'summarize',
      'by',
      'in',
      'search',
    ],
    ...[
      '==',
      '=',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ',',
      ';',
      '.',
      '..',
      '*',
      '-',
      '"',
      "'",
      '@"x"',
      '```',
      '//',
      '\n',
      '1',
      '7d',
      'ago(',
      'f',
    ],
    ...[
      'matches regex',
      '"("',
      'contains',
      'between',
      'dynamic(',
      'datatable',
      '_GetWatchlist("a")',
      'parse_url',
      'prev(',
      '\u{1F600}',
      '\u0000',
    ],
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => {
      const query = parts.join(' ');
      const { diagnostics, tree } = analyse(query);
      if (tree) lookbacks(tree);
      for (const { code, start, end } of [...diagnostics, ...(tree ? lint(tree) : [])]) {
        expect(code).not.toBe('analyser-failed');
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(query.length);
      }
    }),
    { numRuns: 200 },
  );
}, 60_000);
