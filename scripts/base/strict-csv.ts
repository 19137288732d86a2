import { CONFLICT, conflictRange } from './conflict-markers.js';
import { CsvSyntaxError, type CsvTable, parseCsv } from './csv.js';
import { SentinelError } from './errors.js';
import { SourceText } from './source.js';

/**
 * Reads a CSV file that a run will write again. Throws a `SentinelError` that names file and line where columns are
 * missing or a line has too few or too many cells: writing the file again would lose them.
 */
export function readTable(file: string, text: string, columns: readonly string[]): CsvTable {
  const fail = (reason: string, line = 1) =>
    new SentinelError(
      'watchlist-unreadable',
      `${file}: ${reason}`,
      'Correct the file, or restore it from git; nothing was written.',
      { line },
    );
  let table: CsvTable;
  const source = new SourceText(file, text);
  const marker = conflictRange(source);
  if (marker) throw fail(`line ${marker.start.line}: ${CONFLICT.message}`, marker.start.line);
  try {
    table = parseCsv(source);
  } catch (error) {
    const line = error instanceof CsvSyntaxError ? error.line : undefined;
    throw fail(error instanceof Error ? error.message : String(error), line);
  }
  const missing = columns.filter((column) => !table.header.includes(column));
  if (missing.length > 0) throw fail(`line 1 has no column ${missing.join(', ')}`);
  const ragged = table.rows.find(({ cells }) => cells.length !== table.header.length);
  if (ragged) {
    const reason = `line ${ragged.line} has ${ragged.cells.length} cells, the header ${table.header.length}`;
    throw fail(reason, ragged.line);
  }
  return table;
}
