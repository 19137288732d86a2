import { FILLED_DAYS } from '../workspace/tables/filled.js';
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
  /** Tables that got data lately; or why that is not known. */
  filled: { names: readonly string[] } | { reason: string };
  /** Of these, the ones that templates make hunts for. */
  collected: readonly string[];
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
      { workspace, tables, functions, written, ...pending, unchanged: refresh.unchanged, skipped, ...filledOf(pull) },
      null,
      2,
    );
  }
  return [
    ...firstLines(files.map((file) => `${dryRun ? 'would write' : 'wrote'} ${file}`)),
    ...firstLines(skipped.map(({ table, reason }) => `skipped ${oneLine(table) || '(no name)'}: ${oneLine(reason)}`)),
    `${workspace}: ${tables} tables, ${functions} functions; ${files.length} ${dryRun ? 'to write' : 'written'}, ${refresh.unchanged} known, ${skipped.length} skipped.`,
    ...filledLines(pull),
  ].join('\n');
}

function filledOf({ filled, collected }: TablePull): object {
  return 'names' in filled ? { filled: filled.names, collected } : {};
}

/** What has data, and what the configuration can make of it. */
function filledLines({ filled, collected }: TablePull): string[] {
  if ('reason' in filled) return [`Which tables have data is not known: ${oneLine(filled.reason)}`];
  const count = `${filled.names.length} ${filled.names.length === 1 ? 'table' : 'tables'} had data in the last ${FILLED_DAYS} days`;
  if (collected.length === 0) return [`${count}; no template reads one of them.`];
  return [
    `${count}. For hunts over these alone, write into sentinel.config.yaml:`,
    `tables: [${collected.map(oneLine).join(', ')}]`,
  ];
}

function firstLines(lines: readonly string[]): string[] {
  const rest = lines.length - MAX_LINES;
  return rest > 0 ? [...lines.slice(0, MAX_LINES), `… and ${rest} more (--format json)`] : [...lines];
}
