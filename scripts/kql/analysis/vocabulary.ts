import type { Catalog, FunctionSchema, TableSchema } from './catalog.js';
import { withImpliedColumns } from './implied-columns.js';
import type { Language, Token } from './library/language.js';

export interface NamedSchemas {
  tables: TableSchema[];
  functions: FunctionSchema[];
}

/**
 * The tables and stored functions that a query can mean, with those that the bodies of these functions can mean.
 * It goes by the tokens alone, so a column that is called like a table brings that table in: a few too many do no harm,
 * while the whole catalog would make each query twice as slow.
 */
export function vocabularyOf(tokens: readonly Token[], catalog: Catalog, language: Language): NamedSchemas {
  const names = new Set<string>();
  const words = new Set<string>();
  const functions = new Map<string, FunctionSchema>();
  const pending: (readonly Token[])[] = [tokens];
  for (let some = pending.pop(); some; some = pending.pop()) {
    for (const name of tableNames(some, catalog.tableNames())) names.add(name);
    for (const { value } of some) {
      words.add(value);
      const found = functions.has(value) ? undefined : catalog.function(value);
      if (!found) continue;
      functions.set(value, found);
      if ('query' in found.result) pending.push(language.tokens(found.result.query));
    }
  }
  const tables = [...names].flatMap((name) => catalog.table(name) ?? []);
  return { tables: tables.map((table) => withImpliedColumns(table, words)), functions: [...functions.values()] };
}

/** Names in the text, also quoted as in `table('T')` and `['T']`, and those that a wildcard stands for. */
function tableNames(tokens: readonly Token[], known: readonly string[]): Iterable<string> {
  const names = new Set(tokens.map((token) => token.value));
  if (tokens.some((token, i) => readsEveryTable(token, i, tokens))) return known;
  tokens.forEach((token, i) => {
    if (token.kind !== 'AsteriskToken') return;
    const before = token.isAdjacent ? word(tokens[i - 1]) : '';
    const after = tokens[i + 1]?.isAdjacent ? word(tokens[i + 1]) : '';
    if (before + after === '') return;
    for (const name of known) if (name.startsWith(before) && name.endsWith(after)) names.add(name);
  });
  return names;
}

/** Names that a wildcard such as `Device*` stands for. */
export function matchWildcard(pattern: string, names: readonly string[]): string[] {
  const [prefix = '', ...rest] = pattern.split('*');
  const suffix = rest.pop() ?? '';
  return names.filter((name) => {
    if (!name.startsWith(prefix) || !name.endsWith(suffix) || name.length < prefix.length + suffix.length) return false;
    let from = prefix.length;
    for (const part of rest) {
      const at = name.indexOf(part, from);
      if (at === -1 || at + part.length > name.length - suffix.length) return false;
      from = at + part.length;
    }
    return true;
  });
}

/** `search "x"`, `find where …`, `union *`, `union withsource=T *`; but not the star of `arg_max(T, *)`. */
function readsEveryTable(token: Token, at: number, tokens: readonly Token[]): boolean {
  if (token.kind === 'SearchKeyword' || token.kind === 'FindKeyword') return true;
  if (token.kind !== 'AsteriskToken') return false;
  const before = tokens.slice(Math.max(0, at - 10), at).map((one) => one.kind);
  return before.at(-1) === 'UnionKeyword' || (before.at(-2) === 'EqualToken' && before.includes('UnionKeyword'));
}

function word(token: Token | undefined): string {
  return token && /^\w+$/.test(token.value) ? token.value : '';
}
