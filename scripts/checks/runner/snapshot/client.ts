import { spawn } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../../base/objects.js';
import { keyOf } from '../cache.js';
import type { Setup } from '../context.js';
import type { Inspection, Subject } from '../inspect.js';
import type { QueryToPrepare } from '../preparer.js';

/**
 * The file of the analyser's start-up snapshot: loading and warming it takes more than a second, starting from the
 * snapshot a tenth of that. It fits one state of the program in one place (whose paths it has learned) and one Node.
 */
export function snapshotFile(program: string, folder: string): string {
  return join(folder, `analyser-${keyOf(program, __dirname, process.version, process.arch, process.execPath)}.blob`);
}

/** What a snapshot is asked, on its standard input: to inspect files, or to bind queries for the engine. */
export type Question = {
  root: string;
  watchlists: readonly (readonly [alias: string, columns: readonly string[] | null])[];
} & ({ subjects: readonly Subject[] } | { queries: readonly QueryToPrepare[] });

/** Has a process that starts from the snapshot inspect files; undefined when there is none, or when it fails. */
export async function inspectBySnapshot(
  snapshot: string,
  subjects: readonly Subject[],
  { root, watchlists }: Setup,
): Promise<Inspection[] | undefined> {
  const answer = await ask(snapshot, { subjects, root, watchlists: [...watchlists] });
  return answer?.length === subjects.length && answer.every(isInspection) ? answer : undefined;
}

/** The same for queries: each bound and packed. */
export async function prepareBySnapshot(
  snapshot: string,
  queries: readonly QueryToPrepare[],
  { root, watchlists }: Setup,
): Promise<string[] | undefined> {
  const answer = await ask(snapshot, { queries, root, watchlists: [...watchlists] });
  return answer?.length === queries.length && answer.every((one) => typeof one === 'string') ? answer : undefined;
}

/** A snapshot is code: one that another user wrote is not run. Its time tells which snapshots are still in use. */
function isUsable(snapshot: string): boolean {
  try {
    if (process.getuid && statSync(snapshot).uid !== process.getuid()) return false;
    const now = new Date();
    utimesSync(snapshot, now, now);
    return true;
  } catch {
    return false;
  }
}

/** Starts the making of a snapshot, for later runs; this one does not wait for it. Whatever fails costs time only. */
export function makeInBackground(snapshot: string): void {
  const script = join(__dirname, 'make.js');
  if (!existsSync(script)) return;
  const maker = spawn(process.execPath, [script, snapshot], { detached: true, stdio: 'ignore', windowsHide: true });
  maker.once('error', () => {});
  maker.unref();
}

async function ask(snapshot: string, question: Question): Promise<unknown[] | undefined> {
  if (!isUsable(snapshot)) return undefined;
  // Who made the file has verified it, and verifying it takes longer than reading it.
  const flags = ['--snapshot-blob', snapshot, '--no-verify-snapshot-checksum'];
  // It connects to nothing, and reading certificates would take a fifth of its time.
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, flags, { env, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', () => resolve(undefined));
    child.stdin.once('error', () => {});
    child.once('close', (code) => resolve(code === 0 ? parse(Buffer.concat(chunks).toString()) : undefined));
    child.stdin.end(JSON.stringify(question));
  });
}

function parse(text: string): unknown[] | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return Array.isArray(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

export function isInspection(value: unknown): value is Inspection {
  return (
    isObject(value) && isObject(value.outline) && Array.isArray(value.diagnostics) && Array.isArray(value.directives)
  );
}
