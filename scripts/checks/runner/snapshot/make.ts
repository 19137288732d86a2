import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { bundle } from './bundle.js';

/** Snapshots that are kept: of other checkouts, versions of Node and states of the program. Each takes 23 MB. */
const KEPT = 4;

/** A maker that has not finished after this time was stopped. */
const MAX_MILLISECONDS = 120_000;

/**
 * Makes a snapshot, unless it is there or being made, and removes those that were not used for the longest time. Takes
 * some seconds; throws when Node or the file system fails.
 */
export function makeSnapshot(snapshot: string): void {
  const folder = dirname(snapshot);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const script = `${snapshot}.js`;
  if (existsSync(snapshot) || !reserve(script)) return;
  const temporary = `${snapshot}.tmp`;
  try {
    writeFileSync(script, bundle(join(__dirname, 'server.js')));
    const flags = ['--snapshot-blob', temporary, '--build-snapshot', script];
    execFileSync(process.execPath, flags, { stdio: 'ignore', windowsHide: true, timeout: MAX_MILLISECONDS });
    renameSync(temporary, snapshot);
    for (const path of snapshotsIn(folder).slice(KEPT)) rmSync(path, { force: true });
  } finally {
    for (const path of [script, temporary]) rmSync(path, { force: true });
  }
}

/** Takes the script's name, so that of several makers one works. */
function reserve(script: string): boolean {
  try {
    closeSync(openSync(script, 'wx', 0o600));
    return true;
  } catch {
    const isLeft = existsSync(script) && Date.now() - statSync(script).mtimeMs > MAX_MILLISECONDS;
    if (isLeft) rmSync(script, { force: true });
    return false;
  }
}

/** The one that was used last comes first. */
function snapshotsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^analyser-.*\.blob$/.test(name))
    .map((name) => join(folder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
}

const [, , snapshot] = process.argv;
if (require.main === module && snapshot !== undefined) makeSnapshot(snapshot);
