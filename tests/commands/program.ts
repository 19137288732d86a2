import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { main } from '../../scripts/commands/main.js';
import { movingClock, serveWorkspace } from '../../scripts/emulator/server/discovery.js';
import type { Run } from '../scenarios/cli.js';

const PROJECT = join(__dirname, '..', '..');

/** No run of the tests writes to a user's own folder. */
const CACHES = mkdtempSync(join(tmpdir(), 'sentinel-caches-'));
const ENVIRONMENT = { NO_COLOR: '1', XDG_CACHE_HOME: CACHES, LOCALAPPDATA: CACHES };

/**
 * Runs the command line in this process, in which no second is lost until the program is loaded. What takes signals or
 * reads standard input is tested on the built program, in `scenarios/`. One run at a time: folder, environment and output
 * are those of the process.
 */
export async function sentinel(args: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<Run> {
  const run: Run = { exitCode: 0, stdout: '', stderr: '' };
  const before = { ...process.env };
  const [stdout, stderr] = (['stdout', 'stderr'] as const).map((name) =>
    jest.spyOn(process[name], 'write').mockImplementation((chunk) => {
      run[name] += String(chunk);
      return true;
    }),
  );
  Object.assign(process.env, ENVIRONMENT, env);
  process.chdir(cwd);
  try {
    run.exitCode = await main(args);
  } finally {
    process.chdir(PROJECT);
    process.env = before;
    stdout?.mockRestore();
    stderr?.mockRestore();
    // Of the whole process, which has other tests to run.
    setFlagsFromString('--opt');
  }
  return run;
}

/** Serves the local workspace of a repository until `stop`; gives what `sentinel emulator` prints first. */
export async function serve(root: string, logs?: string): Promise<{ line: string; stop(): Promise<void> }> {
  const server = await serveWorkspace(root, { clock: movingClock(new Date()), logs });
  const { endpoint, workspace } = server;
  return { line: JSON.stringify({ endpoint, workspace }), stop: () => server.close() };
}
