import { parseCsv } from '../../scripts/base/csv.js';
import { SourceText } from '../../scripts/base/source.js';
import type { Watchlist } from '../../scripts/content/repository.js';
import { itemsTable, watchlistTable, watchlistTables } from '../../scripts/content/watchlist-table.js';
import { YamlFile } from '../../scripts/content/yaml/yaml-file.js';

function list(alias: string, csv: string): Watchlist {
  const file = `watchlists/${alias}.yaml`;
  const itemsFile = `watchlists/${alias}.csv`;
  const value = { watchlistAlias: alias, displayName: alias, provider: 'Us', itemsSearchKey: 'Key' };
  return { file, yaml: YamlFile.parse(file, ''), value, itemsFile, items: parseCsv(new SourceText(itemsFile, csv)) };
}

describe('a list as queries see it', () => {
  it('is texts, with the key that it is searched by', () => {
    expect(watchlistTable(list('a', 'Key,Note\r\n10,x\r\n11,\r\n'))).toMatchInlineSnapshot(`
{
  "columns": [
    {
      "name": "_DTItemId",
      "type": "string",
    },
    {
      "name": "LastUpdatedTimeUTC",
      "type": "datetime",
    },
    {
      "name": "SearchKey",
      "type": "string",
    },
    {
      "name": "Key",
      "type": "string",
    },
    {
      "name": "Note",
      "type": "string",
    },
  ],
  "rows": [
    [
      "",
      null,
      "10",
      "10",
      "x",
    ],
    [
      "",
      null,
      "11",
      "11",
      "",
    ],
  ],
}
`);
  });

  it('of items that stand elsewhere', () => {
    expect(itemsTable(['Key', 'SearchKey'], 'Key', [{ Key: 7, SearchKey: null }, {}])).toMatchInlineSnapshot(`
{
  "columns": [
    {
      "name": "_DTItemId",
      "type": "string",
    },
    {
      "name": "LastUpdatedTimeUTC",
      "type": "datetime",
    },
    {
      "name": "Key",
      "type": "string",
    },
    {
      "name": "SearchKey",
      "type": "string",
    },
  ],
  "rows": [
    [
      "",
      null,
      "7",
      "",
    ],
    [
      "",
      null,
      "",
      "",
    ],
  ],
}
`);
  });

  it('is found by its alias, and made once', () => {
    const tableOf = watchlistTables([list('a', 'Key\r\n1\r\n'), list('b', 'Key\r\n2\r\n')]);
    expect(tableOf('b')).toEqual(watchlistTable(list('b', 'Key\r\n2\r\n')));
    expect(tableOf('b')).toBe(tableOf('b'));
    expect(tableOf('c')).toBeUndefined();
  });
});
