import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { compareText } from './diagnostic.js';
import { SentinelError } from './errors.js';

/** A path relative to the root with forward slashes, as diagnostics and output show it. */
export function relativePath(root: string, path: string): string {
  return relative(root, resolve(path)).split(sep).join('/');
}

/**
 * Files below a folder whose names pass, sorted, relative to `root`. Symbolic links are not followed: content is what
 * git holds, and a link could lead out of the repository. A folder that does not exist is empty.
 */
export function listFiles(root: string, folder: string, accept: (name: string) => boolean): string[] {
  const found: string[] = [];
  const visit = (relativeFolder: string) => {
    for (const entry of readdirSync(`${root}/${relativeFolder}`, { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = relativeFolder === '' ? entry.name : `${relativeFolder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile() && accept(entry.name)) found.push(path);
    }
  };
  if (existsSync(join(root, folder)) && statSync(join(root, folder)).isDirectory()) visit(folder);
  return found.sort(compareText);
}

/** A file's text; a large one as a function that gives it in pieces, the same ones at each call. */
export type FileText = string | (() => Iterable<string>);

/** Length of a piece, in UTF-16 code units: large enough for the disk, small enough to be gone at once. */
const PIECE_LENGTH = 32_768;

/** Joins short texts into pieces that are worth a write. */
export function* inPieces(texts: Iterable<string>): Generator<string> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** New contents by path relative to the root; null removes the file. */
export type FileChanges = ReadonlyMap<string, FileText | null>;

/**
 * Writes all changes or none: every new text first goes to a temporary file beside its target; only when all of them
 * are on disk are they renamed. A failure puts back what was already in place.
 */
export function writeFiles(root: string, changes: FileChanges): void {
  const staged = new StagedFiles(root);
  for (const [file, text] of changes) staged.add(file, text);
  staged.commit();
}

/**
 * Writes as `writeFiles` does, with a turn of the event loop before each file, in which a signal is heard.
 * @throws the signal's reason when it is aborted before all texts are on disk; every file is then as it was
 */
export async function writeFilesUnless(signal: AbortSignal, root: string, changes: FileChanges): Promise<void> {
  const staged = new StagedFiles(root);
  const pause = async () => {
    await setImmediate();
    if (signal.aborted) staged.discard();
    signal.throwIfAborted();
  };
  for (const [file, text] of changes) {
    await pause();
    staged.add(file, text);
  }
  await pause();
  staged.commit();
}

/** Texts beside the files that they become. When a step fails, every file is as it was before. */
class StagedFiles {
  readonly #staged: { path: string; temporary: string | null }[] = [];

  constructor(private readonly root: string) {}

  add(file: string, text: FileText | null): void {
    try {
      const path = inside(this.root, file);
      const temporary = text === null ? null : `${path}.${process.pid}.tmp`;
      this.#staged.push({ path, temporary });
      if (temporary === null || text === null) return;
      mkdirSync(dirname(path), { recursive: true });
      writeDurably(temporary, typeof text === 'string' ? [text] : text());
    } catch (error) {
      this.discard();
      throw writeError(file, error);
    }
  }

  discard(): void {
    for (const { temporary } of this.#staged) if (temporary !== null) removeIfThere(temporary);
  }

  commit(): void {
    const done: { path: string; before: Buffer | null }[] = [];
    for (const { path, temporary } of this.#staged) {
      try {
        done.push({ path, before: existsSync(path) ? readFileSync(path) : null });
        if (temporary === null) rmSync(path, { force: true });
        else renameSync(temporary, path);
      } catch (error) {
        for (const { path, before } of done) {
          if (before === null) removeIfThere(path);
          else writeDurably(path, [before]);
        }
        this.discard();
        throw writeError(relativePath(this.root, path), error);
      }
    }
  }
}

function writeError(file: string, error: unknown): SentinelError {
  if (error instanceof SentinelError) return error;
  return new SentinelError(
    'write-failed',
    `${file} could not be written: ${error instanceof Error ? error.message : String(error)}`,
    'Check the permissions of the folder and the space on the disk. Every file is as it was before.',
    { cause: error },
  );
}

/** `force` does not cover a path through something that is no folder. */
function removeIfThere(path: string): void {
  if (existsSync(path)) rmSync(path);
}

/**
 * The path of a file below the root. A link on the way could lead anywhere, and it may have come with a pull request:
 * where the path really goes counts, not how it is written.
 */
function inside(root: string, file: string): string {
  const path = resolve(root, file);
  if (path !== resolve(root) && path.startsWith(resolve(root) + sep)) {
    if (!existsSync(root)) return path;
    let existing = path;
    while (!existsSync(existing)) existing = dirname(existing);
    const real = realpathSync(existing);
    const realRoot = realpathSync(root);
    if (real === realRoot || real.startsWith(realRoot + sep)) return path;
  }
  throw new SentinelError(
    'outside-root',
    `${file} lies outside the repository`,
    'Use a path below the root, and no link.',
  );
}

/**
 * The text of a file below the root; undefined where there is none.
 * @throws SentinelError for a folder, a file that may not be read or is not UTF-8, or a link that leads out of the root
 */
export function readTextIfThere(root: string, file: string): string | undefined {
  const path = join(root, file);
  if (!existsSync(path)) return undefined;
  try {
    const bytes = readFileSync(inside(root, file));
    if (isUtf8(bytes)) return bytes.toString();
    const help = 'Save it as UTF-8: characters that cannot be read would be lost when the file is written again.';
    throw new SentinelError('not-utf8', `${file} is not UTF-8`, help);
  } catch (error) {
    if (error instanceof SentinelError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SentinelError('unreadable', `${file} cannot be read: ${reason}`, 'Put a file that you may read there.', {
      cause: error,
    });
  }
}

function writeDurably(path: string, pieces: Iterable<string | Buffer>): void {
  const file = openSync(path, 'w');
  try {
    for (const piece of pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
