import { openCatalog, type TableSchema } from '../../../scripts/kql/analysis/catalog.js';
import { type Catalog, createEngine, run, type Sources, toObjects } from '../../../scripts/kql/index.js';

/** The frozen clock of these tests. */
export const NOW = '2026-03-01T12:00:00Z';

const EVENTS: TableSchema = {
  name: 'Events',
  columns: [
    { name: 'TimeGenerated', type: 'datetime' },
    { name: 'Host', type: 'string' },
    { name: 'Port', type: 'int' },
    { name: 'Details', type: 'dynamic' },
  ],
};

/** A catalog of the table `Events` and the watchlist `names`. */
export const catalog: Catalog = {
  ...openCatalog([], new Map([['names', ['Name', 'Note']]])),
  tableNames: () => ['Events'],
  table: (name) => (name === 'Events' ? EVENTS : undefined),
};

const engine = createEngine(catalog);

/** The rows of a query as objects of JSON; a text says why there are none. */
export function ask(query: string, sources: Sources = {}): Record<string, unknown>[] | string {
  const prepared = engine.prepare(query);
  if (prepared.outcome === 'invalid') return `invalid: ${prepared.diagnostics.map(({ message }) => message).join(' ')}`;
  if (prepared.outcome === 'refused') return `refused: ${prepared.refused.construct}`;
  const ran = run(prepared.prepared, sources, { now: NOW });
  return ran.outcome === 'ran' ? toObjects(ran.result) : `refused: ${ran.refused.construct}`;
}

/** The value of an expression. */
export function value(expression: string): unknown {
  const rows = ask(`print it = ${expression}`);
  return typeof rows === 'string' ? rows : rows[0]?.it;
}

/** The values of several expressions, by what is asked: one query, since analysing it takes most of the time. */
export function values(expressions: readonly string[]): Record<string, unknown> {
  const rows = ask(`print ${expressions.map((expression, index) => `v${index} = ${expression}`).join(', ')}`);
  if (typeof rows === 'string') throw new Error(rows);
  return Object.fromEntries(expressions.map((expression, index) => [expression, rows[0]?.[`v${index}`]]));
}

/** The cells of a query, row by row. */
export function cells(query: string, sources: Sources = {}): unknown[][] | string {
  const rows = ask(query, sources);
  return typeof rows === 'string' ? rows : rows.map((row) => Object.values(row));
}
