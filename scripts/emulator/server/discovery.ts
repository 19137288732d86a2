import { mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SentinelError } from '../../base/errors.js';
import { isObject } from '../../base/objects.js';
import { type Emulator, type EmulatorOptions, IDENTITY_PATH, startEmulator } from './emulator.js';
import { WORKSPACE } from './workspace.js';

/** How long a server may take to answer who it is, in milliseconds. */
const ANSWER_WITHIN = 1000;
/** A process that has just taken the database needs a moment until its server answers, and one that ends to let go. */
const ATTEMPTS = 30;
const ATTEMPT_EVERY = 100;

/**
 * The local workspace of a repository: that of the process that serves it, else one started in this process, which
 * other processes then find. Its clock starts at `asOf` and moves. `close` ends only what was started here.
 * Throws SentinelError `workspace-locked` when a process holds the database and does not answer,
 * `workspace-unreadable` when the database cannot be opened.
 */
export async function connectOrStart(root: string, clock: () => Date): Promise<Emulator> {
  for (let attempt = 1; ; attempt++) {
    const found = await findServer(root);
    if (found) return found;
    try {
      return await serveWorkspace(root, { clock: movingClock(clock()) });
    } catch (error) {
      const locked = error instanceof SentinelError && error.code === 'workspace-locked';
      if (!locked || attempt === ATTEMPTS) throw error;
      await sleep(ATTEMPT_EVERY);
    }
  }
}

/** A clock that starts at a moment and moves with real time: operations end, buckets fill, whatever day it shows. */
export function movingClock(start: Date): () => Date {
  const began = performance.now();
  return () => new Date(start.getTime() + performance.now() - began);
}

/**
 * Serves a repository's workspace from `<root>/.sentinel/workspace.duckdb` and says so in `emulator.json` beside it,
 * until `close`. Throws SentinelError as `startEmulator` does.
 */
export async function serveWorkspace(root: string, options: Omit<EmulatorOptions, 'database'>): Promise<Emulator> {
  const folder = join(root, '.sentinel');
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    const help = 'Make the repository writable, or choose another with --root.';
    throw new SentinelError('workspace-unwritable', `${folder} cannot be made: ${cause.message}`, help, { cause });
  });
  const emulator = await startEmulator({ ...options, database: await databaseOf(root) });
  const notice = noticeOf(root);
  const temporary = `${notice}.${process.pid}.tmp`;
  const { endpoint, workspace } = emulator;
  try {
    await writeFile(temporary, `${JSON.stringify({ endpoint, pid: process.pid, workspace })}\n`);
    await rename(temporary, notice);
  } catch (error) {
    await emulator.close();
    throw error;
  }
  return {
    endpoint,
    workspace,
    logs: emulator.logs,
    async close() {
      // Before the database is free: whoever takes it next writes a notice of its own.
      await rm(notice, { force: true });
      await emulator.close();
    },
  };
}

/** The server that `emulator.json` names, if it answers and serves this repository's database. */
async function findServer(root: string): Promise<Emulator | undefined> {
  const endpoint = await readNotice(root);
  if (endpoint === undefined) return undefined;
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN);
    const response = await fetch(endpoint + IDENTITY_PATH, { signal, redirect: 'error' });
    const identity: unknown = await response.json();
    if (!isObject(identity) || identity.database !== (await databaseOf(root))) return undefined;
  } catch {
    // Nobody there, or somebody else: the notice is stale.
    return undefined;
  }
  return { endpoint, workspace: WORKSPACE, logs: [], close: async () => undefined };
}

/** The endpoint in `emulator.json`; undefined without one. Only loopback counts: the file may come with a clone. */
async function readNotice(root: string): Promise<string | undefined> {
  try {
    const notice: unknown = JSON.parse(await readFile(noticeOf(root), 'utf8'));
    const endpoint = isObject(notice) && typeof notice.endpoint === 'string' ? notice.endpoint : '';
    return /^http:\/\/127\.0\.0\.1:\d{1,5}$/.test(endpoint) ? endpoint : undefined;
  } catch {
    return undefined;
  }
}

function noticeOf(root: string): string {
  return join(root, '.sentinel', 'emulator.json');
}

/** One spelling of the path, whatever links lead to the repository: servers and clients compare it. */
async function databaseOf(root: string): Promise<string> {
  return join(await realpath(join(root, '.sentinel')), 'workspace.duckdb');
}
