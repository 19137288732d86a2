import type { Column } from '../kql/model.js';
import type { Catalog, TableSchema } from '../kql/analysis/catalog.js';

/** The table that a template's query reads, with the columns that its declaration in a hunt has. */
export const INDICATORS: TableSchema = {
  name: 'indicators',
  columns: [
    { name: 'Indicator', type: 'string' },
    { name: 'Ports', type: 'dynamic' },
    { name: 'MalwareFamily', type: 'string' },
    { name: 'ThreatType', type: 'string' },
    { name: 'Confidence', type: 'int' },
    { name: 'ActiveFrom', type: 'datetime' },
    { name: 'ActiveUntil', type: 'datetime' },
  ],
};

/** A catalog with some tables more, or others under the same names. */
export function withTables(catalog: Catalog, tables: readonly TableSchema[]): Catalog {
  const added = new Map(tables.map((table) => [table.name, table]));
  return {
    ...catalog,
    watchlists: catalog.watchlists,
    table: (name) => added.get(name) ?? catalog.table(name),
    tableNames: () => [...new Set([...catalog.tableNames(), ...added.keys()])],
  };
}

export function hasColumn(columns: readonly Column[], name: string): boolean {
  return columns.some((column) => column.name === name);
}
