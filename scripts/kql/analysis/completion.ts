import type { Catalog, TableSchema } from './catalog.js';
import { Language } from './library/language.js';
import { withGrammar } from './library/library.js';
import { refuseHostile } from './library/limits.js';
import type { Lookup } from './library/symbols.js';
import { vocabularyOf } from './vocabulary.js';
import { watchlistColumns } from './watchlists.js';

export type SuggestionKind = 'column' | 'table' | 'function' | 'keyword' | 'operator' | 'variable' | 'value';

/** Something that could stand at a place of a query. */
export interface Suggestion {
  label: string;
  kind: SuggestionKind;
  /** What is written; the caret goes between the two. */
  before: string;
  after: string;
  /** The part of the query that it takes the place of. */
  start: number;
  end: number;
}

export interface Completion {
  /** What could stand at an offset, the likeliest first. */
  suggest(query: string, offset: number): Suggestion[];
  /** What the name at an offset means, as text; undefined where nothing stands. */
  describe(query: string, offset: number): string | undefined;
}

const KINDS: Record<string, SuggestionKind> = {
  Column: 'column',
  Table: 'table',
  BuiltInFunction: 'function',
  LocalFunction: 'function',
  DatabaseFunction: 'function',
  AggregateFunction: 'function',
  Parameter: 'variable',
  Variable: 'variable',
  Keyword: 'keyword',
  QueryPrefix: 'keyword',
  TabularPrefix: 'keyword',
  TabularSuffix: 'keyword',
  ScalarPrefix: 'keyword',
  ScalarInfix: 'operator',
};

/** Completion and meaning of names over a catalog. */
export function createCompletion(catalog: Catalog): Completion {
  const service = (query: string) => {
    const language = Language.load();
    const named = vocabularyOf(language.tokens(query), catalog, language);
    const known = new Set(named.tables.map(({ name }) => name));
    // The others only have to be offered: their columns count once they are named.
    const others = catalog.tableNames().filter((name) => !known.has(name));
    const tables: TableSchema[] = [...named.tables, ...others.map((name) => ({ name, columns: [] }))];
    const functions = catalog.functionNames().flatMap((name) => catalog.function(name) ?? []);
    const lookup: Lookup = (alias) => (alias === undefined ? undefined : watchlistColumns(catalog, alias));
    const database = language.database({ tables, functions, lookups: new Map([['_GetWatchlist', lookup]]) });
    return new Kusto.Language.Editor.KustoCodeService.$ctor1(query, database.globals);
  };
  return {
    suggest(query, offset) {
      if (refuseHostile(query)) return [];
      const alias = aliasAt(query, offset);
      if (alias) return aliases(catalog, alias);
      const info = withGrammar(() =>
        service(query).GetCompletionItems(
          offset,
          Kusto.Language.Editor.CompletionOptions.Default,
          new Kusto.Language.Utils.CancellationToken(),
        ),
      );
      const [start, end] = [info?.EditStart ?? offset, (info?.EditStart ?? offset) + (info?.EditLength ?? 0)];
      const items = info?.Items ? Bridge.toArray(info.Items) : [];
      return items.map((item) => ({
        label: item.DisplayText ?? '',
        kind: kindOf(item.Kind),
        before: item.BeforeText ?? item.DisplayText ?? '',
        after: item.AfterText ?? '',
        ...{ start, end },
      }));
    },
    describe(query, offset) {
      if (refuseHostile(query)) return undefined;
      const info = service(query).GetQuickInfo(offset, null, new Kusto.Language.Utils.CancellationToken());
      return info?.Text || undefined;
    },
  };
}

function kindOf(kind: Kusto.Language.Editor.CompletionKind): SuggestionKind {
  const named = Object.entries(Kusto.Language.Editor.CompletionKind).find(([, value]) => value === kind);
  return KINDS[named?.[0] ?? ''] ?? 'value';
}

/** The text inside the quotes of `_GetWatchlist("…")` around an offset. */
function aliasAt(query: string, offset: number): { start: number; end: number } | undefined {
  for (const { index, 0: call, 1: opening = '' } of query.matchAll(/(_GetWatchlist\s*\(\s*["'])[\w-]*/g)) {
    const [start, end] = [index + opening.length, index + call.length];
    if (start <= offset && offset <= end) return { start, end };
  }
  return undefined;
}

function aliases(catalog: Catalog, place: { start: number; end: number }): Suggestion[] {
  return [...catalog.watchlists.keys()].map((alias) => ({
    ...{ label: alias, kind: 'value', before: alias, after: '' },
    ...place,
  }));
}
