import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
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
    for (const entry of readdirSync(join(root, relativeFolder), { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = relativeFolder === '' ? entry.name : `${relativeFolder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile() && accept(entry.name)) found.push(path);
    }
  };
  if (existsSync(join(root, folder))) visit(folder);
  return found.sort(compareText);
}

/** New contents by path relative to the root; null removes the file. */
export type FileChanges = ReadonlyMap<string, string | null>;

/**
 * Writes all changes or none: every new text first goes to a temporary file beside its target; only when all of them
 * are on disk are they renamed. A failure puts back what was already in place.
 */
export function writeFiles(root: string, changes: FileChanges): void {
  const staged: { path: string; temporary: string | null }[] = [];
  const done: { path: string; before: Buffer | null }[] = [];
  let current = '';
  try {
    for (const [file, text] of changes) {
      current = file;
      const path = inside(root, file);
      const temporary = text === null ? null : `${path}.${process.pid}.tmp`;
      staged.push({ path, temporary });
      if (temporary === null || text === null) continue;
      mkdirSync(dirname(path), { recursive: true });
      writeDurably(temporary, text);
    }
    for (const { path, temporary } of staged) {
      current = relativePath(root, path);
      done.push({ path, before: existsSync(path) ? readFileSync(path) : null });
      if (temporary === null) rmSync(path, { force: true });
      else renameSync(temporary, path);
    }
  } catch (error) {
    for (const { path, before } of done) {
      if (before === null) removeIfThere(path);
      else writeDurably(path, before);
    }
    for (const { temporary } of staged) if (temporary !== null) removeIfThere(temporary);
    if (error instanceof SentinelError) throw error;
    throw new SentinelError(
      'write-failed',
      `${current} could not be written: ${error instanceof Error ? error.message : String(error)}`,
      'Check the permissions of the folder and the space on the disk. Every file is as it was before.',
      { cause: error },
    );
  }
}

/** `force` does not cover a path through something that is no folder. */
function removeIfThere(path: string): void {
  if (existsSync(path)) rmSync(path);
}

function inside(root: string, file: string): string {
  const path = resolve(root, file);
  if (path !== resolve(root) && path.startsWith(resolve(root) + sep)) return path;
  throw new SentinelError('outside-root', `${file} lies outside the repository`, 'Use a path below the root.');
}

function writeDurably(path: string, data: string | Buffer): void {
  const file = openSync(path, 'w');
  try {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
