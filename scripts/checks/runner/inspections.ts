import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../base/objects.js';
import { type ContentKind, itemsFileOf, readItems } from '../../content/layout.js';
import type { WatchlistContext } from '../check.js';
import { type Cache, keyOf } from './cache.js';
import type { Setup } from './context.js';
import type { Flawless } from './examiner.js';
import type { Inspection, Subject } from './inspect.js';
import { tuneOptimiser } from './optimiser.js';
import { skeletonOf } from './skeleton.js';
import { inspectAwoken, isInspection } from './snapshot/snapshot.js';

/** From this many queries on, sharing them out is worth the time that the second one who works on them takes to start. */
const SHARED_FROM = 80;

const WORKER = join(__dirname, 'inspect-worker.js');

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
  snapshot: string,
): Promise<Inspection[]> {
  const { root } = setup;
  const found = await fromCache(files, root, environment, cache, async (missing) => {
    const wanted = missing.filter(({ file }) => isWanted(file));
    const quick = await inspectQuickly(wanted, setup, environment, cache);
    const done = new Set(quick.map(({ outline }) => outline.file));
    const others = wanted.filter(({ file }) => !done.has(file));
    return [...quick, ...(await inspectAnew(others, setup, snapshot))];
  });
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
  const subjects = new Map(missing.map((subject) => [subject.file, subject]));
  for (const { learned, ...inspection } of missing.length === 0 ? [] : await inspect(missing)) {
    const { file } = inspection.outline;
    found.set(file, inspection);
    cache.set(keys.get(file) ?? file, inspection);
    const subject = subjects.get(file);
    if (learned && subject) cache.set(keyOfQuery(environment, subject), learned);
  }
  return files.flatMap(({ file }) => found.get(file) ?? []);
}

export function readSubject(root: string, { file, kind }: Listed): Subject {
  const items = kind === 'watchlist' ? readItems(root, itemsFileOf(file)) : undefined;
  return { file, kind, items, text: readFileSync(`${root}/${file}`, 'utf8') };
}

/** Inspects what needs no analyser: the files whose queries, or ones like them, were flawless before. */
async function inspectQuickly(
  subjects: readonly Subject[],
  setup: Setup,
  environment: string,
  cache: Cache,
): Promise<Inspection[]> {
  if (subjects.length >= SHARED_FROM) return [];
  const known = new Map<Subject, Flawless>();
  for (const subject of subjects) {
    const flawless = cache.get(keyOfQuery(environment, subject), isFlawless);
    if (flawless) known.set(subject, flawless);
  }
  if (known.size === 0) return [];
  const { inspectKnown } = await import('./inspect.js');
  return inspectKnown([...known.keys()], setup, [...known.values()]);
}

/** A key of the query as it stands in the text: whether what it finds is of that query shows when the file is read. */
function keyOfQuery(environment: string, { kind, text }: Subject): string {
  const [query] = /^query:.*(?:\n(?:[ \t\r].*)?)*/m.exec(text) ?? [];
  return keyOf(environment, 'query', kind, query === undefined ? undefined : skeletonOf(query).key);
}

function isFlawless(value: unknown): value is Flawless {
  return isObject(value) && isObject(value.skeleton) && isObject(value.examination);
}

/** Processes that wake from the snapshot do the work, or this process and threads of its own, which take longer to start. */
async function inspectAnew(subjects: readonly Subject[], setup: Setup, snapshot: string): Promise<Inspection[]> {
  if (subjects.length === 0) return [];
  const count = subjects.length < SHARED_FROM ? 1 : availableParallelism();
  const parts = Array.from({ length: count }, (_, part) => subjects.filter((_, index) => index % count === part));
  const awoken = await Promise.all(parts.map((part) => inspectAwoken(snapshot, part, setup)));
  const failed = parts.filter((_, index) => awoken[index] === undefined);
  const [own = [], ...others] = existsSync(WORKER) ? failed : [failed.flat()];
  const elsewhere = others.map((part) => inspectInThread(part, setup));
  const here = own.length === 0 ? [] : (await loadInspector()).inspectAll(own, setup);
  return [...awoken.flatMap((part) => part ?? []), ...here, ...(await Promise.all(elsewhere)).flat()];
}

async function loadInspector(): Promise<typeof import('./inspect.js')> {
  tuneOptimiser();
  return import('./inspect.js');
}

async function inspectInThread(subjects: readonly Subject[], setup: Setup): Promise<Inspection[]> {
  const { Worker } = await import('node:worker_threads');
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER, { workerData: { subjects, setup } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
