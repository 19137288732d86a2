import { readFileSync } from 'node:fs';
import { type ContentKind, itemsFileOf, readItems } from '../../content/layout.js';
import type { WatchlistContext } from '../check.js';
import { type Cache, keyOf } from './cache.js';
import type { Setup } from './context.js';
import type { Inspection, Subject } from './inspect.js';
import { tuneOptimiser } from './optimiser.js';
import { inspectBySnapshot, isInspection } from './snapshot/client.js';
import { shareOut } from './snapshot/share.js';

/** A file of a repository, not read yet: with a warm cache, the texts of all files would fill the memory for nothing. */
export interface Listed {
  file: string;
  /** Undefined: the content tells. */
  kind: ContentKind | undefined;
}

/** Inspects watchlists: from the cache where neither the files nor the day have changed. */
export async function inspectWatchlists(
  files: readonly Listed[],
  root: string,
  context: WatchlistContext,
  program: string,
  cache: Cache,
): Promise<Inspection[]> {
  const day = context.asOf.toISOString().slice(0, 10);
  const environment = keyOf(program, day, JSON.stringify(context.configuration));
  return fromCache(files, root, environment, cache, async (missing) => {
    tuneOptimiser();
    const { inspectWatchlist } = await import('./inspect-watchlist.js');
    return missing.map((subject) => inspectWatchlist(subject, context));
  });
}

/**
 * Inspects hunting queries, rules and templates: from the cache where nothing that they depend on has changed. Of those
 * that are not wanted, only what concerns others is read.
 */
export async function inspectDetections(
  files: readonly Listed[],
  setup: Setup,
  environment: string,
  cache: Cache,
  isWanted: (file: string) => boolean,
  snapshot: string | undefined,
): Promise<Inspection[]> {
  const { root } = setup;
  const found = await fromCache(files, root, environment, cache, (missing) =>
    inspectAnew(
      missing.filter(({ file }) => isWanted(file)),
      setup,
      snapshot,
    ),
  );
  const known = new Set(found.map(({ outline }) => outline.file));
  const others = files.filter(({ file }) => !known.has(file));
  if (others.length === 0) return found;
  const { outline } = await loadInspector();
  return [...found, ...others.map((listed) => outline(readSubject(root, listed)))];
}

async function fromCache(
  files: readonly Listed[],
  root: string,
  environment: string,
  cache: Cache,
  inspect: (missing: readonly Subject[]) => Promise<Inspection[]>,
): Promise<Inspection[]> {
  const found = new Map<string, Inspection>();
  const keys = new Map<string, string>();
  const missing: Subject[] = [];
  for (const listed of files) {
    const subject = readSubject(root, listed);
    const { file, kind, text, items } = subject;
    const key = keyOf(environment, file, kind, text, items);
    const inspection = cache.get(key, isInspection);
    if (inspection) found.set(file, inspection);
    else {
      keys.set(file, key);
      missing.push(subject);
    }
  }
  for (const inspection of missing.length === 0 ? [] : await inspect(missing)) {
    const { file } = inspection.outline;
    found.set(file, inspection);
    cache.set(keys.get(file) ?? file, inspection);
  }
  return files.flatMap(({ file }) => found.get(file) ?? []);
}

export function readSubject(root: string, { file, kind }: Listed): Subject {
  const items = kind === 'watchlist' ? readItems(root, itemsFileOf(file)) : undefined;
  return { file, kind, items, text: readFileSync(`${root}/${file}`, 'utf8') };
}

/** Processes that start from the snapshot do the work; without one, or where they fail, this process does. */
async function inspectAnew(
  subjects: readonly Subject[],
  setup: Setup,
  snapshot: string | undefined,
): Promise<Inspection[]> {
  return shareOut(
    subjects,
    snapshot,
    (part, file) => inspectBySnapshot(file, part, setup),
    async (left) => (await loadInspector()).inspectAll(left, setup),
  );
}

async function loadInspector(): Promise<typeof import('./inspect.js')> {
  tuneOptimiser();
  return import('./inspect.js');
}
