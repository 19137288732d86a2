import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogFolder } from '../../../../scripts/kql/engine/logs/folder.js';
import { LogReader } from '../../../../scripts/kql/engine/logs/read.js';
import type { LogValue } from '../../../../scripts/kql/engine/logs/values.js';
import { LogDatabase } from '../../../../scripts/kql/engine/sql/database.js';
import { jsonLineRows } from '../../../../scripts/kql/engine/sql/json-lines.js';
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
  { name: 'Took', type: 'timespan' },
  { name: 'Type', type: 'string' },
];
const CATALOG = {
  tableNames: () => ['Events', 'Others'],
  table: (name: string) => (name === 'Events' || name === 'Others' ? { columns: COLUMNS } : undefined),
};
const AT = '"TimeGenerated": "2026-05-07T10:00:00.1234567Z"';

let database: LogDatabase;
beforeAll(async () => {
  database = await LogDatabase.open();
});
afterAll(() => database.close());

/** A file, read by the reader of logs and by the database. */
async function readBoth(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'json-'));
  writeFileSync(join(folder, 'Events.json'), text);
  const { files } = openLogFolder(folder, new Map());
  const reader = new LogReader(files, CATALOG);
  await reader.survey();
  const expected: LogValue[][] = [];
  const [report] = await reader.read((_table, row) => {
    expected.push(row);
  });
  const [file] = files;
  const direct = file && (await jsonLineRows(file, reader, database));
  if (!direct) return { expected, report, direct: undefined };
  const columns = COLUMNS.map((_column, i) => `c${i}`).join(', ');
  const read = await database.connection.runAndReadAll(`SELECT ${columns} FROM ${direct.from} ORDER BY rowid`);
  return { expected, report, direct: { rows: read.getRows(), report: direct.report, count: direct.rows } };
}

test.each([
  [
    'texts and numbers',
    [`{${AT}, "Host": "é😀 \\" \\n", "Port": 443, "Bytes": -12345678901, "Score": 0.5, "IsRemote": true}`],
  ],
  [
    'numbers and booleans as texts',
    [`{${AT}, "Port": "443", "Bytes": "0x10", "Score": "1e3", "IsRemote": "FALSE"}`, `{${AT}, "Port": "x"}`],
  ],
  [
    'nulls, nothing and absent fields',
    [`{${AT}, "Host": null, "Port": null, "Details": null}`, `{${AT}, "Port": "N/A", "Score": ""}`, `{${AT}}`],
  ],
  [
    'dynamic as values and as texts',
    [
      `{${AT}, "Details": {"a": [1, "b", null], "c": {"d": 0.25}}}`,
      `{${AT}, "Details": "{\\"a\\": 1}"}`,
      `{${AT}, "Details": "text"}`,
      `{${AT}, "Details": 5}`,
      `{${AT}, "Details": "{broken"}`,
    ],
  ],
  [
    'objects, numbers and booleans in a text',
    [
      `{${AT}, "Host": {"b": 1, "a": [true]}}`,
      `{${AT}, "Host": 7}`,
      `{${AT}, "Host": false}`,
      `{${AT}, "Host": 0.125}`,
    ],
  ],
  ['ids and durations', [`{${AT}, "Id": "{11111111-2222-3333-4444-55555555555A}", "Took": "1.02:03:04.5"}`]],
  [
    'times with any number of digits',
    ['{"TimeGenerated": "2026-05-07T10:00:00Z"}', '{"TimeGenerated": "1999-12-31T23:59:59.5Z"}'],
  ],
  ['time only under Timestamp', ['{"Timestamp": "2026-05-07T10:00:00.001Z", "Host": "h"}']],
  ['fields that the table does not have', [`{${AT}, "Other": "x", "Blank": "", "Nothing": null}`]],
  ['names in another case and with a label', ['{"TimeGenerated [UTC]": "2026-05-07T10:00:00Z", "hOST": "h"}']],
  ['the table in a field', [`{${AT}, "Type": "Others"}`]],
  ['numbers that are wider than the column', [`{${AT}, "Port": 3000000000, "Bytes": 99999999999999}`]],
])('the database reads JSON lines as the reader of logs does: %s', async (_what, lines) => {
  const { expected, report, direct } = await readBoth(`${lines.join('\n')}\n`);
  expect(direct).toEqual({ rows: expected, report, count: expected.length });
});

test.each([
  ['an array', `[{${AT}}]`],
  ['an object on several lines', `{${AT},\n"Host": "h"}`],
  ['a mark of byte order', `\ufeff{${AT}}`],
  ['what is no object', `{${AT}}\n7`],
  ['an envelope', `{"records": [{${AT}}]}`],
  ['a record of a diagnostic setting', `{${AT}, "category": "Audit", "resourceId": "/x"}`],
  ['numbers whose form counts', `{${AT}, "Host": 1e2}`],
  ['numbers that end in zero', `{${AT}, "Details": {"a": 1.50}}`],
  ['names that JavaScript puts in order', `{${AT}, "Details": {"b": 1, "2": 1, "1": 1}}`],
  ['a name twice', `{${AT}, "Host": "a", "Host": "b"}`],
  ['American times', '{"TimeGenerated": "5/6/2026, 1:47:30.000 PM"}'],
  ['a day that does not exist', '{"TimeGenerated": "2026-02-30T10:00:00Z"}'],
  ['an hour that does not exist', '{"TimeGenerated": "2026-02-28T24:00:00Z"}'],
  ['a row without a time', `{${AT}}\n{"Host": "h"}`],
  ['rows of several tables', `{${AT}, "Type": "Events"}\n{${AT}, "Type": "Others"}`],
  ['half a pair of surrogates', `{${AT}, "Host": "\\ud800"}`],
  ['broken JSON', `{${AT}`],
])('the reader of logs is left what is no plain row a line: %s', async (_what, text) => {
  expect((await readBoth(`${text}\n`)).direct).toBeUndefined();
});
