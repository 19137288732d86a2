import type { Range } from '../content/diagnostic.js';
import type { ContentKind } from '../content/layout.js';
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
  kind: ContentKind;
  /** Of a watchlist: its alias. */
  id?: Located;
  name?: Located;
  version?: Located;
  /** Of an analytic rule. */
  ruleKind?: string;
  isEnabled: boolean;
  /** Aliases of the watchlists that the query names, in quotes: `_GetWatchlist('ioc-ip')`. */
  watchlists: string[];
}

export function outlineOf(file: string, kind: ContentKind, yaml: YamlFile): Outline {
  const data = isRecord(yaml.data) ? yaml.data : {};
  const located = (key: string): Located | undefined => {
    const value = data[key];
    return typeof value === 'string' ? { value, range: yaml.rangeOfValue([key] satisfies YamlPath) } : undefined;
  };
  const isWatchlist = kind === 'watchlist';
  const outline: Outline = { file, kind, isEnabled: data.enabled !== false, watchlists: namedWatchlists(data.query) };
  const id = located(isWatchlist ? 'watchlistAlias' : 'id');
  const name = located(isWatchlist ? 'displayName' : 'name');
  const version = located('version');
  if (id) outline.id = id;
  if (name) outline.name = name;
  if (version) outline.version = version;
  if (typeof data.kind === 'string') outline.ruleKind = data.kind;
  return outline;
}

function namedWatchlists(query: unknown): string[] {
  if (typeof query !== 'string') return [];
  return [...query.matchAll(/_GetWatchlist\s*\(\s*@?(?:'([^'\n]*)'|"([^"\n]*)")/g)].map(
    ([, single, double]) => single ?? double ?? '',
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
