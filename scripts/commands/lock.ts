import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { SentinelError } from '../base/errors.js';

const WAIT_MS = 200;
/** A second run waits so long for the first. */
const PATIENCE_MS = 60_000;

/**
 * Runs work that reads and writes a repository's lists, one run at a time: a second one waits, and says who holds the lock
 * when it has waited long enough. The lock of a process that is gone is nobody's; so are its temporary files.
 */
export async function locked<T>(
  root: string,
  signal: AbortSignal,
  work: () => Promise<T>,
  waits: (holder: string) => void,
): Promise<T> {
  const folder = join(root, '.sentinel');
  const file = join(folder, 'ingest.lock');
  mkdirSync(folder, { recursive: true });
  for (let waited = 0; !taken(file); waited += WAIT_MS) {
    const holder = holderOf(file);
    if (holder === undefined) {
      await setTimeout(WAIT_MS, undefined, { signal });
      continue;
    }
    if (!isRunning(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (waited >= PATIENCE_MS) {
      const message = `process ${holder} is ingesting into this repository`;
      throw new SentinelError(
        'locked',
        message,
        `Wait until it is done; if there is no such process, remove ${file}.`,
        { exitCode: 1 },
      );
    }
    waits(holder);
    await setTimeout(WAIT_MS, undefined, { signal });
  }
  try {
    removeLeftovers(root);
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function taken(file: string): boolean {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** A lock that is still empty after this is of a process that was killed as it took it. */
const EMPTY_MS = 5_000;

/** The process in the lock; undefined when the lock went away meanwhile, or its holder has yet to write its number. */
function holderOf(file: string): string | undefined {
  try {
    const holder = readFileSync(file, 'utf8').trim();
    if (holder !== '') return holder;
    return Date.now() - statSync(file).mtimeMs > EMPTY_MS ? '0' : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: string): boolean {
  if (!/^[1-9]\d*$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Temporary files of runs that were killed. */
function removeLeftovers(root: string): void {
  for (const folder of ['.', 'watchlists']) {
    let names: string[];
    try {
      names = readdirSync(join(root, folder));
    } catch {
      continue;
    }
    for (const name of names) {
      const pid = /\.(?:csv|ya?ml)\.(\d+)\.tmp$/.exec(name)?.[1];
      if (pid !== undefined && !isRunning(pid)) rmSync(join(root, folder, name), { force: true });
    }
  }
}
