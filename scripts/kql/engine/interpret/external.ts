import { parse } from 'csv-parse/sync';
import type { Scan } from '../plan.js';
import { type Run, refuse } from '../run.js';
import { convert } from '../values/convert.js';
import { fromJson } from '../values/input.js';
import { parseJson } from '../values/json.js';
import { empty, isBag, isList, type Row, type Value } from '../values/value.js';

const DELIMITERS: Record<string, string> = {
  csv: ',',
  tsv: '\t',
  psv: '|',
  ssv: ';',
  scsv: ';',
  sohsv: '\u0001',
  tsve: '\t',
};

/** The content behind a URL of externaldata as rows; the format is the one that is named, or the ending of the URL. */
export function readExternal(content: string, step: Scan, run: Run): Row[] {
  const { properties, name, columns } = step;
  const format = (properties.format ?? /\.(\w+)(?:\.gz|\.zip)?(?:[?;#].*)?$/.exec(name)?.[1] ?? 'csv').toLowerCase();
  const skipsFirst = /^(true|1)$/i.test(properties.ignorefirstrecord ?? '');
  const text = content.replace(/^\ufeff/, '');
  if (format === 'txt' || format === 'raw') {
    const lines = format === 'raw' ? [text] : text.split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return lines
      .slice(skipsFirst ? 1 : 0)
      .map((line): Row => columns.map(({ type }, i) => (i === 0 ? cell(line, type) : empty(type))));
  }
  if (format === 'json' || format === 'multijson') return jsonRows(text, step);
  const delimiter =
    DELIMITERS[format] ?? refuse(`externaldata format=${format}`, `The format ${format} is not supported.`, step.at);
  const records: string[][] = parse(text, {
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  run.checkRows(records.length);
  return records
    .slice(skipsFirst ? 1 : 0)
    .map((record): Row => columns.map(({ type }, i) => cell(record[i] ?? '', type)));
}

function cell(text: string, type: Scan['columns'][number]['type']): Value {
  return fromJson(text, type) ?? empty(type);
}

/** One document, an array, or a document a line. */
function jsonRows(text: string, step: Scan): Row[] {
  const whole = parseJson(text);
  const documents =
    whole === undefined ? text.split(/\r?\n/).map((line) => parseJson(line) ?? null) : isList(whole) ? whole : [whole];
  return documents.filter(isBag).map(
    (bag): Row =>
      step.columns.map(({ name, type }) => {
        const value = bag.get(name) ?? null;
        return value === null ? empty(type) : type === 'unknown' ? value : convert(value, 'dynamic', type);
      }),
  );
}
