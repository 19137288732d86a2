import type { FileChanges } from '../base/files.js';
import type { TestSetup } from './run-tests.js';
export async function writeFirstTests(
  _setup: TestSetup,
  _asOf: Date,
): Promise<{ changes: FileChanges; skipped: { file: string; reason: string }[] }> {
  return { changes: new Map(), skipped: [] };
}
