import { hash } from 'node:crypto';
import { CsvSyntaxError, foreignSeparators, parseCsv } from '../../base/csv.js';
import type { Range } from '../../base/diagnostic.js';
import { isObject } from '../../base/objects.js';
import { SourceText } from '../../base/source.js';
import type { ContentKind } from '../../content/layout.js';
import type { YamlFile, YamlPath } from '../../content/yaml/yaml-file.js';
import { COLUMNS, INDICATOR_KINDS, watchlistAlias } from '../../indicators/rows/row.js';

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
  /** A hash of the query, white space and comments aside. */
  query?: Located;
  /** Of an analytic rule. */
  ruleKind?: string;
  isEnabled: boolean;
  /** Of a watchlist: the columns that queries may name; none where nobody can tell, because the items cannot be read. */
  header?: string[];
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
    watchlists: namedWatchlists(data.query),
  };
  const header = isWatchlist ? columnsOf(data, headerOf(file, items)) : undefined;
  if (header) outline.header = header;
  const id = located(isWatchlist ? 'watchlistAlias' : 'id');
  const name = located(isWatchlist ? 'displayName' : 'name');
  const version = located('version');
  if (id) outline.id = id;
  if (name) outline.name = name;
  if (version) outline.version = version;
  if (typeof data.query === 'string' && data.query.trim() !== '')
    outline.query = { value: hashOf(data.query), range: yaml.rangeOfKey(['query']) };
  if (typeof data.kind === 'string') outline.ruleKind = data.kind;
  return outline;
}

/** The same for queries that differ in white space and comments alone. */
function hashOf(query: string): string {
  const bare = query.replace(/(^|\s)\/\/[^\r\n]*/g, ' ').replace(/\s+/g, ' ');
  return hash('sha256', bare.trim(), 'base64url').slice(0, 20);
}

/**
 * The header, and with it the columns that the list has by rights: a mistake in the header is a finding there, and not one
 * more in each query that reads the list.
 */
function columnsOf(data: Record<string, unknown>, header: readonly string[] | undefined): string[] | undefined {
  const { watchlistAlias: alias, itemsSearchKey: key } = data;
  const kind = INDICATOR_KINDS.find((candidate) => watchlistAlias(candidate) === alias);
  if (kind !== undefined) return [...new Set([...(header ?? []), ...COLUMNS[kind]])];
  return header && [...new Set(typeof key === 'string' ? [...header, key] : header)];
}

/** The first record alone: a list of 100,000 rows need not be read for it. Undefined when there is none to read. */
function headerOf(file: string, items: string): string[] | undefined {
  const [first] = /[^\r\n]+/.exec(items) ?? [];
  if (first === undefined || first.includes('\uFFFD') || foreignSeparators(first) !== undefined) return undefined;
  try {
    return parseCsv(new SourceText(file, first)).header;
  } catch (error) {
    if (error instanceof CsvSyntaxError) return undefined;
    throw error;
  }
}

function namedWatchlists(query: unknown): string[] {
  if (typeof query !== 'string') return [];
  return [...query.matchAll(/_GetWatchlist\s*\(\s*@?(?:'([^'\n]*)'|"([^"\n]*)")/g)].map(
    ([, single, double]) => single ?? double ?? '',
  );
}
