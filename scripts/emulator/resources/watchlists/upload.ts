import { CsvError, parse } from 'csv-parse/sync';
import type { Behaviour } from '../../behaviour/behaviour.js';
import { type ArmError, badRequest } from '../../server/arm-error.js';

/** The content of a watchlist's PUT. */
export interface Upload {
  rawContent: string;
  contentType?: string | undefined;
  numberOfLinesToSkip?: number | undefined;
}

/** A row as the service keeps it: column to value. */
export type ItemFields = Record<string, string>;

const DELIMITERS: Record<string, string> = { 'text/csv': ',', 'text/tsv': '\t' };

/** A name that KQL takes for a column, quoted if need be. */
const COLUMN_NAME = /^[\p{L}\p{N}_ .-]{1,1024}$/u;

/**
 * The rows of an upload in their order. The first line after the skipped ones is the header.
 * Throws a 400 for what the service refuses: no rows, a bad header, a blank search key, a malformed, uneven or overlong
 * record, an upload above the size limit.
 */
export function parseUpload(upload: Upload, itemsSearchKey: string, behaviour: Behaviour): ItemFields[] {
  const size = Buffer.byteLength(upload.rawContent);
  if (size > behaviour.uploadLimit)
    throw invalidCsv(`${size} bytes exceed the limit of ${behaviour.uploadLimit} bytes for one upload`);
  const [header, ...rows] = readRecords(upload, behaviour.recordLimit);
  if (!header || rows.length === 0) throw invalidCsv('no watchlist items found in the provided rawContent');
  checkHeader(header, itemsSearchKey);
  const key = header.indexOf(itemsSearchKey);
  return rows.map((row, index) => {
    if ((row[key] ?? '').trim() === '') throw invalidCsv(`item ${index + 1} has no value in '${itemsSearchKey}'`);
    return Object.fromEntries(header.map((column, at) => [column, row[at] ?? '']));
  });
}

function readRecords({ rawContent, contentType, numberOfLinesToSkip = 0 }: Upload, limit: number): string[][] {
  const delimiter = DELIMITERS[(contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''];
  if (delimiter === undefined) throw badRequest(`contentType '${contentType ?? ''}' is not text/csv or text/tsv.`);
  try {
    return parse(skipLines(rawContent, numberOfLinesToSkip), {
      bom: true,
      delimiter,
      skip_empty_lines: true,
      max_record_size: limit,
    });
  } catch (error) {
    if (error instanceof CsvError) throw invalidCsv(error.message);
    throw error;
  }
}

function skipLines(content: string, count: number): string {
  let start = 0;
  for (let line = 0; line < count; line++) {
    const end = content.indexOf('\n', start);
    if (end === -1) return '';
    start = end + 1;
  }
  return content.slice(start);
}

function checkHeader(header: string[], itemsSearchKey: string): void {
  const wrong = header.find((column) => !COLUMN_NAME.test(column));
  if (wrong !== undefined) throw invalidCsv(`'${wrong}' is not a column name`);
  const twice = header.find((column, index) => header.indexOf(column) !== index);
  if (twice !== undefined) throw invalidCsv(`the column '${twice}' occurs twice`);
  if (!header.includes(itemsSearchKey)) throw invalidCsv(`the search key column '${itemsSearchKey}' is missing`);
}

function invalidCsv(problem: string): ArmError {
  return badRequest(`Invalid csv content : ${problem}`);
}
