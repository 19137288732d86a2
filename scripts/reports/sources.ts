import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText } from '../base/diagnostic.js';
import { SentinelError } from '../base/errors.js';
import { relativePath } from '../base/files.js';
import { detectFeed, FEED_HEAD_BYTES } from './feeds/detect.js';
import { readFeed } from './feeds/feed.js';
import { requireReadableSize } from './pages/document.js';
import { readReport } from './read.js';
import type { ReadOptions } from './reader.js';
import type { Report } from './report.js';

/** Where a report is: as the user knows it, and on disk. */
export interface Source {
  /** Relative to the root where it lies inside, else as the user named it. */
  file: string;
  path: string;
}

/** A file that gave no report. */
export interface Unread {
  file: string;
  error: SentinelError;
}

export interface Sources {
  found: Source[];
  /** Files that were not read, and why: links, and names that lead nowhere. */
  unread: Unread[];
}

/** The files that a user's paths stand for: a file is itself, a folder all that is below it, in one order. */
export function findSources(root: string, paths: readonly string[]): Sources {
  const sources: Sources = { found: [], unread: [] };
  for (const path of paths) visit(root, path, sources, true);
  return sources;
}

function visit(root: string, path: string, sources: Sources, named: boolean): void {
  const file = nameOf(root, path);
  let stats: Stats;
  try {
    stats = lstatSync(path);
    if (stats.isDirectory()) {
      for (const name of readdirSync(path).sort(compareText)) {
        if (!name.startsWith('.')) visit(root, join(path, name), sources, false);
      }
      return;
    }
  } catch (cause) {
    const message = `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    const error = new SentinelError('report-missing', message, 'Check the path.', { exitCode: 1, cause });
    sources.unread.push({ file, error });
    return;
  }
  // A link in a folder could lead anywhere; one that the user names is the user's own decision.
  if (stats.isFile() || named) sources.found.push({ file, path });
  else {
    const message = `${file} is a link or no regular file, and was not followed`;
    const error = new SentinelError('not-a-file', message, 'Put the report itself there.', { exitCode: 1 });
    sources.unread.push({ file, error });
  }
}

/**
 * Reads one report: a feed is streamed, so that it takes little memory; everything else is read whole.
 * Throws `SentinelError` for a file that cannot be read or is no report.
 */
export async function readSource(
  { file, path }: Source,
  options: ReadOptions & { onProgress?: (bytesRead: number) => void; signal?: AbortSignal },
): Promise<Report> {
  try {
    const { size } = statSync(path);
    requireReadableSize(file, size);
    if (size <= FEED_HEAD_BYTES) return await readBytes(file, readFileSync(path), options);
    const feed = detectFeed(await readHead(path));
    if (feed) return await readFeed(feed, createReadStream(path), { ...options, file });
    return readReport({ file, bytes: readFileSync(path) }, options);
  } catch (cause) {
    if (cause instanceof SentinelError) throw cause;
    if (options.signal?.aborted || !isSystemError(cause)) throw cause;
    const help = 'Check the path and its permissions.';
    throw new SentinelError('report-unreadable', `${file} cannot be read: ${cause.message}`, help, {
      exitCode: 1,
      cause,
    });
  }
}

/** A report that is in memory: a small file, or what came over the network. */
export async function readBytes(file: string, bytes: Uint8Array, options: ReadOptions): Promise<Report> {
  const feed = detectFeed(bytes.subarray(0, FEED_HEAD_BYTES));
  if (!feed) return readReport({ file, bytes }, options);
  const once = (async function* () {
    yield bytes;
  })();
  return readFeed(feed, once, { ...options, file });
}

/** What stands for a file that gave no report, so that every file is accounted for. */
export function unreadReport({ file, error }: Unread): Report {
  return {
    file,
    sha256: createHash('sha256').update('').digest('hex'),
    source: '',
    family: '',
    indicators: [],
    rejected: [],
    reviews: [],
    campaign: '',
    actor: '',
    certainty: 'low',
    tlp: '',
    published: null,
    columns: [],
    warnings: [{ code: error.code, message: error.message }],
    falsePositives: [],
    tables: [],
  };
}

async function readHead(path: string): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(FEED_HEAD_BYTES), 0, FEED_HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function nameOf(root: string, path: string): string {
  const relative = relativePath(root, path);
  return relative.startsWith('../') || relative === '..' ? path : relative;
}

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
