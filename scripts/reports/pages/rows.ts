import { cleanText, shorten } from '../../base/strings.js';
import { parseIndicator } from '../../indicators/parse.js';
import { refang } from '../../indicators/refang.js';
import type { Admission } from '../../indicators/screening/screen.js';
import { statedType } from '../../indicators/type-words.js';
import type { Collector, Details } from '../extraction/collector.js';
import { extract } from '../extraction/extract.js';
import { parseConfidence, parseDate } from '../fields.js';
import type { Row } from './page.js';
import { alignCells, type Column } from './table.js';

/** What became of a row's value, beside the row's own word for its type. */
export interface TakenValue {
  /** As the row states it; empty when it states none. */
  stated: string;
  admission: Admission;
}

/** Values in one cell: `a, b`, `a b` or one below the other. A cell of one value is the rule. */
const MAX_VALUES_IN_CELL = 1000;

/**
 * Takes the values of one row. Each of them ends among the indicators, the reviews or the rejections; a row without
 * a value is rejected as it stands.
 * @param fallback what holds for a row with this status that does not say otherwise: the report's family
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
export function takeRow(row: Row, collector: Collector, fallback: (status: string) => Details): TakenValue[] {
  const { columns, words } = row.header;
  const whole = row.cut ? null : alignCells(withoutMissingType(row.cells, columns), columns);
  const cells = whole ?? shortRow(row, collector);
  if (cells === null) return [];
  const status = cells[columns.indexOf('status')] ?? '';
  const details = readDetails(cells, columns, collector, fallback(status));
  const typeAt = columns.indexOf('type');
  const taken: TakenValue[] = [];
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? '';
    if ((column !== 'value' && column !== 'typed') || isEmptyCell(cell)) continue;
    const stated = column === 'typed' ? (words[index] ?? '') : (cells[typeAt] ?? '');
    // Where a row states the type of its one value, a blank in a URL is no separator: what stands before is another URL.
    const isOne = column === 'value' && typeAt !== -1 && hasScheme(cell);
    for (const value of isOne ? urlsOf(cell, stated) : valuesOf(cell, stated)) {
      taken.push({ stated, admission: collector.add(value, stated === '' ? undefined : stated, details) });
    }
  }
  if (taken.length === 0) collector.reject(shown(row), 'the row names no value');
  return taken;
}

/** Whether a cell begins with a scheme, in any style. */
function hasScheme(cell: string): boolean {
  const start = cell.slice(0, 40);
  return /[/\\]/.test(start) && /^\S{1,12}:\/\//.test(refang(start));
}

/** A row with too few cells: its value is complete when another cell follows it. */
function shortRow(row: Row, collector: Collector): string[] | null {
  const { columns } = row.header;
  const valueAt = columns.findIndex((column) => column === 'value' || column === 'typed');
  const complete = row.cells.length > valueAt + 1 || (valueAt > 0 && row.cells.length > valueAt);
  const size = `${row.cells.length} of ${columns.length} cells`;
  if (!complete || row.cut) {
    collector.reject(shown(row), row.cut ? 'the report ends inside this row' : `the row has only ${size}`);
    return null;
  }
  collector.warn('malformed-row', `a row has only ${size}: ${shown(row)}`);
  return row.cells;
}

/** `| 1.2.3.4:443 | botnet_cc | … |`: a row without its first cell, the type. */
function withoutMissingType(cells: readonly string[], columns: readonly Column[]): readonly string[] {
  const [first = ''] = cells;
  if (columns[0] !== 'type' || cells.length !== columns.length - 1 || statedType(first) !== null) return cells;
  return 'type' in parseIndicator(first) ? ['', ...cells] : cells;
}

function readDetails(cells: readonly string[], columns: readonly Column[], collector: Collector, fallback: Details) {
  const cell = (column: Column) => cells[columns.indexOf(column)] ?? '';
  const confidence = parseConfidence(cell('confidence'));
  if (confidence === undefined) {
    collector.warn('bad-confidence', `the confidence "${short(cell('confidence'))}" is no number from 0 to 100`);
  }
  const firstSeen = parseDate(cell('first-seen'));
  if (firstSeen === undefined) {
    collector.warn('bad-date', `"${short(cell('first-seen'))}" is no date; write it as YYYY-MM-DD`);
  }
  const family = cleanText(cell('family'));
  return {
    ...fallback,
    family: family === '' ? fallback.family : family,
    threatType: shorten(cleanText(cell('threat')), 100).replace(/^-$/, '') || fallback.threatType,
    confidence: confidence ?? fallback.confidence,
    firstSeen: firstSeen ?? fallback.firstSeen,
  };
}

/** The values of a cell: it is one (a URL may hold commas), or a list of some, or a text that names some. */
function valuesOf(cell: string, stated: string): string[] {
  const value = unlink(cell.replace(/<br\s*\/?>/gi, ' ').trim());
  const type = stated === '' ? undefined : stated;
  if (!/[\s,;]/.test(value) || 'type' in parseIndicator(value, type)) return [value];
  const parts = value.split(/[\s,;]+/).filter(Boolean);
  const all = parts.length <= MAX_VALUES_IN_CELL && parts.every((part) => 'type' in parseIndicator(part, type));
  if (all) return parts;
  const found = extract(value).slice(0, MAX_VALUES_IN_CELL);
  return found.length > 0 ? found.map((item) => item.value) : [value];
}

/** The URLs of a cell, when it holds nothing else but a note in brackets; else the cell as it stands. */
function urlsOf(cell: string, stated: string): string[] {
  const value = unlink(
    cell
      .replace(/<br\s*\/?>/gi, ' ')
      .replace(/:\/\/\s+/, '://')
      .trim(),
  );
  const bare = /^(\S+)\s+[([][^()[\]]*[)\]]$/.exec(value)?.[1] ?? value;
  if (!/\s/.test(bare)) return [bare];
  const parts = bare.split(/[\s,;]+/).filter(Boolean);
  const isList = parts.length <= MAX_VALUES_IN_CELL && parts.every((part) => 'type' in parseIndicator(part, stated));
  return isList ? parts : [value];
}

/** The text of a Markdown link or code span. */
function unlink(cell: string): string {
  const target = cell.startsWith('[') && cell.endsWith(')') ? cell.indexOf('](') : -1;
  return (target === -1 ? cell : cell.slice(1, target)).replace(/^(`+|\*\*)(.*)\1$/s, '$2').trim();
}

function isEmptyCell(cell: string): boolean {
  return /^[-–—\s]*$/.test(cell);
}

function shown(row: Row): string {
  return shorten(refang(cleanText(row.cells.join(' | ').slice(0, 301))), 300);
}

function short(text: string): string {
  return shorten(cleanText(text), 40);
}
