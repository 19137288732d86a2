import type { SchemaRefresh } from '../workspace/tables/table-schemas.js';
import type { WorkspaceTables } from '../workspace/tables/tables.js';
import { oneLine } from './text.js';

/** What a pull of tables found and did. */
export interface TablePull {
  workspace: string;
  read: WorkspaceTables;
  /** Saved functions that the workspace has. */
  functions: number;
  refresh: SchemaRefresh;
  dryRun: boolean;
}

/** Lines of each kind that the text shows; the JSON form has them all. */
const MAX_LINES = 20;

export function formatTablePull(pull: TablePull, format: string): string {
  const { workspace, read, functions, refresh, dryRun } = pull;
  const files = [...refresh.changes.keys()];
  const skipped = [...read.rejected, ...refresh.rejected, ...read.ignored];
  const tables = read.tables.length + read.ignored.length + read.rejected.length;
  if (format === 'json') {
    const written = dryRun ? [] : files;
    // On a dry run a program wants to know what would be written, too.
    const pending = dryRun ? { pending: files } : {};
    return JSON.stringify(
      { workspace, tables, functions, written, ...pending, unchanged: refresh.unchanged, skipped },
      null,
      2,
    );
  }
  return [
    ...firstLines(files.map((file) => `${dryRun ? 'would write' : 'wrote'} ${file}`)),
    ...firstLines(skipped.map(({ table, reason }) => `skipped ${oneLine(table) || '(no name)'}: ${oneLine(reason)}`)),
    `${workspace}: ${tables} tables, ${functions} functions; ${files.length} ${dryRun ? 'to write' : 'written'}, ${refresh.unchanged} known, ${skipped.length} skipped.`,
  ].join('\n');
}

function firstLines(lines: readonly string[]): string[] {
  const rest = lines.length - MAX_LINES;
  return rest > 0 ? [...lines.slice(0, MAX_LINES), `… and ${rest} more (--format json)`] : [...lines];
}
