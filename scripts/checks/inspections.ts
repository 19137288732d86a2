import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../content/objects.js';
import { type Cache, keyOf } from './cache.js';
import type { WatchlistContext } from './check.js';
import type { Setup } from './context.js';
import type { Inspection, Subject } from './inspect.js';
import type { Snapshot } from './snapshot/snapshot.js';

/** Up to this many queries, waking a snapshot is quicker than loading the analyser. */
const SNAPSHOT_UP_TO = 25;

/** In a repository of this many queries a snapshot is worth the seconds that making it takes. */
const SNAPSHOT_FROM = 50;

/** From this many queries on, a second thread is worth the second that it takes to start. */
const THREADS_FROM = 80;

const WORKER = join(__dirname, 'inspect-worker.js');

/** Inspects watchlists: from the cache where neither the files nor the day have changed. */
export async function inspectWatchlists(
  subjects: readonly Subject[],
  context: WatchlistContext,
  program: string,
  cache: Cache,
): Promise<Inspection[]> {
  const day = context.asOf.toISOString().slice(0, 10);
  const environment = keyOf(program, day, JSON.stringify(context.configuration));
  return fromCache(subjects, environment, cache, async (missing) => {
    const { inspectWatchlist } = await import('./inspect.js');
    return missing.map((subject) => inspectWatchlist(subject, context));
  });
}

/**
 * Inspects hunting queries, rules and templates: from the cache where nothing that they depend on has changed. Of those
 * that are not wanted, only what concerns others is read.
 */
export async function inspectDetections(
  subjects: readonly Subject[],
  setup: Setup,
  environment: string,
  cache: Cache,
  isWanted: (file: string) => boolean,
  snapshot: Snapshot | undefined,
): Promise<Inspection[]> {
  const found = await fromCache(subjects, environment, cache, async (all) => {
    const missing = all.filter(({ file }) => isWanted(file));
    if (missing.length === 0) return [];
    const woken = missing.length <= SNAPSHOT_UP_TO ? await snapshot?.inspect(missing, setup) : undefined;
    if (woken) return woken;
    if (subjects.length >= SNAPSHOT_FROM) snapshot?.prepare();
    return inspectAnew(missing, setup);
  });
  const known = new Set(found.map(({ outline }) => outline.file));
  const others = subjects.filter(({ file }) => !known.has(file));
  if (others.length === 0) return found;
  const { outline } = await import('./inspect.js');
  return [...found, ...others.map(outline)];
}

async function fromCache(
  subjects: readonly Subject[],
  environment: string,
  cache: Cache,
  inspect: (missing: readonly Subject[]) => Promise<Inspection[]>,
): Promise<Inspection[]> {
  const keys = new Map(
    subjects.map(({ file, kind, text, items }) => [file, keyOf(environment, file, kind, text, items)]),
  );
  const found = new Map<string, Inspection>();
  for (const [file, key] of keys) {
    const inspection = cache.get(key, isInspection);
    if (inspection) found.set(file, inspection);
  }
  const missing = subjects.filter(({ file }) => !found.has(file));
  for (const inspection of missing.length === 0 ? [] : await inspect(missing)) {
    const { file } = inspection.outline;
    found.set(file, inspection);
    cache.set(keys.get(file) ?? file, inspection);
  }
  return subjects.flatMap(({ file }) => found.get(file) ?? []);
}

function isInspection(value: unknown): value is Inspection {
  return (
    isObject(value) && isObject(value.outline) && Array.isArray(value.diagnostics) && Array.isArray(value.directives)
  );
}

async function inspectAnew(subjects: readonly Subject[], setup: Setup): Promise<Inspection[]> {
  const threads = subjects.length < THREADS_FROM || !existsSync(WORKER) ? 1 : availableParallelism();
  const parts = Array.from({ length: threads }, (_, part) => subjects.filter((_, index) => index % threads === part));
  const [own = [], ...others] = parts;
  const elsewhere = others.map((part) => inspectInThread(part, setup));
  const { inspectAll } = await import('./inspect.js');
  const done = [inspectAll(own, setup), ...(await Promise.all(elsewhere))];
  return done.flat();
}

async function inspectInThread(subjects: readonly Subject[], setup: Setup): Promise<Inspection[]> {
  const { Worker } = await import('node:worker_threads');
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: { subjects, setup } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
