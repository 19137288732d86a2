import type { IndicatorRow } from './watchlist-rows.js';

/** A row as a line of its file. A view and no copy: most rows of a list only go from the old file to the new one. */
export class LineRow implements IndicatorRow {
  constructor(
    /** Without its line end. */
    readonly line: string,
    readonly Indicator: string,
    readonly MalwareFamily: string,
    private readonly columns: readonly string[],
  ) {}

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
    let start = 0;
    for (let comma = 0; comma < index; comma++) start = this.line.indexOf(',', start) + 1;
    const end = this.line.indexOf(',', start);
    return end === -1 ? this.line.slice(start) : this.line.slice(start, end);
  }
}

/**
 * The rows of a CSV file that has exactly these columns, Indicator first, and no quotes; undefined for any other file:
 * that one needs the parser, which also says what is wrong with it.
 */
export function readLineRows(text: string, columns: readonly string[]): LineRow[] | undefined {
  if (text.includes('"')) return undefined;
  const lines = linesOf(text);
  if (lines.next().value !== columns.join(',')) return undefined;
  const familyColumn = columns.indexOf('MalwareFamily');
  const families = new Map<string, string>();
  const rows: LineRow[] = [];
  for (const line of lines) {
    let commas = 0;
    let indicatorEnd = 0;
    let familyStart = 0;
    let familyEnd = 0;
    for (let comma = line.indexOf(','); comma !== -1; comma = line.indexOf(',', comma + 1)) {
      if (commas === 0) indicatorEnd = comma;
      commas++;
      if (commas === familyColumn) familyStart = comma + 1;
      else if (commas === familyColumn + 1) familyEnd = comma;
    }
    if (commas !== columns.length - 1) return undefined;
    const name = line.slice(familyStart, familyEnd);
    let family = families.get(name);
    if (family === undefined) {
      family = name;
      families.set(name, name);
    }
    rows.push(new LineRow(line, line.slice(0, indicatorEnd), family, columns));
  }
  return rows;
}

/** The lines of a text without their ends, LF or CRLF; empty ones are none. */
function* linesOf(text: string): Generator<string, undefined> {
  for (let start = 0; start < text.length; ) {
    const lineEnd = text.indexOf('\n', start);
    const next = lineEnd === -1 ? text.length : lineEnd;
    const end = lineEnd > start && text[lineEnd - 1] === '\r' ? next - 1 : next;
    if (end > start) yield text.slice(start, end);
    start = next + 1;
  }
}
