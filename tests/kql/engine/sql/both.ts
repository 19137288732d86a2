import { openCatalog, type TableSchema } from '../../../../scripts/kql/analysis/catalog.js';
import type { LogDatabase } from '../../../../scripts/kql/engine/sql/database.js';
import { type DatabaseRunOptions, runOnDatabase } from '../../../../scripts/kql/engine/sql/run-on-database.js';
import { toStored } from '../../../../scripts/kql/engine/sql/storage.js';
import {
  type Catalog,
  type Column,
  createEngine,
  type Outcome,
  type Prepared,
  type Row,
  run,
  toObjects,
} from '../../../../scripts/kql/index.js';

export const NOW = '2026-03-01T12:00:00Z';

const COLUMNS: Column[] = [
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 's', type: 'string' },
  { name: 'u', type: 'string' },
  { name: 'n', type: 'long' },
  { name: 'i', type: 'int' },
  { name: 'r', type: 'real' },
  { name: 'b', type: 'bool' },
  { name: 'd', type: 'dynamic' },
  { name: 'g', type: 'guid' },
  { name: 'p', type: 'timespan' },
];

/** Two tables with a column of each type. */
const TABLES: TableSchema[] = ['T', 'R'].map((name) => ({ name, columns: COLUMNS }));

const catalog: Catalog = {
  ...openCatalog([], new Map([['names', ['Name', 'Note']]])),
  tableNames: () => ['T', 'R'],
  table: (name) => TABLES.find((table) => table.name === name),
};

const engine = createEngine(catalog);

export interface Tables {
  readonly T: readonly Row[];
  readonly R: readonly Row[];
}

const WATCHLIST = [
  { Name: 'evil.example', Note: 'a', SearchKey: 'evil.example' },
  { Name: 'Ä', Note: '', SearchKey: 'Ä' },
];

export function prepare(query: string): Prepared {
  const preparation = engine.prepare(query);
  if (preparation.outcome === 'prepared') return preparation.prepared;
  throw new Error(`${query}\n${JSON.stringify(preparation)}`);
}

/** Puts the rows of the tables into a database, instead of those that it has. */
export async function fill(database: LogDatabase, { T, R }: Tables): Promise<void> {
  await database.drop([...database.tables.values()].map(({ from }) => from));
  for (const [name, rows] of [
    ['T', T],
    ['R', R],
  ] as const) {
    const writer = await database.create(name, COLUMNS);
    for (const row of rows) {
      const cells = COLUMNS.map(({ type }, i) => toStored(row[i] ?? null, type));
      if (!cells.every((cell) => cell !== undefined)) throw new Error('A row has no form in the database.');
      writer.add(cells);
    }
    writer.close();
  }
}

export function interpreted(prepared: Prepared, tables: Tables): Outcome {
  const table = (name: string) => (name === 'T' || name === 'R' ? { columns: COLUMNS, rows: tables[name] } : undefined);
  return run(prepared, { table, watchlist: () => WATCHLIST }, { now: NOW });
}

export function accelerated(
  prepared: Prepared,
  database: LogDatabase,
  options: Partial<DatabaseRunOptions> = {},
): Promise<Outcome> {
  return runOnDatabase(prepared, database, { watchlist: () => WATCHLIST }, { now: NOW, ...options });
}

/** An outcome as something that can be compared: rows as JSON, or the construct that was refused. */
export function shown(outcome: Outcome): unknown {
  return outcome.outcome === 'ran' ? toObjects(outcome.result) : `refused: ${outcome.refused.message}`;
}
