import { closest } from '../../base/spelling.js';
import type { Column, KqlDiagnostic, NamedRange } from '../model.js';
import { type Catalog, WATCHLIST_COLUMNS } from './catalog.js';
import { call, constantText, type SyntaxNode, walk } from './syntax.js';

/**
 * Where a query reads watchlists. `aliases` are those that the binder met, also as an argument of a function's call
 * and in the body of a stored function: one that stands in no `_GetWatchlist` of the query itself gets the place of a
 * call whose alias is no constant, or else of the first stored function.
 */
export function findWatchlistCalls(
  root: SyntaxNode,
  aliases: ReadonlySet<string>,
  functions: readonly NamedRange[],
): NamedRange[] {
  const uses: NamedRange[] = [];
  let indirect: { start: number; end: number } | undefined;
  for (const node of walk(root)) {
    const called = call(node);
    if (called?.name !== '_GetWatchlist') continue;
    const argument = called.arguments[0];
    const alias = constantText(argument);
    if (argument && alias !== undefined) {
      uses.push({ name: alias, start: argument.start, end: argument.end });
    } else indirect ??= argument ?? node;
  }
  indirect ??= functions[0];
  const located = new Set(uses.map((use) => use.name));
  for (const name of aliases) {
    if (indirect && !located.has(name)) uses.push({ name, start: indirect.start, end: indirect.end });
  }
  return uses;
}

/** What `_GetWatchlist` returns for an alias; undefined where nobody knows its columns. */
export function watchlistColumns(catalog: Catalog, alias: string): Column[] | undefined {
  const header = catalog.watchlists.get(alias);
  if (!header) return undefined;
  const added = WATCHLIST_COLUMNS.filter((column) => !header.includes(column.name));
  return [...added, ...header.map((name): Column => ({ name, type: 'string' }))];
}

export function unknownWatchlist(use: NamedRange, catalog: Catalog): KqlDiagnostic {
  const meant = closest(use.name, catalog.watchlists.keys());
  return {
    code: 'unknown-watchlist',
    severity: 'error',
    message: `No watchlist of this repository has the alias "${use.name}".`,
    help: meant ? `Did you mean "${meant}"?` : 'Add watchlists/<alias>.yaml and its CSV file, or correct the alias.',
    start: use.start,
    end: use.end,
  };
}
