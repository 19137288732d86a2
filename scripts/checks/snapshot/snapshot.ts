import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { keyOf } from '../cache.js';
import type { Setup } from '../context.js';
import type { Inspection, Subject } from '../inspect.js';

/**
 * A start-up snapshot of the analyser: loading and warming it takes a second or two, waking it a fifth of that. It is
 * executed as code, so it lies in the user's own cache folder and never in a repository.
 */
export interface Snapshot {
  /** Asks the snapshot; undefined when there is none, or when it fails. */
  inspect(subjects: readonly Subject[], setup: Setup): Promise<Inspection[] | undefined>;
  /** Makes it for the next time, in the background, if there is none. */
  prepare(): void;
}

const BUILD = join(__dirname, 'build.js');

/** A snapshot fits one state of the program and one Node. */
export function openSnapshot(folder: string, program: string): Snapshot {
  const file = join(folder, `${keyOf(program, process.version, process.arch, process.execPath)}.blob`);
  return {
    inspect: async (subjects, setup) => (existsSync(file) ? ask(file, subjects, setup) : undefined),
    prepare: () => {
      if (existsSync(file) || !existsSync(BUILD)) return;
      const child = spawn(process.execPath, [BUILD, file], { detached: true, stdio: 'ignore' });
      child.once('error', () => {});
      if (child.pid !== undefined) lowerPriority(child.pid);
      child.unref();
    },
  };
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already.
  }
}

function ask(file: string, subjects: readonly Subject[], setup: Setup): Promise<Inspection[] | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--snapshot-blob', file], { stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', () => resolve(undefined));
    child.stdin.once('error', () => {});
    child.once('close', (code) => resolve(code === 0 ? parse(Buffer.concat(chunks).toString()) : undefined));
    const { root, watchlists } = setup;
    child.stdin.end(JSON.stringify({ subjects, setup: { root, watchlists: [...watchlists] } }));
  });
}

function parse(text: string): Inspection[] | undefined {
  try {
    const inspections: Inspection[] = JSON.parse(text);
    return inspections;
  } catch {
    return undefined;
  }
}
