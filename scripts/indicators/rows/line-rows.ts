import { LongList } from './long-list.js';
import type { IndicatorRow } from './row.js';

/** A row as a line of its file. A view and no copy: most rows of a list only go from the old file to the new one. */
export class LineRow implements IndicatorRow {
  /** The line is from `start` to `end` in the text of the file, without its line end. */
  constructor(
    private readonly text: string,
    private readonly start: number,
    private readonly end: number,
    private readonly columns: readonly string[],
    readonly Indicator: string,
    readonly MalwareFamily: string,
  ) {}

  /** As it stands in the file, without its line end. */
  get line(): string {
    return this.text.slice(this.start, this.end);
  }

  get Port(): string {
    return this.#cell('Port');
  }

  get HashType(): string {
    return this.#cell('HashType');
  }

  get ThreatType(): string {
    return this.#cell('ThreatType');
  }

  get Confidence(): string {
    return this.#cell('Confidence');
  }

  get FirstSeen(): string {
    return this.#cell('FirstSeen');
  }

  get ValidUntil(): string {
    return this.#cell('ValidUntil');
  }

  get Source(): string {
    return this.#cell('Source');
  }

  get Report(): string {
    return this.#cell('Report');
  }

  #cell(column: string): string {
    const index = this.columns.indexOf(column);
    if (index === -1) return '';
    let start = this.start;
    for (let comma = 0; comma < index; comma++) start = this.text.indexOf(',', start) + 1;
    const isLast = index === this.columns.length - 1;
    return this.text.slice(start, isLast ? this.end : this.text.indexOf(',', start));
  }
}

/**
 * The rows of a CSV file that has exactly these columns, Indicator first, and no quotes; undefined for any other file:
 * that one needs the parser, which also says what is wrong with it.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a scanner over a text of 100,000 rows: calls would cost what it saves.
export function readLineRows(text: string, columns: readonly string[]): LineRow[] | undefined {
  if (text.includes('"')) return undefined;
  const header = columns.join(',');
  const familyColumn = columns.indexOf('MalwareFamily');
  const families = new Map<string, string>();
  const rows = new LongList<LineRow>();
  let isHeader = true;
  for (let start = 0, next = 0; start < text.length; start = next) {
    const lineEnd = text.indexOf('\n', start);
    next = lineEnd === -1 ? text.length : lineEnd + 1;
    const end = lineEnd === -1 ? next : text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
    if (end <= start) continue;
    if (isHeader) {
      if (text.slice(start, end) !== header) return undefined;
      isHeader = false;
      continue;
    }
    let commas = 0;
    let indicatorEnd = 0;
    let familyStart = 0;
    let familyEnd = 0;
    for (let comma = text.indexOf(',', start); comma !== -1 && comma < end; comma = text.indexOf(',', comma + 1)) {
      if (commas === 0) indicatorEnd = comma;
      commas++;
      if (commas === familyColumn) familyStart = comma + 1;
      else if (commas === familyColumn + 1) familyEnd = comma;
    }
    if (commas !== columns.length - 1) return undefined;
    const name = text.slice(familyStart, familyEnd);
    const family = families.get(name);
    if (family === undefined) families.set(name, name);
    rows.push(new LineRow(text, start, end, columns, text.slice(start, indicatorEnd), family ?? name));
  }
  return isHeader ? undefined : rows.toArray();
}
