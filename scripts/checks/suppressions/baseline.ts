import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareText, type Diagnostic, FILE_START } from '../../base/diagnostic.js';
import { SentinelError } from '../../base/errors.js';
import { writeFiles } from '../../base/files.js';
import { isObject } from '../../base/objects.js';
import { toDiagnostic } from '../check.js';
import { READER_CHECKS, unusedSuppression } from '../files/readers.js';

export const BASELINE_FILE = 'sentinel.baseline.json';

/** Findings of a kind in a file that a team had when it adopted the checks. Lines do not count: they move. */
interface BaselineEntry {
  code: string;
  file: string;
  message: string;
  count: number;
}

/** Nobody can live with what cannot be read: it is not deployed, and nothing else in it is checked. */
const NEVER = new Set(READER_CHECKS.filter(({ severity }) => severity === 'error').map(({ code }) => code));

/**
 * Writes the findings of today as those to live with; an empty list removes the file. Returns those that no baseline
 * takes.
 */
export function writeBaseline(root: string, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const entries = new Map<string, BaselineEntry>();
  for (const { code, file, message } of diagnostics) {
    if (NEVER.has(code)) continue;
    const key = keyOf({ code, file, message });
    const entry = entries.get(key) ?? { code, file, message, count: 0 };
    entry.count++;
    entries.set(key, entry);
  }
  const findings = [...entries.values()].sort(
    (a, b) => compareText(a.file, b.file) || compareText(a.code, b.code) || compareText(a.message, b.message),
  );
  const text = findings.length === 0 ? null : `${JSON.stringify({ findings }, null, 2)}\n`;
  writeFiles(root, new Map([[BASELINE_FILE, text]]));
  return diagnostics.filter(({ code }) => NEVER.has(code));
}

/** The findings that are not in the baseline, and one about entries of it that are gone. */
export function applyBaseline(root: string, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const counts = new Map(readBaseline(root).map((entry) => [keyOf(entry), entry.count]));
  if (counts.size === 0) return [...diagnostics];
  const left = diagnostics.filter((diagnostic) => {
    const key = keyOf(diagnostic);
    const count = counts.get(key) ?? 0;
    if (count > 0) counts.set(key, count - 1);
    return count === 0;
  });
  const gone = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (gone > 0) {
    const message = `${gone} ${gone === 1 ? 'finding' : 'findings'} of the baseline ${gone === 1 ? 'is' : 'are'} gone`;
    const help = 'Run sentinel validate --write-baseline, so that they cannot come back.';
    left.push(toDiagnostic(unusedSuppression, BASELINE_FILE, { message, help, range: FILE_START }));
  }
  return left;
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
  // One that was edited by hand, or written before such findings were left out.
  return findings.filter(({ code }) => !NEVER.has(code));
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
