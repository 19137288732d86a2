import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SentinelError } from '../../base/errors.js';
import { type Validator, validatorOf } from '../../base/schemas/validators.js';
import type { Column, KqlType } from '../model.js';

/** A table that queries may read. */
export interface TableSchema {
  name: string;
  description?: string;
  /** The table gets no new rows: since when (ISO date), and what took its place. */
  deprecated?: { since: string; use?: string };
  columns: Column[];
}

/** A stored function that queries may call, such as an ASIM parser. */
export interface FunctionSchema {
  name: string;
  description?: string;
  /** As the service writes them: `pack:bool=false`. */
  parameters: string[];
  /** What it returns: columns that are declared (and, where it is open, others), or those of its KQL body. */
  result: { columns: Column[]; isOpen: boolean } | { query: string };
}

/** Everything that a query may name. Tables and functions are read from disk when a query first names them. */
export interface Catalog {
  tableNames(): readonly string[];
  table(name: string): TableSchema | undefined;
  functionNames(): readonly string[];
  function(name: string): FunctionSchema | undefined;
  readonly watchlists: WatchlistColumns;
}

/** Column names (the header of the CSV file) by watchlist alias; null where nobody can tell, which stands for any columns. */
export type WatchlistColumns = ReadonlyMap<string, readonly string[] | null>;

/** What `_GetWatchlist` adds to the columns of the CSV file, all of which are strings. */
export const WATCHLIST_COLUMNS: readonly Column[] = [
  { name: '_DTItemId', type: 'string' },
  { name: 'LastUpdatedTimeUTC', type: 'datetime' },
  { name: 'SearchKey', type: 'string' },
];

/**
 * Opens schema folders, each with `tables/<table>.json` and `functions/<function>.json`; either may be missing.
 * A table that several folders describe has the columns of all, and a later folder decides on a column's type:
 * so a team adds its own columns to a shipped table. A later function replaces an earlier one. `tableFolders` hold
 * files of tables alone, and come last.
 * @throws SentinelError `schema-file` when a file that a query needs cannot be read
 */
export function openCatalog(
  folders: readonly string[],
  watchlists: WatchlistColumns = new Map(),
  tableFolders: readonly string[] = [],
): Catalog {
  const tableFiles = filesByName([...folders.map((folder) => join(folder, 'tables')), ...tableFolders]);
  const functionFiles = filesByName(folders.map((folder) => join(folder, 'functions')));
  const tables = new Map<string, TableSchema>();

  const table = (name: string): TableSchema | undefined => {
    const known = tables.get(name);
    if (known) return known;
    const files = tableFiles.get(name);
    if (!files) return undefined;
    const merged = files.map(readTable).reduce(mergeTables);
    tables.set(name, merged);
    return merged;
  };
  let functions: Map<string, FunctionSchema> | undefined;
  const allFunctions = () => {
    functions ??= new Map(
      [...functionFiles.values()].flatMap((files) => {
        const file = files.at(-1);
        return file === undefined ? [] : readFunction(file, table).map((one) => [one.name, one] as const);
      }),
    );
    return functions;
  };
  return {
    watchlists,
    table,
    tableNames: () => [...tableFiles.keys()],
    function: (name) => allFunctions().get(name),
    functionNames: () => [...allFunctions().keys()],
  };
}

/** A catalog with some tables more, or others under the same names. */
export function withTables(catalog: Catalog, tables: readonly TableSchema[]): Catalog {
  const added = new Map(tables.map((table) => [table.name, table]));
  return {
    ...catalog,
    table: (name) => added.get(name) ?? catalog.table(name),
    tableNames: () => [...new Set([...catalog.tableNames(), ...added.keys()])],
  };
}

/** JSON files by name without extension, in the order of the folders. */
function filesByName(folders: readonly string[]): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const folder of folders) {
    for (const file of existsSync(folder) ? readdirSync(folder).sort() : []) {
      if (!file.endsWith('.json')) continue;
      const name = file.slice(0, -'.json'.length);
      files.set(name, [...(files.get(name) ?? []), join(folder, file)]);
    }
  }
  return files;
}

function mergeTables(earlier: TableSchema, later: TableSchema): TableSchema {
  const columns = new Map([...earlier.columns, ...later.columns].map((column) => [column.name, column]));
  return { ...earlier, ...later, columns: [...columns.values()] };
}

/** `schemas/tables/<table>.json`. */
interface TableFile {
  name: string;
  description?: string;
  deprecated?: { since: string; use?: string };
  columns: Record<string, KqlType>;
}

/** `schemas/functions/<function>.json`. */
interface SignatureFile {
  name: string;
  aliases?: string[];
  description?: string;
  parameters?: string[];
  columns?: Record<string, KqlType>;
  columnsOf?: string;
  open?: boolean;
  query?: string;
}

function readTable(file: string): TableSchema {
  const { name, description, deprecated, columns } = readJson(file, validatorOf<TableFile>('table'));
  const schema: TableSchema = { name, columns: columnsOf(columns) };
  if (description !== undefined) schema.description = description;
  if (deprecated !== undefined) schema.deprecated = deprecated;
  return schema;
}

/** A function under its name and its aliases: the unifying ASIM parsers have an older spelling. */
function readFunction(file: string, table: (name: string) => TableSchema | undefined): FunctionSchema[] {
  const json = readJson(file, validatorOf<SignatureFile>('function-signature'));
  const { name, description, parameters = [], aliases = [], query, open = false } = json;
  const result = query === undefined ? { columns: resultColumns(json, file, table), isOpen: open } : { query };
  const schema: FunctionSchema = { name, parameters, result };
  if (description !== undefined) schema.description = description;
  return [schema, ...aliases.map((alias) => ({ ...schema, name: alias }))];
}

/** The columns of the table that `columnsOf` names, then the function's own. */
function resultColumns(
  { columns = {}, columnsOf: tableName }: SignatureFile,
  file: string,
  table: (name: string) => TableSchema | undefined,
): Column[] {
  const own = columnsOf(columns);
  if (tableName === undefined) return own;
  const base = table(tableName);
  if (!base) throw malformed(file, `"columnsOf" names the table "${tableName}", which has no schema`);
  return mergeTables(base, { name: base.name, columns: own }).columns;
}

function columnsOf(types: Record<string, KqlType>): Column[] {
  return Object.entries(types).map(([name, type]) => ({ name, type }));
}

function readJson<T>(file: string, fits: Validator<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw malformed(file, error instanceof Error ? error.message : String(error));
  }
  if (fits(json)) return json;
  const [first] = fits.errors ?? [];
  const place = first?.instancePath.slice(1).replaceAll('/', '.') || 'the file';
  const unknown = first?.keyword === 'additionalProperties' ? ` (${first.params.additionalProperty})` : '';
  throw malformed(file, `${place} ${first?.message ?? 'does not fit its schema'}${unknown}`);
}

function malformed(file: string, problem: string): SentinelError {
  return new SentinelError(
    'schema-file',
    `The schema ${file} cannot be read: ${problem}.`,
    'Correct the file; a table is {"name": "My_CL", "columns": {"TimeGenerated": "datetime", …}}.',
  );
}
