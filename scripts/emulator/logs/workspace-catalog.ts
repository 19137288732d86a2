import { isObject } from '../../base/objects.js';
import { SCHEMA_FOLDER } from '../../base/system/package-folder.js';
import { type Catalog, type FunctionSchema, openCatalog, type TableSchema } from '../../kql/analysis/catalog.js';
import { splitParameters } from '../../kql/function-parameters.js';
import { type Column, isKqlType } from '../../kql/model.js';
import { integer, type Row, type Session, text } from '../state/session.js';

let shipped: Catalog | undefined;

/** What queries of the workspace may name: Microsoft's tables, its own tables, saved functions and watchlists. */
export interface WorkspaceCatalog extends Catalog {
  /** Equal for catalogs of the same content. */
  signature: string;
}

/** Reads the workspace's catalog; watchlists only those whose alias stands in the query. */
export async function readCatalog(session: Session, query: string): Promise<WorkspaceCatalog> {
  shipped ??= openCatalog([SCHEMA_FOLDER]);
  const base = shipped;
  const rows = await session.rows(
    `SELECT seq, type, name, etag, properties FROM resource
     WHERE type IN ('table', 'watchlist')
       OR (type = 'savedSearch' AND json_extract_string(properties, '$.functionAlias') <> '')
     ORDER BY seq`,
  );
  const of = (type: string) => rows.filter((row) => row.type === type);
  const tables = new Map(of('table').map((row) => [text(row, 'name'), tableOf(row)]));
  const functions = new Map(
    of('savedSearch')
      .map(functionOf)
      .map((one) => [one.name, one]),
  );
  const watchlists = new Map<string, string[] | null>();
  const counts: string[] = [];
  for (const row of of('watchlist')) {
    if (!query.includes(text(row, 'name'))) continue;
    const { columns, count } = await watchlistColumns(session, row);
    watchlists.set(text(row, 'name'), columns);
    counts.push(`${text(row, 'name')} ${count}`);
  }
  return {
    signature: [...rows.filter(({ type }) => type !== 'watchlist').map((row) => text(row, 'etag')), ...counts].join(),
    watchlists,
    tableNames: () => [...base.tableNames().filter((name) => !name.endsWith('_CL')), ...tables.keys()],
    // A `_CL` table is a team's own, even when its schema lies among the shipped ones.
    table: (name) => tables.get(name) ?? (name.endsWith('_CL') ? undefined : base.table(name)),
    functionNames: () => [...new Set([...base.functionNames(), ...functions.keys()])],
    function: (name) => functions.get(name) ?? base.function(name),
  };
}

/** The columns of all items; null for a list without items, whose columns nobody knows. */
async function watchlistColumns(session: Session, list: Row) {
  const [found] = await session.rows(
    `SELECT count(*) AS count, coalesce(max(seq), 0) AS last,
       to_json(list_distinct(flatten(list(json_keys(fields))))) AS columns
     FROM watchlist_item WHERE watchlist = $1`,
    [integer(list, 'seq')],
  );
  const columns: unknown = JSON.parse(typeof found?.columns === 'string' ? found.columns : 'null');
  const names = Array.isArray(columns) ? columns.map(String).sort() : [];
  return { columns: names.length > 0 ? names : null, count: `${found?.count} ${found?.last}` };
}

function tableOf(row: Row): TableSchema {
  const { schema } = JSON.parse(text(row, 'properties'));
  const columns = isObject(schema) ? [schema.columns, schema.standardColumns] : [];
  return { name: text(row, 'name'), columns: columns.flat().flatMap(columnOf) };
}

/** Resource Manager calls a bool `boolean`, and the workspace's id, a string for queries, a guid. */
function columnOf(column: unknown): Column[] {
  if (!isObject(column) || typeof column.name !== 'string') return [];
  const type = column.name === 'TenantId' ? 'string' : column.type === 'boolean' ? 'bool' : String(column.type);
  return [{ name: column.name, type: isKqlType(type) ? type : 'unknown' }];
}

function functionOf(row: Row): FunctionSchema {
  const { functionAlias, functionParameters, query } = JSON.parse(text(row, 'properties'));
  return {
    name: String(functionAlias),
    parameters: splitParameters(String(functionParameters ?? '')),
    result: { query: String(query) },
  };
}
