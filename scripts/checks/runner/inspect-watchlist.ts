import type { Diagnostic } from '../../base/diagnostic.js';
import { readWatchlist } from '../../content/repository.js';
import type { YamlFile } from '../../content/yaml/yaml-file.js';
import type { WatchlistContext } from '../check.js';
import { WATCHLIST_CHECKS } from '../watchlist/registry.js';
import { type Inspection, inspect, run, type Subject } from './inspect.js';

/** Reads a watchlist and runs its checks. */
export function inspectWatchlist(subject: Subject, context: WatchlistContext): Inspection {
  return inspect(subject, (_, yaml) => checkWatchlist(yaml, subject.items, context));
}

function checkWatchlist(yaml: YamlFile, items: string | undefined, context: WatchlistContext): Diagnostic[] {
  const loaded = readWatchlist(yaml, items);
  if (!('value' in loaded)) return loaded.diagnostics;
  return run(WATCHLIST_CHECKS, yaml.source.file, (check) => check.run(loaded.value, context));
}
