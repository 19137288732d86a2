import { isObject as isRecord } from '../../base/objects.js';
import type { TableSchema } from '../../kql/analysis/catalog.js';
import { type Column, isKqlType, type KqlType } from '../../kql/model.js';
import type { Connection } from '../azure/connection.js';
import { toSentinelError } from '../azure/errors.js';

/** A table of the workspace, as queries see it. */
export interface WorkspaceTable extends TableSchema {
  /** The team's own (`_CL`), not Microsoft's: the workspace alone says which columns it has. */
  custom: boolean;
}

export interface SkippedTable {
  table: string;
  reason: string;
}

/** Every table of a workspace is in one of the three lists. */
export interface WorkspaceTables {
  tables: WorkspaceTable[];
  /** What no query of the repository should rely on: tables without a schema, results of search jobs and restores. */
  ignored: SkippedTable[];
  /** What the service says and we cannot take: a strange name, an unknown type. */
  rejected: SkippedTable[];
}

/**
 * Reads the tables of a workspace with their columns, hidden ones included, in the service's order.
 * Only reads. Throws a `SentinelError` when the workspace cannot be read.
 */
export async function readTables(connection: Connection): Promise<WorkspaceTables> {
  const { resourceGroup, workspaceName } = connection.scope;
  const resources: unknown[] = [];
  try {
    for await (const table of connection.logs.tables.listByWorkspace(resourceGroup, workspaceName))
      resources.push(table);
  } catch (error) {
    throw toSentinelError(error, connection.name);
  }
  return sortOut(resources);
}

/** Sorts the service's tables (SDK shape; nothing in it is taken for granted) into what can be used and what cannot. */
export function sortOut(resources: readonly unknown[]): WorkspaceTables {
  const result: WorkspaceTables = { tables: [], ignored: [], rejected: [] };
  const seen = new Set<string>();
  for (const resource of resources) {
    const { name, schema } = isRecord(resource) ? resource : {};
    const table = typeof name === 'string' ? name : '';
    const fold = table.toLowerCase();
    if (!TABLE_NAME.test(table) || DEVICE_NAME.test(table)) {
      result.rejected.push({ table, reason: 'the name is not one of a table: letters, digits and underscores' });
    } else if (seen.has(fold)) {
      result.rejected.push({ table, reason: 'another table has this name, but for upper and lower case' });
    } else {
      seen.add(fold);
      const read = readSchema(table, schema);
      if ('columns' in read) result.tables.push(read);
      else result[read.list].push({ table, reason: read.reason });
    }
  }
  return result;
}

/** Becomes a file name. Longer than the service's limit (63), because older tables may be. */
const TABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/** Windows opens a device, not a file, under these names. */
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** No control characters, marks of writing direction or halves of a pair: what a person sees in a diff is what it is. */
const COLUMN_NAME = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]{1,256}$/u;

/** Tables that come and go with one person's investigation. */
const TEMPORARY: Record<string, string> = { SearchResults: 'a search job', RestoredLogs: 'a restore' };

function readSchema(name: string, schema: unknown): WorkspaceTable | { list: 'ignored' | 'rejected'; reason: string } {
  const { columns, standardColumns, tableType } = isRecord(schema) ? schema : {};
  const source =
    typeof tableType === 'string' && Object.hasOwn(TEMPORARY, tableType) ? TEMPORARY[tableType] : undefined;
  if (source !== undefined) return { list: 'ignored', reason: `a temporary table of ${source}` };
  const given: unknown[] = [columns, standardColumns].flatMap((list) => (Array.isArray(list) ? list : []));
  if (given.length === 0) return { list: 'ignored', reason: 'the workspace gives no schema for it' };
  const read = readColumns(given);
  return typeof read === 'string'
    ? { list: 'rejected', reason: read }
    : { name, custom: tableType === 'CustomLog', columns: read };
}

/** The columns, or what is wrong with one of them. */
function readColumns(given: readonly unknown[]): Column[] | string {
  const types = new Map<string, KqlType>();
  for (const column of given) {
    const { name, type: armType } = isRecord(column) ? column : {};
    if (typeof name !== 'string' || !COLUMN_NAME.test(name)) return `${quote(name)} is not the name of a column`;
    const type = kqlType(armType);
    if (!type) return `the column ${quote(name)} has the unknown type ${quote(armType)}`;
    if ((types.get(name) ?? type) !== type) return `the column ${quote(name)} is there twice, with different types`;
    types.set(name, type);
  }
  return [...types].map(([name, type]) => ({ name, type }));
}

function quote(value: unknown): string {
  return typeof value === 'string' ? `'${value.slice(0, 100)}'` : 'nothing';
}

/**
 * The type that a query sees. Resource Manager's spelling differs in two: `boolean`, and `guid`, which Log Analytics
 * keeps as a string (its table reference knows no guid column). Casing varies between versions.
 */
function kqlType(type: unknown): KqlType | undefined {
  const name = typeof type === 'string' ? type.toLowerCase() : '';
  if (name === 'boolean') return 'bool';
  if (name === 'guid') return 'string';
  return isKqlType(name) ? name : undefined;
}
