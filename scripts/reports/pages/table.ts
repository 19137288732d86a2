import { cellsOfLine } from '../../base/delimited.js';
import { remembering } from '../../base/strings.js';
import { parseIndicator } from '../../indicators/parse.js';
import { isWord, statedType } from '../../indicators/type-words.js';

/** What a column of a report's table means. `typed` columns hold values of the type that their header names. */
export type Column =
  | 'type'
  | 'value'
  | 'threat'
  | 'family'
  | 'first-seen'
  | 'confidence'
  | 'status'
  | 'table'
  | 'other'
  | 'typed';

/** What stands between the cells of a table. */
export type Delimiter = 'pipe' | 'tab' | 'comma' | 'blanks';

/** The header of a table. */
export interface Header {
  delimiter: Delimiter;
  columns: Column[];
  /** The header's words, for `typed` columns. */
  words: string[];
}

const MEANINGS: ReadonlyMap<string, Column> = new Map(
  Object.entries<Column>({
    type: 'type',
    ioctype: 'type',
    indicatortype: 'type',
    value: 'value',
    ioc: 'value',
    iocs: 'value',
    iocvalue: 'value',
    indicator: 'value',
    indicators: 'value',
    indicatorvalue: 'value',
    indicatorofcompromise: 'value',
    indicatorsofcompromise: 'value',
    observable: 'value',
    artifact: 'value',
    threattype: 'threat',
    threat: 'threat',
    malware: 'family',
    malwarefamily: 'family',
    family: 'family',
    firstseen: 'first-seen',
    firstseenutc: 'first-seen',
    dateadded: 'first-seen',
    seen: 'first-seen',
    confidence: 'confidence',
    confidencelevel: 'confidence',
    status: 'status',
    urlstatus: 'status',
    sentineltable: 'table',
  }),
);

/** Each line of a table is looked at as its header, word for word. */
const columnOf = remembering((word): Column => {
  if (!isWord(word)) return 'other';
  return MEANINGS.get(normalise(word)) ?? (statedType(word) === null ? 'other' : 'typed');
});

/** The columns of ThreatFox-derived and of URLhaus-derived reports, for rows that have lost their header. */
export const THREATFOX_HEADER = header(['Type', 'Value', 'Threat Type', 'First Seen', 'Confidence']);
export const URLHAUS_HEADER = header(['URL', 'Status', 'Threat', 'Date Added']);
/** `SHA256 | 2cf24…`: a list of types and values. */
export const LIST_HEADER = header(['Type', 'Value']);
const TABLES_HEADER = header(['Sentinel Table', 'Notes']);

/** Cells of a line that is a table's row: between pipes, tabs, commas, or two and more blanks. */
export function splitCells(line: string, delimiter: Delimiter): string[] {
  const text = line.trim();
  if (delimiter === 'pipe') return splitPipes(text);
  if (delimiter === 'comma') return cellsOfLine(text, ',') ?? [text];
  return text.split(delimiter === 'tab' ? '\t' : / {2,}/).map((cell) => cell.trim());
}

/** Whether a line is the rule below a Markdown header: `|---|:--:|`. */
export function isRule(line: string): boolean {
  return /^[\s|:+=-]+$/.test(line) && line.includes('-') && /[|+]|-{3}/.test(line);
}

/**
 * Reads a line as the header of a table of indicators or of required Sentinel tables; null when it is none.
 * @param inTable a table is open: `| sha256 | … |` is a row of it then, and no header with a column of hashes
 */
export function readHeader(line: string, inTable: boolean): Header | null {
  if (line.length > 500) return null;
  const delimiter = line.includes('|') ? 'pipe' : line.includes('\t') ? 'tab' : line.includes(',') ? 'comma' : 'blanks';
  const words = splitCells(line, delimiter);
  // A sentence has commas, too: each of a header's words is short, and more than one of them known.
  if (delimiter === 'comma' && !isCommaHeader(words)) return null;
  const isFramed = /^\|.*\|$/.test(line.trim());
  if (words.length < 2 && !isFramed) return gluedHeader(line);
  const found = header(words, delimiter);
  if (found.columns.includes('value') || found.columns.includes('table')) return found;
  const namesTypes = !inTable && words.every((word) => /^[a-z][\w ()/#-]{0,39}$/i.test(word));
  return namesTypes && found.columns.includes('typed') ? found : null;
}

function isCommaHeader(words: readonly string[]): boolean {
  const known = words.filter((word) => columnOf(word) !== 'other');
  return known.length >= 2 && words.every((word) => /^[\w -]{1,30}$/.test(word));
}

/** `Sentinel TableNotes`: a header whose cells have grown together. */
function gluedHeader(line: string): Header | null {
  const glued = normalise(line);
  const known = [THREATFOX_HEADER, URLHAUS_HEADER, TABLES_HEADER];
  return known.find(({ words }) => normalise(words.join('')) === glued) ?? null;
}

/** The cells of a row in the header's order, or null when the row has fewer. */
export function alignCells(cells: readonly string[], columns: readonly Column[]): string[] | null {
  if (cells.length < columns.length) return null;
  if (cells.length === columns.length) return [...cells];
  // A value may hold pipes of its own: what the columns before and after it leave over is the value.
  const at = Math.max(
    0,
    columns.findIndex((column) => column === 'value' || column === 'typed'),
  );
  const tail = columns.length - at - 1;
  return [...cells.slice(0, at), cells.slice(at, cells.length - tail).join('|'), ...cells.slice(cells.length - tail)];
}

function header(words: string[], delimiter: Delimiter = 'pipe'): Header {
  return { delimiter, columns: words.map(columnOf), words };
}

/** Between pipes that no backslash escapes; one pipe at either end is the table's frame. */
function splitPipes(text: string): string[] {
  const cells = text.includes('\\|') ? splitEscapedPipes(text) : text.split('|').map((cell) => cell.trim());
  if (cells.length > 1 && cells[0] === '') cells.shift();
  if (cells.length > 1 && cells.at(-1) === '') cells.pop();
  return cells;
}

function splitEscapedPipes(text: string): string[] {
  const cells: string[] = [];
  let cell = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && text[at + 1] === '|') {
      cell += '|';
      at++;
    } else if (text[at] === '|') {
      cells.push(cell.trim());
      cell = '';
    } else {
      cell += text[at];
    }
  }
  cells.push(cell.trim());
  return cells;
}

function normalise(words: string): string {
  return words.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** The columns of a row without a header, known by its first cell; null for a line that is no row. */
export function headerless(cells: readonly string[]): Header | null {
  const [first = '', second = ''] = cells;
  if (/^[a-z0-9:_ -]{2,24}$/i.test(first) && statedType(first) !== null) {
    if (cells.length >= 4) return THREATFOX_HEADER;
    return cells.length === 2 && 'type' in parseIndicator(second, first) ? LIST_HEADER : null;
  }
  return isUrl(first) && /^(?:online|offline|unknown)$/i.test(second) ? URLHAUS_HEADER : null;
}

/** Whether a cell starts as a URL does, defanged or not. */
export function isUrl(text: string): boolean {
  return /^(?:h..ps?|f.ps?)(?:\[?:\]?\/\/|\[:\/\/\])/i.test(text);
}
