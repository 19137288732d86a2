import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { userCacheFolder } from '../scripts/base/system/user-cache.js';

const PROJECT = join(__dirname, '..');
export const PROGRAM = join(PROJECT, 'dist', 'sentinel.js');

export const execute = promisify(execFile);

/** Certificates that an environment adds, and that Node reads whether it connects or not, are no work of ours. */
const { NODE_EXTRA_CA_CERTS: _, ...OTHERS } = process.env;

/** The first run of a build makes the analyser's snapshot in the background; the bench has one made first. */
export const ENVIRONMENT = { ...OTHERS, XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'sentinel-bench-')) };

export function makeSnapshot(): void {
  if (!existsSync(PROGRAM)) throw new Error('Build first: npm run build');
  const folder = userCacheFolder({ platform: 'linux', home: '', env: ENVIRONMENT });
  const { snapshotFile } = require(join(PROJECT, 'dist', 'checks', 'runner', 'snapshot', 'client.js'));
  const { keyOfProgram } = require(join(PROJECT, 'dist', 'checks', 'runner', 'program.js'));
  const maker = join(PROJECT, 'dist', 'checks', 'runner', 'snapshot', 'make.js');
  execFileSync(process.execPath, [maker, snapshotFile(keyOfProgram(), folder)]);
}

/** Processor time of all processes that this one has started and that have ended, theirs included, in milliseconds. */
export function processTime(): number {
  const TICKS_PER_SECOND = 100;
  const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
  const [user = 0, system = 0] = fields.split(' ').slice(13, 15).map(Number);
  return ((user + system) * 1_000) / TICKS_PER_SECOND;
}

/** Wall-clock milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
