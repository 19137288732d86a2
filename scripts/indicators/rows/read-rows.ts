import { readTable } from '../../base/strict-csv.js';
import { type IndicatorRow, rowReader } from './row.js';

/** Reads a CSV file of indicator rows. Throws as `readTable` does. */
export function readIndicatorRows(file: string, text: string, columns: readonly string[]): IndicatorRow[] {
  const table = readTable(file, text, columns);
  const toRow = rowReader(table.header);
  return table.rows.map(({ cells }) => toRow(cells));
}
