import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundle } from './bundle.js';

/** Makes a snapshot, unless it is there, and removes those of other states. Takes some seconds; throws when Node fails. */
export function buildSnapshot(snapshot: string): void {
  if (existsSync(snapshot)) return;
  const script = `${snapshot}.${process.pid}.js`;
  const temporary = `${snapshot}.${process.pid}.tmp`;
  try {
    writeFileSync(script, bundle(join(__dirname, 'main.js')));
    execFileSync(process.execPath, ['--snapshot-blob', temporary, '--build-snapshot', script], { stdio: 'pipe' });
    for (const name of readdirSync(dirname(snapshot))) {
      if (/^analyser-.*\.blob$/.test(name)) rmSync(join(dirname(snapshot), name), { force: true });
    }
    renameSync(temporary, snapshot);
  } finally {
    for (const path of [script, temporary]) rmSync(path, { force: true });
  }
}
