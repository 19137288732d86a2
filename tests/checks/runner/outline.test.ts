import { outlineOf } from '../../../scripts/checks/runner/outline.js';
import type { ContentKind } from '../../../scripts/content/layout.js';
import { YamlFile } from '../../../scripts/content/yaml/yaml-file.js';
import { COLUMNS } from '../../../scripts/indicators/rows/row.js';

const outline = (text: string, kind: ContentKind = 'hunting-query', items?: string) =>
  outlineOf('a.yaml', kind, YamlFile.parse('a.yaml', text), items);

describe('what a file says that concerns others', () => {
  it('is its id, name, version and query, each with its place', () => {
    expect(outline('id: x\nname: N\nversion: 1.0.0\nquery: T\nkind: NRT\nenabled: false\n')).toEqual({
      file: 'a.yaml',
      kind: 'hunting-query',
      id: { value: 'x', range: { start: { line: 1, column: 5 }, end: { line: 1, column: 6 } } },
      name: { value: 'N', range: { start: { line: 2, column: 7 }, end: { line: 2, column: 8 } } },
      version: { value: '1.0.0', range: { start: { line: 3, column: 10 }, end: { line: 3, column: 15 } } },
      query: {
        value: expect.stringMatching(/^[\w-]{20}$/),
        range: { start: { line: 4, column: 1 }, end: { line: 4, column: 6 } },
      },
      ruleKind: 'NRT',
      isEnabled: false,
      watchlists: [],
    });
  });

  it.each(['[]', 'id: 7\nname: []\nversion: 1.0\nquery: 1\nkind: 2\n', 'query: " "\n'])(
    'is nothing where it is no text: %j',
    (text) => {
      expect(outline(text)).toEqual({ file: 'a.yaml', kind: 'hunting-query', isEnabled: true, watchlists: [] });
    },
  );

  it('of queries that differ in comments and white space alone is the same', () => {
    const query = (text: string) => outline(`query: |\n${text.replace(/^/gm, '  ')}\n`).query?.value;
    expect(query('T\n| take 1')).toBe(query('// why\nT // what\n\n  |   take 1  '));
    expect(query('T\n| take 1')).not.toBe(query('T\n| take 2'));
    expect(query('T | where U == "http://a"')).not.toBe(query('T | where U == "http://b"'));
  });

  it('is the watchlists that its query names', () => {
    const text = `query: _GetWatchlist('a') | join _GetWatchlist ( @"b" ) | join _GetWatchlist(name)\n`;
    expect(outline(text).watchlists).toEqual(['a', 'b']);
  });
});

describe('the columns of a watchlist', () => {
  const header = (alias: string, items: string, key = 'Key') =>
    outline(`watchlistAlias: ${alias}\ndisplayName: N\nitemsSearchKey: ${key}\n`, 'watchlist', items).header;

  it('are those of its header and its search key, and those that a list of indicators has by rights', () => {
    expect(header('vip', '\r\nName,"A, b"\r\nx,y\r\n')).toEqual(['Name', 'A, b', 'Key']);
    expect(header('vip', 'Key\r\n')).toEqual(['Key']);
    expect(header('ioc-ip', 'Mine,Indicator\r\n')).toEqual(['Mine', 'Indicator', ...COLUMNS.ip.slice(1)]);
    expect(header('ioc-ip', '')).toEqual(COLUMNS.ip);
    expect(header('vip', 'Name\r\n', '[7]')).toEqual(['Name']);
  });

  it.each(['', 'a;b', 'a\uFFFD,b', '"a,b'])('are unknown where the header is %j', (items) => {
    expect(header('vip', items)).toBeUndefined();
  });

  it('go by its alias and its display name', () => {
    const { id, name } = outline('watchlistAlias: vip\ndisplayName: N\nid: x\nname: y\n', 'watchlist');
    expect([id?.value, name?.value]).toEqual(['vip', 'N']);
  });
});
