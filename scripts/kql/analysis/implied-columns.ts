import type { Column, KqlType } from '../model.js';
import type { TableSchema } from './catalog.js';

/**
 * Columns that every table of Log Analytics has in a query ("Standard columns in Azure Monitor Logs"). Neither the table
 * reference nor Resource Manager names them all, and `*` leaves those out that begin with an underscore.
 */
export const STANDARD_COLUMNS: readonly Column[] = [
  { name: 'TenantId', type: 'string' },
  { name: 'TimeGenerated', type: 'datetime' },
  { name: 'Type', type: 'string' },
  { name: '_BilledSize', type: 'real' },
  { name: '_IsBillable', type: 'string' },
  { name: '_ItemId', type: 'string' },
  { name: '_ResourceId', type: 'string' },
  { name: '_SubscriptionId', type: 'string' },
  { name: '_TimeReceived', type: 'datetime' },
];

/** Tables that get a column the first time that a resource sends a field of that name; its ending is the type. */
const COLLECTED = new Set(['AzureDiagnostics', 'AzureNetworkAnalytics_CL']);

const TYPE_OF_ENDING: Record<string, KqlType> = { s: 'string', d: 'real', g: 'string', b: 'bool', t: 'datetime' };

const derived = new WeakMap<TableSchema, Map<string, TableSchema>>();

/** The table with those of its undescribed columns that a query names; the table itself where there are none. */
export function withImpliedColumns(table: TableSchema, names: ReadonlySet<string>): TableSchema {
  const described = new Set(table.columns.map(({ name }) => name));
  const added = impliedColumns(table, names).filter(({ name }) => !described.has(name));
  if (added.length === 0) return table;
  const variants = derived.get(table) ?? new Map<string, TableSchema>();
  derived.set(table, variants);
  const key = added.map(({ name }) => name).join();
  const variant = variants.get(key) ?? { ...table, columns: [...table.columns, ...added] };
  variants.set(key, variant);
  return variant;
}

function impliedColumns(table: TableSchema, names: ReadonlySet<string>): Column[] {
  const standard = STANDARD_COLUMNS.filter(({ name }) => names.has(name));
  if (!COLLECTED.has(table.name)) return standard;
  const collected = [...names].flatMap((name): Column[] => {
    const type = TYPE_OF_ENDING[/^\w+_([sdgbt])$/.exec(name)?.[1] ?? ''];
    return type === undefined ? [] : [{ name, type }];
  });
  return [...standard, ...collected];
}
