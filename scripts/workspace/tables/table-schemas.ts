import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChanges } from '../../base/files.js';
import { schemaFolders } from '../../base/system/package-folder.js';
import { type Catalog, openCatalog } from '../../kql/analysis/catalog.js';
import { STANDARD_COLUMNS } from '../../kql/analysis/implied-columns.js';
import type { Column } from '../../kql/model.js';
import type { SkippedTable, WorkspaceTable } from './tables.js';

/** Where a repository keeps the schemas of its own tables. */
export const TABLE_FOLDER = 'schemas/tables';

export interface SchemaRefresh {
  /** New texts of schema files, by path relative to the root. */
  changes: FileChanges;
  /** How many tables the catalog knows as they are. */
  unchanged: number;
  rejected: SkippedTable[];
}

/**
 * What to write so that the catalog of a repository knows the tables of a workspace. A custom table's file gets the
 * columns of the workspace. Microsoft's tables only gain: columns that the catalog does not have, or has with another type
 * (the workspace names not all that queries may use). What else stands in a file stays.
 * Throws a `SentinelError` when a schema file that is there cannot be read.
 */
export function refreshSchemas(root: string, tables: readonly WorkspaceTable[]): SchemaRefresh {
  const folder = join(root, 'schemas');
  const own = openCatalog([folder]);
  const all = openCatalog(schemaFolders(root));
  const spelling = new Map(all.tableNames().map((name) => [name.toLowerCase(), name]));
  const changes = new Map<string, string>();
  const rejected: SkippedTable[] = [];
  for (const table of tables) {
    const known = spelling.get(table.name.toLowerCase());
    if (known !== undefined && known !== table.name) {
      rejected.push({ table: table.name, reason: `it is known as ${known}; KQL tells upper from lower case` });
      continue;
    }
    const columns = newColumns(table, own, all);
    if (columns) changes.set(`${TABLE_FOLDER}/${table.name}.json`, schemaText(root, table.name, columns, own));
  }
  return { changes, unchanged: tables.length - changes.size - rejected.length, rejected };
}

/** The columns that the repository's own file should have; undefined when nothing is new. Columns keep their places. */
function newColumns(table: WorkspaceTable, own: Catalog, all: Catalog): Column[] | undefined {
  const before = own.table(table.name)?.columns ?? [];
  const known = all.table(table.name)?.columns;
  const wanted = known && !table.custom ? table.columns : withStandardColumns(table.columns);
  const knownTypes = typesOf(known ?? []);
  const added = wanted.filter(({ name, type }) => knownTypes.get(name) !== type);
  const wantedTypes = typesOf(wanted);
  const kept = table.custom ? before.filter(({ name }) => wantedTypes.has(name)) : before;
  if (added.length === 0 && kept.length === before.length) return undefined;
  return [...typesOf([...kept, ...added])].map(([name, type]) => ({ name, type }));
}

function withStandardColumns(columns: readonly Column[]): Column[] {
  const types = typesOf(columns);
  return [...columns, ...STANDARD_COLUMNS.filter(({ name }) => !types.has(name))];
}

function typesOf(columns: readonly Column[]): Map<string, Column['type']> {
  return new Map(columns.map(({ name, type }) => [name, type]));
}

/** The text of a schema file: as the one that is there, with other columns. */
function schemaText(root: string, name: string, columns: readonly Column[], own: Catalog): string {
  const before: object = own.table(name)
    ? JSON.parse(readFileSync(join(root, TABLE_FOLDER, `${name}.json`), 'utf8'))
    : {};
  return `${JSON.stringify({ name, ...before, columns: Object.fromEntries(typesOf(columns)) }, null, 2)}\n`;
}
