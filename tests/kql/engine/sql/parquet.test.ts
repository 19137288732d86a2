import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogFolder } from '../../../../scripts/kql/engine/logs/folder.js';
import { LogReader } from '../../../../scripts/kql/engine/logs/read.js';
import type { LogValue } from '../../../../scripts/kql/engine/logs/values.js';
import { LogDatabase } from '../../../../scripts/kql/engine/sql/database.js';
import { parquetRows } from '../../../../scripts/kql/engine/sql/parquet.js';
import type { Column } from '../../../../scripts/kql/model.js';

const COLUMNS: Column[] = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'Timestamp', type: 'datetime' },
  { name: 'Host', type: 'string' },
  { name: 'Port', type: 'int' },
  { name: 'Bytes', type: 'long' },
  { name: 'Score', type: 'real' },
  { name: 'IsRemote', type: 'bool' },
  { name: 'Details', type: 'dynamic' },
  { name: 'Id', type: 'guid' },
  { name: 'Type', type: 'string' },
];
const CATALOG = {
  tableNames: () => ['Events', 'Others'],
  table: (name: string) => (name === 'Events' || name === 'Others' ? { columns: COLUMNS } : undefined),
};

let database: LogDatabase;
beforeAll(async () => {
  database = await LogDatabase.open();
});
afterAll(() => database.close());

/** A Parquet file of a SELECT, read by the reader of logs and by the database. */
async function readBoth(select: string) {
  const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
  await database.connection.run(`COPY (${select}) TO '${join(folder, 'Events.parquet')}' (FORMAT parquet)`);
  const { files } = openLogFolder(folder, new Map());
  const reader = new LogReader(files, CATALOG);
  await reader.survey();
  const expected: LogValue[][] = [];
  const [report] = await reader.read((_table, row) => {
    expected.push(row);
  });
  const [file] = files;
  const direct = file && (await parquetRows(file, reader, database));
  if (!direct) return { expected, report, direct: undefined };
  const columns = COLUMNS.map((_column, i) => `c${i}`).join(', ');
  const read = await database.connection.runAndReadAll(`SELECT ${columns} FROM ${direct.from} ORDER BY rowid`);
  return { expected, report, direct: { rows: read.getRows(), report: direct.report, count: direct.rows } };
}

const TIME = "TIMESTAMP '2026-05-07 10:00:00.123456' + to_seconds(range) AS TimeGenerated";

test.each([
  [
    'columns of the types of the table',
    `SELECT ${TIME}, 'h' || range AS Host, range::INTEGER AS Port, range * 10000000000 AS Bytes, range / 3 AS Score,
       range % 2 = 0 AS IsRemote, uuid() AS Id FROM range(3)`,
  ],
  [
    'nulls, empty texts and numbers that are none',
    `SELECT ${TIME}, CASE range WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'é😀' END AS Host, NULL::INTEGER AS Port,
       CASE range WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN '-Infinity'::DOUBLE ELSE 5e-324 END AS Score FROM range(3)`,
  ],
  [
    'times of a zone, and only under Timestamp',
    `SELECT TIMESTAMPTZ '2026-05-07 10:00:00+02' AS Timestamp, 'h' AS Host`,
  ],
  [
    'years far away',
    `SELECT TIMESTAMP '1601-01-01 00:00:00.000001' + to_years(range::INTEGER * 4000) AS TimeGenerated FROM range(3)`,
  ],
  [
    'texts of numbers, of booleans and of JSON',
    `SELECT ${TIME}, CASE range WHEN 0 THEN '443' WHEN 1 THEN 'x' ELSE '' END AS Port, '0x10' AS Bytes, 'TRUE' AS IsRemote,
       CASE range WHEN 0 THEN '{"a": 1e2}' WHEN 1 THEN '{broken' ELSE 'text' END AS Details,
       '{11111111-2222-3333-4444-55555555555A}' AS Id FROM range(3)`,
  ],
  ['structures', `SELECT ${TIME}, {'a': [1, 2], 'b': NULL} AS Details, {'a': 1} AS Host FROM range(2)`],
  [
    'columns that the table does not have',
    `SELECT ${TIME}, 'x' AS Other, '' AS Blank, NULL::INTEGER AS Nothing FROM range(2)`,
  ],
  ['names in another case and with a label', `SELECT TIMESTAMP '2026-05-07' AS "TimeGenerated [UTC]", 'h' AS hOST`],
  ['the table in a column', `SELECT ${TIME}, 'Others' AS Type FROM range(2)`],
  ['numbers that are wider than the column', `SELECT ${TIME}, range * 3000000000 AS Port FROM range(2)`],
])('the database reads a Parquet file as the reader of logs does: %s', async (_what, select) => {
  const { expected, report, direct } = await readBoth(select);
  expect(direct).toEqual({ rows: expected, report, count: expected.length });
});

test.each([
  ['times that are texts', `SELECT '5/6/2026, 1:47:30.000 PM' AS TimeGenerated`],
  ['a row without a time', `SELECT NULL::TIMESTAMP AS TimeGenerated`],
  ['no time at all', `SELECT 'h' AS Host`],
  ['times of another zone', `SELECT TIMESTAMP '2026-05-07' AS "TimeGenerated [Europe/Berlin]"`],
  ['rows of several tables', `SELECT ${TIME}, CASE range WHEN 0 THEN 'Events' ELSE 'Others' END AS Type FROM range(2)`],
  ['two columns for one', `SELECT ${TIME}, 'a' AS Host, 'b' AS "Host [UTC]" FROM range(2)`],
  ['times after year 9999', `SELECT TIMESTAMP '12026-05-07' AS TimeGenerated`],
  ['no rows', `SELECT ${TIME} FROM range(0)`],
])('the reader of logs is left what the columns do not tell: %s', async (_what, select) => {
  expect((await readBoth(select)).direct).toBeUndefined();
});
