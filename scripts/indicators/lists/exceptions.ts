import { CsvSyntaxError, type CsvTable, parseCsv } from '../../base/csv.js';
import { SentinelError } from '../../base/errors.js';
import { isDay } from '../../base/instant.js';
import { SourceText } from '../../base/source.js';
import { type ParsedIndicator, parseIndicator } from '../parse.js';

/** One line of a list that a team keeps by hand: what is treated otherwise, why, who says so, and a day. */
export interface Exception {
  indicator: ParsedIndicator;
  reason: string;
  owner: string;
  /** `YYYY-MM-DD`, UTC. */
  day: string;
}

/**
 * Reads a CSV list of exceptions with the columns value, reason, owner and the one that holds the day, in any order;
 * other columns may stand beside them. Every cell is needed: an exception that nobody owns or that never ends would
 * rot. Throws a `SentinelError` (exit code 1) of the given code that names the line.
 */
export function parseExceptions(text: string, list: { code: string; file: string; dayColumn: string }): Exception[] {
  const { code, file, dayColumn } = list;
  const failure = (message: string, help: string, line = 1) =>
    new SentinelError(code, message, help, { exitCode: 1, line });
  const columns = ['value', 'reason', 'owner', dayColumn];
  const table = readTable();
  const positions = columns.map((name) => table.header.findIndex((cell) => cell.trim().toLowerCase() === name));
  if (positions.includes(-1)) {
    throw failure(`${file}: the first line must name the columns ${columns.join(', ')}`, 'Add the missing columns.');
  }
  return table.rows.map(({ line, cells }) => {
    const [value = '', reason = '', owner = '', day = ''] = positions.map((at) => (cells[at] ?? '').trim());
    const place = `${file}, line ${line}`;
    const indicator = parseIndicator(value);
    if ('rejected' in indicator)
      throw failure(`${place}: "${value}": ${indicator.rejected}`, 'Correct the value.', line);
    if (reason === '' || owner === '')
      throw failure(`${place}: reason or owner is empty`, 'Say why, and who decides.', line);
    if (!isDay(day)) throw failure(`${place}: the ${dayColumn} "${day}" is no date`, 'Write it as YYYY-MM-DD.', line);
    return { indicator, reason, owner, day };
  });

  function readTable(): CsvTable {
    try {
      return parseCsv(new SourceText(file, text));
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause);
      const line = cause instanceof CsvSyntaxError ? cause.line : undefined;
      throw failure(`${file}: ${detail}`, 'Quote cells that hold commas or quotes.', line);
    }
  }
}
