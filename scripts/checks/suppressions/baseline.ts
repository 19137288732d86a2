import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareText, type Diagnostic } from '../../base/diagnostic.js';
import { SentinelError } from '../../base/errors.js';
import { writeFiles } from '../../base/files.js';
import { isObject } from '../../base/objects.js';

export const BASELINE_FILE = 'sentinel.baseline.json';

/** Findings of a kind in a file that a team had when it adopted the checks. Lines do not count: they move. */
interface BaselineEntry {
  code: string;
  file: string;
  message: string;
  count: number;
}

/**
 * Writes the findings of today as those to live with, whatever they are; an empty list removes the file. Of files that were
 * not looked at, the findings of before stay. Returns how many findings were accepted today.
 */
export function writeBaseline(
  root: string,
  diagnostics: readonly Diagnostic[],
  isWanted: (file: string) => boolean,
): number {
  const wanted = diagnostics.filter(({ file }) => isWanted(file));
  const entries = new Map(
    readBaseline(root)
      .filter(({ file }) => !isWanted(file))
      .map((entry) => [keyOf(entry), entry]),
  );
  for (const { code, file, message } of wanted) {
    const key = keyOf({ code, file, message });
    const entry = entries.get(key) ?? { code, file, message, count: 0 };
    entry.count++;
    entries.set(key, entry);
  }
  save(root, [...entries.values()]);
  return wanted.length;
}

/** The findings that are new, those that the baseline accepts, and what of the baseline is left. */
export interface Baselined {
  left: Diagnostic[];
  accepted: Diagnostic[];
  remaining: BaselineEntry[];
}

/** Holds findings against the baseline, where there is one. */
export function applyBaseline(root: string, diagnostics: readonly Diagnostic[]): Baselined {
  const entries = readBaseline(root);
  const counts = new Map(entries.map((entry) => [keyOf(entry), entry.count]));
  const accepted = diagnostics.filter((diagnostic) => {
    const key = keyOf(diagnostic);
    const count = counts.get(key) ?? 0;
    counts.set(key, count - 1);
    return count > 0;
  });
  const known = new Set(accepted);
  const remaining = entries.flatMap((entry) => {
    const count = entry.count - Math.max(0, counts.get(keyOf(entry)) ?? 0);
    return count > 0 ? [{ ...entry, count }] : [];
  });
  return { left: diagnostics.filter((one) => !known.has(one)), accepted, remaining };
}

/**
 * Takes out of the baseline what was corrected in the files that were looked at, so that it cannot come back. Without the
 * right to write, the file stays as it is.
 */
export function shrinkBaseline(root: string, { remaining }: Baselined, isWanted: (file: string) => boolean): void {
  const entries = readBaseline(root);
  const kept = new Map(remaining.map((entry) => [keyOf(entry), entry]));
  const shrunk = entries.flatMap((entry) => (isWanted(entry.file) ? (kept.get(keyOf(entry)) ?? []) : [entry]));
  const total = (some: readonly BaselineEntry[]) => some.reduce((sum, { count }) => sum + count, 0);
  if (total(shrunk) === total(entries)) return;
  try {
    save(root, shrunk);
  } catch {
    return;
  }
}

function save(root: string, entries: readonly BaselineEntry[]): void {
  const findings = [...entries].sort(
    (a, b) => compareText(a.file, b.file) || compareText(a.code, b.code) || compareText(a.message, b.message),
  );
  const text = findings.length === 0 ? null : `${JSON.stringify({ findings }, null, 2)}\n`;
  writeFiles(root, new Map([[BASELINE_FILE, text]]));
}

function keyOf({ code, file, message }: Pick<BaselineEntry, 'code' | 'file' | 'message'>): string {
  return JSON.stringify([file, code, message]);
}

/** Throws a `SentinelError` when the file is not what `writeBaseline` writes. */
function readBaseline(root: string): BaselineEntry[] {
  const path = join(root, BASELINE_FILE);
  if (!existsSync(path)) return [];
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    data = undefined;
  }
  const findings: unknown = isObject(data) ? data.findings : undefined;
  if (!Array.isArray(findings) || !findings.every(isEntry)) {
    const help = 'Write it anew with sentinel validate --write-baseline.';
    throw new SentinelError('baseline', `${BASELINE_FILE} is no list of findings.`, help);
  }
  return findings;
}

function isEntry(value: unknown): value is BaselineEntry {
  return (
    isObject(value) &&
    typeof value.code === 'string' &&
    typeof value.file === 'string' &&
    typeof value.message === 'string' &&
    typeof value.count === 'number'
  );
}
