import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { SentinelError } from '../base/errors.js';
import { relativePath } from '../base/files.js';
import { MAX_REPORT_BYTES, TooMany, tooLarge, tooMany } from './containers/limits.js';
import { unpack } from './containers/unpack.js';
import { detectFeed, FEED_HEAD_BYTES } from './feeds/detect.js';
import { readFeed } from './feeds/feed.js';
import { readReport } from './read.js';
import type { ReadOptions } from './reader.js';
import type { Report } from './report.js';

/** Where a report is: as the user knows it, and on disk. */
export interface Source {
  /** Relative to the root where it lies inside, else as the user named it. */
  file: string;
  path: string;
  /** The path as the disk has it, where its name is no UTF-8. */
  raw?: Buffer;
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
      for (const name of readdirSync(path, { encoding: 'buffer' }).sort(Buffer.compare)) {
        const text = name.toString();
        if (text.startsWith('.')) continue;
        if (isUtf8(name)) visit(root, join(path, text), sources, false);
        else addOddName(root, path, name, sources);
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

/** A file whose name is no UTF-8: known by the name with its odd bytes replaced, opened by its own. */
function addOddName(root: string, folder: string, name: Buffer, sources: Sources): void {
  const raw = Buffer.concat([Buffer.from(`${folder}/`), name]);
  const path = join(folder, name.toString('latin1').replace(/[^\x20-\x7e]/g, '_'));
  if (lstatSync(raw).isFile()) sources.found.push({ file: nameOf(root, path), path, raw });
}

/** What a file gave: a report, or one for each member of an archive or attachment of a mail. */
export interface Reading {
  reports: Report[];
  unread: Unread[];
}

/**
 * Reads one file. Throws `SentinelError` for a file that cannot be read or is no report; of an archive, members that are
 * none are named in `unread`, unless no member is one.
 */
export async function readSource(source: Source, options: ReadOptions & { signal?: AbortSignal }): Promise<Reading> {
  const { file } = source;
  try {
    return await readParts(file, readBounded(source), options);
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

/** Reads what comes over a pipe, as far as a report may go. */
export async function readStream(
  file: string,
  input: AsyncIterable<Uint8Array>,
  options: ReadOptions & { signal: AbortSignal },
): Promise<Reading> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of input) {
    options.signal.throwIfAborted();
    size += chunk.length;
    if (size > MAX_REPORT_BYTES) throw tooLarge(file);
    chunks.push(chunk);
  }
  return readParts(file, Buffer.concat(chunks), options);
}

async function readParts(file: string, bytes: Uint8Array, options: ReadOptions): Promise<Reading> {
  const reading: Reading = { reports: [], unread: [] };
  const parts = await unpack(file, bytes).catch((cause: unknown) => {
    throw cause instanceof TooMany ? tooMany(file, cause) : cause;
  });
  for (const part of parts) {
    try {
      reading.reports.push(readBytes(part.file, part.bytes, options));
    } catch (cause) {
      const error = cause instanceof TooMany ? tooMany(part.file, cause) : cause;
      if (!(error instanceof SentinelError) || parts.length === 1) throw error;
      reading.unread.push({ file: part.file, error });
    }
  }
  const [first] = reading.unread;
  if (reading.reports.length === 0 && first !== undefined) throw first.error;
  // The text of a mail, or a picture in it, need not be a report where what is attached is one.
  reading.unread = reading.unread.filter(({ error }) => error.code !== 'report-unreadable');
  if (parts.length === 0)
    throw new SentinelError('report-unreadable', `${file} holds no files`, 'Check the archive.', { exitCode: 1 });
  return reading;
}

/** The bytes of a regular file, at most what a report may have: no pipe and no device is waited for. */
function readBounded({ file, path, raw }: Source): Uint8Array {
  const stats = statSync(raw ?? path);
  if (!stats.isFile()) {
    const message = `${file} is no regular file: a pipe or a device is not read`;
    throw new SentinelError('not-a-file', message, "Give a file; '-' reads standard input.", { exitCode: 1 });
  }
  if (stats.size > MAX_REPORT_BYTES) throw tooLarge(file, stats.size);
  const handle = openSync(raw ?? path, 'r');
  try {
    // Some files have more in them than their size says.
    const buffer = Buffer.alloc(Math.max(stats.size, 65_536) + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < buffer.length; length += read) {
      read = readSync(handle, buffer, length, buffer.length - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(handle);
  }
}

/** A report that is in memory: a small file, or what came over the network. */
export function readBytes(file: string, bytes: Uint8Array, options: ReadOptions): Report {
  const feed = detectFeed(bytes.subarray(0, FEED_HEAD_BYTES));
  if (!feed) return readReport({ file, bytes }, options);
  return readFeed(feed, bytes, { ...options, file });
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

function nameOf(root: string, path: string): string {
  const relative = relativePath(root, path);
  return relative.startsWith('../') || relative === '..' ? path : relative;
}

function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
