import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openLogFolder } from '../../../../scripts/kql/engine/logs/folder.js';
import { loadLogs } from '../../../../scripts/kql/engine/sql/load.js';

const CATALOG = {
  tableNames: () => ['Events'],
  table: () => ({
    columns: [
      { name: 'TimeGenerated', type: 'datetime' as const },
      { name: 'Host', type: 'string' as const },
    ],
  }),
};

async function load(folder: string) {
  const logs = await loadLogs(openLogFolder(folder, new Map()).files, CATALOG);
  if (logs.held.in === 'database') logs.held.database.close();
  return logs;
}

it('a broken file that the database would read is reported, and the others are read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  writeFileSync(join(folder, 'Events.json'), '{"TimeGenerated": "2026-05-07T10:00:00Z", "Host": "a"}\n');
  writeFileSync(join(folder, 'Events.parquet'), `PAR1${' '.repeat(1_100_000)}`);
  const { reports } = await load(folder);
  expect(reports).toMatchObject([
    { file: 'Events.json', tables: { Events: 1 } },
    { file: 'Events.parquet', tables: {}, problem: expect.stringContaining('No magic bytes') },
  ]);
});

it('brackets and stars in the name of a file are no pattern', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (const [name, rows] of [
    ['Events1', 1],
    ['Events[1]', 2],
  ]) {
    const select = `SELECT TIMESTAMP '2026-05-07' AS TimeGenerated, 'Events' AS Type FROM range(${rows})`;
    await connection.run(`COPY (${select}) TO '${join(folder, `${name}.parquet`)}' (FORMAT parquet)`);
  }
  connection.closeSync();
  instance.closeSync();
  const { reports } = await load(folder);
  expect(reports).toMatchObject([
    { file: 'Events1.parquet', tables: { Events: 1 } },
    { file: 'Events[1].parquet', tables: { Events: 2 } },
  ]);
});
