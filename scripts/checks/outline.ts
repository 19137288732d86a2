import { CsvSyntaxError, parseCsv } from '../content/csv.js';
import type { Range } from '../content/diagnostic.js';
import type { ContentKind } from '../content/layout.js';
import { isObject } from '../content/objects.js';
import { SourceText } from '../content/source.js';
import type { YamlFile, YamlPath } from '../content/yaml-file.js';

/** A value and where it stands. */
export interface Located {
  value: string;
  range: Range;
}

/**
 * What a file says that concerns other files. It is read from the data as it is, valid or not: a misspelt field in a
 * hunt must not make its watchlist look unused. Plain data, so that it can be cached.
 */
export interface Outline {
  file: string;
  /** Undefined: nothing that we deploy. */
  kind: ContentKind | undefined;
  /** Of a watchlist: its alias. */
  id?: Located;
  name?: Located;
  version?: Located;
  /** Of an analytic rule. */
  ruleKind?: string;
  isEnabled: boolean;
  /** Of a watchlist: the columns of its items. */
  header: string[];
  /** Aliases of the watchlists that the query names, in quotes: `_GetWatchlist('ioc-ip')`. */
  watchlists: string[];
}

/** @param items text of a watchlist's CSV file */
export function outlineOf(file: string, kind: ContentKind | undefined, yaml: YamlFile, items = ''): Outline {
  const data = isObject(yaml.data) ? yaml.data : {};
  const located = (key: string): Located | undefined => {
    const value = data[key];
    return typeof value === 'string' ? { value, range: yaml.rangeOfValue([key] satisfies YamlPath) } : undefined;
  };
  const isWatchlist = kind === 'watchlist';
  const outline: Outline = {
    file,
    kind,
    isEnabled: data.enabled !== false,
    header: isWatchlist ? headerOf(file, items) : [],
    watchlists: namedWatchlists(data.query),
  };
  const id = located(isWatchlist ? 'watchlistAlias' : 'id');
  const name = located(isWatchlist ? 'displayName' : 'name');
  const version = located('version');
  if (id) outline.id = id;
  if (name) outline.name = name;
  if (version) outline.version = version;
  if (typeof data.kind === 'string') outline.ruleKind = data.kind;
  return outline;
}

/** The first record alone: a list of 100,000 rows need not be read for it. */
function headerOf(file: string, items: string): string[] {
  const [first = ''] = /[^\r\n]+/.exec(items) ?? [];
  try {
    return parseCsv(new SourceText(file, first)).header;
  } catch (error) {
    if (error instanceof CsvSyntaxError) return [];
    throw error;
  }
}

function namedWatchlists(query: unknown): string[] {
  if (typeof query !== 'string') return [];
  return [...query.matchAll(/_GetWatchlist\s*\(\s*@?(?:'([^'\n]*)'|"([^"\n]*)")/g)].map(
    ([, single, double]) => single ?? double ?? '',
  );
}
