import { csvRecords } from './csv-records.js';
import { type RawRow, type Remark, unwrap } from './envelopes.js';
import { jsonRecords } from './json-records.js';
import { textPieces } from './text.js';

/** How a file holds its rows. */
export type LogForm = 'csv' | 'json' | 'parquet';

const FORMS: readonly (readonly [RegExp, LogForm])[] = [
  [/\.(csv|tsv)(\.gz)?$/i, 'csv'],
  [/\.(json|jsonl|ndjson)(\.gz)?$/i, 'json'],
  [/\.parquet$/i, 'parquet'],
];

/** The form that a file's name says; undefined for a file that holds no logs, such as a README. */
export function formOf(file: string): LogForm | undefined {
  return FORMS.find(([pattern]) => pattern.test(file))?.[1];
}

/** A row of a log file with the line on which it begins, or something that must be said of the file. */
export type FileRow = (RawRow & { line: number }) | Remark;

/** The rows of a CSV or JSON file, as they come. */
export function fileRows(path: string, form: 'csv' | 'json'): AsyncGenerator<FileRow> {
  return form === 'csv' ? csvRows(path) : jsonRows(path);
}

async function* jsonRows(path: string): AsyncGenerator<FileRow> {
  for await (const { line, value } of jsonRecords(textPieces(path))) {
    for (const row of unwrap(value)) yield 'remark' in row ? row : { ...row, line };
  }
}

async function* csvRows(path: string): AsyncGenerator<FileRow> {
  let header: string[] | undefined;
  let width = 0;
  for await (const { line, cells } of csvRecords(textPieces(path))) {
    if (!header) {
      header = cells.map((cell) => cell.trim());
      width = header.findLastIndex((name) => name !== '') + 1;
      continue;
    }
    if (cells.length < width || cells.slice(width).some((cell) => cell !== '')) {
      yield { remark: `{n} rows have another number of cells than the header and were left out` };
      continue;
    }
    const fields: Record<string, unknown> = {};
    for (let index = 0; index < width; index++) {
      const name = header[index] ?? '';
      const cell = cells[index] ?? '';
      // Of two columns with one name, the one that says something counts.
      if (name !== '' && (cell !== '' || !(name in fields))) fields[name] = cell;
    }
    yield { fields, line };
  }
}
