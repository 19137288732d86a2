import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_FOLDER } from '../scripts/base/system/package-folder.js';
import type { SpeedRecord } from '../scripts/catalog/speed.js';
import type { Measurement } from './measure.js';

const HISTORY = join(PACKAGE_FOLDER, 'bench', 'history.jsonl');

/** What all rows of one run have in common; the load is that before the run, which makes its own. */
export function describeRun(): Pick<SpeedRecord, 'date' | 'commit' | 'machine'> {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: PACKAGE_FOLDER, encoding: 'utf8' }).trim();
  const isChanged = git('status', '--porcelain', '--', 'scripts', 'bench') !== '';
  const [load = 0] = loadavg();
  const isBusy = load > availableParallelism() / 2;
  const machine = `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
  return {
    date: new Date().toISOString(),
    commit: `${git('rev-parse', '--short=12', 'HEAD')}${isChanged ? '+' : ''}`,
    machine: isBusy ? `${machine}, busy with other work` : machine,
  };
}

/** Adds the rows of one suite to the history, which the catalog's page on speed is made of. */
export function record(suite: string, run: ReturnType<typeof describeRun>, rows: readonly Measurement[]): void {
  const lines = rows.map(
    ({ ratio, ...row }): SpeedRecord => ({ ...run, suite, ...row, ratio: Number(ratio.toPrecision(3)) }),
  );
  appendFileSync(HISTORY, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
