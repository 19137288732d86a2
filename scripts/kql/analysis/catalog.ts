import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SentinelError } from '../../base/errors.js';
import { isObject } from '../../base/objects.js';
import { type Column, isKqlType } from '../model.js';

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

function readTable(file: string): TableSchema {
  const json = readJson(file);
  const schema: TableSchema = { name: text(json, 'name', file), columns: columnsOf(json, file) };
  if (json.description !== undefined) schema.description = text(json, 'description', file);
  const deprecated = json.deprecated;
  if (isObject(deprecated)) {
    schema.deprecated = { since: text(deprecated, 'since', file) };
    if (deprecated.use !== undefined) schema.deprecated.use = text(deprecated, 'use', file);
  }
  return schema;
}

/** A function under its name and its aliases: the unifying ASIM parsers have an older spelling. */
function readFunction(file: string, table: (name: string) => TableSchema | undefined): FunctionSchema[] {
  const json = readJson(file);
  const schema: FunctionSchema = {
    name: text(json, 'name', file),
    parameters: texts(json, 'parameters', file),
    result:
      json.query === undefined
        ? { columns: resultColumns(json, file, table), isOpen: json.open === true }
        : { query: text(json, 'query', file) },
  };
  if (json.description !== undefined) schema.description = text(json, 'description', file);
  return [schema, ...texts(json, 'aliases', file).map((name) => ({ ...schema, name }))];
}

/** The columns of the table that `columnsOf` names, then the function's own. */
function resultColumns(json: JsonObject, file: string, table: (name: string) => TableSchema | undefined): Column[] {
  const own = columnsOf(json, file);
  if (json.columnsOf === undefined) return own;
  const base = table(text(json, 'columnsOf', file));
  if (!base)
    throw malformed(file, `"columnsOf" names the table "${text(json, 'columnsOf', file)}", which has no schema`);
  return mergeTables(base, { name: base.name, columns: own }).columns;
}

type JsonObject = Record<string, unknown>;

function readJson(file: string): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw malformed(file, error instanceof Error ? error.message : String(error));
  }
  if (!isObject(json)) throw malformed(file, 'it is not a JSON object');
  return json;
}

function text(json: JsonObject, key: string, file: string): string {
  const value = json[key];
  if (typeof value !== 'string') throw malformed(file, `"${key}" is not a text`);
  return value;
}

function texts(json: JsonObject, key: string, file: string): string[] {
  const value = json[key] ?? [];
  if (!Array.isArray(value)) throw malformed(file, `"${key}" is not a list`);
  return value.map((item: unknown) => {
    if (typeof item !== 'string') throw malformed(file, `"${key}" holds something that is not a text`);
    return item;
  });
}

function columnsOf(json: JsonObject, file: string): Column[] {
  const columns = json.columns ?? {};
  if (!isObject(columns)) throw malformed(file, '"columns" is not an object of names and types');
  return Object.entries(columns).map(([name, type]) => {
    if (typeof type !== 'string' || !isKqlType(type)) throw malformed(file, `the column "${name}" has no KQL type`);
    return { name, type };
  });
}

function malformed(file: string, problem: string): SentinelError {
  return new SentinelError(
    'schema-file',
    `The schema ${file} cannot be read: ${problem}.`,
    'Mend the file; a table is {"name": "My_CL", "columns": {"TimeGenerated": "datetime", …}}.',
  );
}
