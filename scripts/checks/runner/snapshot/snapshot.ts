import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../../base/objects.js';
import { keyOf } from '../cache.js';
import type { Setup } from '../context.js';
import type { Inspection, Subject } from '../inspect.js';

/** Where the build keeps the snapshots: they are executed, so they lie beside the code and never in a repository. */
export const SNAPSHOT_FOLDER = join(__dirname, '..', '..', '..');

/**
 * The start-up snapshot of the analyser: loading and warming it takes more than a second, waking it a tenth of that. It fits
 * one state of the program in one place (whose paths it has learned) and one Node.
 */
export function snapshotFile(program: string, folder = SNAPSHOT_FOLDER): string {
  return join(folder, `analyser-${keyOf(program, __dirname, process.version, process.arch, process.execPath)}.blob`);
}

/** What a snapshot is asked, on its standard input. */
export interface Question {
  subjects: readonly Subject[];
  root: string;
  watchlists: readonly (readonly [alias: string, columns: readonly string[] | null])[];
}

/** Has a process that wakes from the snapshot inspect files; undefined when there is none, or when it fails. */
export async function inspectAwoken(
  snapshot: string,
  subjects: readonly Subject[],
  { root, watchlists }: Setup,
): Promise<Inspection[] | undefined> {
  if (!existsSync(snapshot)) return undefined;
  const question: Question = { subjects, root, watchlists: [...watchlists] };
  const answer = await ask(snapshot, JSON.stringify(question));
  const inspections = answer === undefined ? undefined : parse(answer);
  return inspections?.length === subjects.length ? inspections : undefined;
}

async function ask(snapshot: string, question: string): Promise<string | undefined> {
  const { spawn } = await import('node:child_process');
  // The build has just written the file: verifying it takes longer than reading it.
  const flags = ['--snapshot-blob', snapshot, '--no-verify-snapshot-checksum'];
  // It connects to nothing, and reading certificates would take a fifth of its time.
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, flags, { env, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', () => resolve(undefined));
    child.stdin.once('error', () => {});
    child.once('close', (code) => resolve(code === 0 ? Buffer.concat(chunks).toString() : undefined));
    child.stdin.end(question);
  });
}

function parse(text: string): Inspection[] | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return Array.isArray(answer) && answer.every(isInspection) ? answer : undefined;
  } catch {
    return undefined;
  }
}

export function isInspection(value: unknown): value is Inspection {
  return (
    isObject(value) && isObject(value.outline) && Array.isArray(value.diagnostics) && Array.isArray(value.directives)
  );
}
