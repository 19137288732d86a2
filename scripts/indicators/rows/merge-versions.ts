import { csvLine } from '../../base/csv.js';
import { compareText } from '../../base/diagnostic.js';
import { readTable } from '../../base/strict-csv.js';
import { earlier, later } from '../lifetime.js';
import { compareRows, rowReader } from './row.js';

/** Two versions of a list as one. */
export interface MergedList {
  /** With git's conflict markers around the rows that a person decides on. */
  text: string;
  /** The rows that could not be joined, as people name them. */
  conflicts: string[];
}

/** A list's columns that make a row what it is, by the first of them; else the first column of the list does. */
const KEYS: readonly (readonly string[])[] = [
  ['Indicator', 'Port', 'MalwareFamily'],
  ['Value', 'Type', 'MalwareFamily'],
  ['value'],
];

/** How cells of one column become one where both versions changed them: as ingest joins what two reports say. */
const JOINED: Record<string, (ours: string, theirs: string) => string> = {
  Confidence: (ours, theirs) => String(Math.max(Number(ours), Number(theirs))),
  FirstSeen: earlier,
  ValidUntil: later,
  Source: (ours, theirs) => union(ours, theirs, '; '),
  Report: (ours, theirs) => union(ours, theirs, ' '),
};

type Cells = readonly string[];

/**
 * Joins two versions of a list (CSV) that come from one: row by row, by what makes a row what it is, and cell by cell
 * where both changed a row. A row that one version removed and the other changed is a conflict, and so are two changes of
 * one cell that are no date, confidence, source or report. Sorted lists stay sorted.
 * @param base the version that both come from; empty where there is none
 * @throws SentinelError for a version that is no such list, or whose columns are others
 */
export function mergeVersions(file: string, base: string, ours: string, theirs: string): MergedList {
  const [mine, other] = [readTable(file, ours, []), readTable(file, theirs, [])];
  const { header } = mine;
  readTable(file, theirs, header);
  const old = base.trim() === '' ? { header, rows: [] } : readTable(file, base, []);
  const keys = KEYS.find(([first = '']) => header.includes(first)) ?? header.slice(0, 1);
  const columns = keys.filter((column) => header.includes(column)).map((column) => header.indexOf(column));
  const keyOf = (cells: Cells) => columns.map((column) => cells[column] ?? '').join('\n');
  const index = (table: { header: string[]; rows: { cells: string[] }[] }) =>
    new Map(table.rows.map(({ cells }) => arranged(cells, table.header, header)).map((cells) => [keyOf(cells), cells]));
  const [before, left, right] = [index(old), index(mine), index(other)];

  const rows = inOrder(left, right, header).map((key): Joined => {
    const [was, one, two] = [before.get(key), left.get(key), right.get(key)];
    return { key, outcome: joinRow(was, one, two, header), one, two };
  });
  const conflicts = rows
    .filter(({ outcome }) => outcome === 'conflict')
    .map(({ key }) => key.trim().replaceAll('\n', ' '));
  const text = [csvLine(header), ...rows.map(textOf)].join('');
  return { text: ours.includes('\r\n') || !ours.includes('\n') ? text : text.replaceAll('\r\n', '\n'), conflicts };
}

interface Joined {
  key: string;
  outcome: Cells | undefined | 'conflict';
  one: Cells | undefined;
  two: Cells | undefined;
}

function textOf({ outcome, one, two }: Joined): string {
  if (outcome === undefined) return '';
  if (outcome !== 'conflict') return csvLine(outcome);
  const [left, right] = [one, two].map((cells) => (cells ? csvLine(cells) : ''));
  return `<<<<<<< ours\r\n${left}=======\r\n${right}>>>>>>> theirs\r\n`;
}

/** Cells in the order of another header. */
function arranged(cells: Cells, from: Cells, to: Cells): Cells {
  return to.map((column) => cells[from.indexOf(column)] ?? '');
}

/** The keys of both versions: sorted where the list is one of indicators, else theirs behind what goes before it there. */
function inOrder(left: ReadonlyMap<string, Cells>, right: ReadonlyMap<string, Cells>, header: string[]): string[] {
  const keys = [...left.keys()];
  let previous: string | undefined;
  for (const key of right.keys()) {
    if (!left.has(key)) keys.splice(previous === undefined ? 0 : keys.indexOf(previous) + 1, 0, key);
    previous = key;
  }
  if (!header.includes('Indicator')) return keys;
  const toRow = rowReader(header);
  const rows = new Map(keys.map((key) => [key, toRow(left.get(key) ?? right.get(key) ?? [])]));
  return keys.sort((a, b) => {
    const [one, two] = [rows.get(a), rows.get(b)];
    return one && two ? compareRows(one, two) : compareText(a, b);
  });
}

/** What becomes of one row: undefined for none. */
function joinRow(
  was: Cells | undefined,
  one: Cells | undefined,
  two: Cells | undefined,
  header: string[],
): Cells | undefined | 'conflict' {
  if (isSame(one, two) || isSame(two, was)) return one;
  if (isSame(one, was)) return two;
  if (!one || !two) return 'conflict';
  const cells = header.map((column, index): string | undefined => {
    const [old, left = '', right = ''] = [was?.[index], one[index], two[index]];
    if (left === right || right === old) return left;
    return left === old ? right : JOINED[column]?.(left, right);
  });
  const whole = cells.filter((cell) => cell !== undefined);
  return whole.length === cells.length ? whole : 'conflict';
}

function isSame(one: Cells | undefined, two: Cells | undefined): boolean {
  return one?.join('\n') === two?.join('\n');
}

function union(ours: string, theirs: string, separator: string): string {
  return [...new Set([...ours.split(separator), ...theirs.split(separator)])].filter(Boolean).join(separator);
}
