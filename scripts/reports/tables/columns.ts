import { isReference } from '../../indicators/screening/reference-hosts.js';
import { isOtherType, looseType } from '../../indicators/type-words.js';
import { parseCellDate, parseDate } from '../fields.js';
import { bare, type CellValue, startsWithValue, valuesInside, wholeValues } from './cells.js';
import { type ColumnRole, headerRole, holdsValues } from './headers.js';

/** What a column was understood as. */
export interface Column {
  /** From 1. */
  index: number;
  /** As the table has it; empty for a table without a header. */
  header: string;
  as: ColumnRole;
}

/** Rows by which a column is judged. */
export const SAMPLE_ROWS = 1000;
/** A column holds values when at least this share of its cells does. */
const ENOUGH = 0.5;

/** What the cells of a column look like. */
interface Look {
  filled: number;
  /** Shares of the filled cells. */
  values: number;
  dates: number;
  /** Dates, and numbers that could be some. */
  instants: number;
  typeWords: number;
  references: number;
  /** The type that most of its values have, or `value` where no type has most. */
  role: ColumnRole;
}

/**
 * Whether the first row is a header: no cell of it is a value, and it has words that mean something, or rows below it
 * have values where it has words.
 */
export function isHeader(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const filled = first.filter((cell) => bare(cell) !== '');
  if (filled.length === 0 || filled.some((cell) => wholeValues(cell, '') !== null || cell.length > 120)) return false;
  const known = filled.filter((cell) => headerRole(bare(cell)) !== null).length;
  if (known === 0) return false;
  // `SHA256 | files of the loader`: a row of a type and no value has a value in the row below, in the same column.
  const valued = rows.slice(0, 50).some((row) => row.some((cell) => wholeValues(cell, '') !== null));
  return valued ? known >= 1 : known >= 2 || known === filled.length;
}

/** Recognises the columns of a table by what their cells are; the header's words help. */
export function recogniseColumns(header: readonly string[] | null, rows: readonly (readonly string[])[]): Column[] {
  const width = Math.max(header?.length ?? 0, ...rows.slice(0, SAMPLE_ROWS).map((row) => row.length));
  const columns: Column[] = [];
  const looks: Look[] = [];
  for (let index = 0; index < width; index++) {
    const cells = rows.slice(0, SAMPLE_ROWS).map((row) => row[index] ?? '');
    looks.push(lookAt(cells));
    columns.push({ index: index + 1, header: bare(header?.[index] ?? ''), as: 'other' });
  }
  for (const [index, column] of columns.entries()) {
    column.as = roleOf(column.header === '' ? null : headerRole(column.header), looks[index] ?? NO_LOOK);
  }
  const holds = ({ as, index }: Column) => holdsValues(as) && (looks[index - 1]?.references ?? 0) < ENOUGH;
  if (!columns.some(holds)) promoteBest(columns, looks);
  settleReferences(columns, looks);
  settleTypes(columns, looks);
  return columns;
}

const NO_LOOK: Look = { filled: 0, values: 0, dates: 0, instants: 0, typeWords: 0, references: 0, role: 'value' };

function lookAt(cells: readonly string[]): Look {
  const filled = cells.map(bare).filter((cell) => cell !== '' && !/^(?:-+|n\/?a|none|null)$/i.test(cell));
  if (filled.length === 0) return NO_LOOK;
  const values = filled.map((cell) => wholeValues(cell, '') ?? (startsWithValue(cell) ? valuesInside(cell) : null));
  const read = values.filter((value) => value !== null);
  const share = (number: number) => number / filled.length;
  return {
    filled: filled.length,
    values: share(read.length),
    dates: share(filled.filter((cell) => /\d{4}|\d[/.]\d/.test(cell) && typeof parseDate(cell) === 'string').length),
    instants: share(filled.filter((cell) => cell.length <= 40 && typeof parseCellDate(cell) === 'string').length),
    typeWords: share(
      filled.filter((cell) => cell.length <= 40 && (looseType(cell) !== null || isOtherType(cell))).length,
    ),
    references:
      read.length === 0
        ? 0
        : read.filter((value) => value.every(({ indicator }) => indicator.type === 'url' && isReference(indicator)))
            .length / read.length,
    role: commonRole(read.flat()),
  };
}

function commonRole(values: readonly CellValue[]): ColumnRole {
  const counts = new Map<ColumnRole, number>();
  for (const { indicator } of values) counts.set(indicator.type, (counts.get(indicator.type) ?? 0) + 1);
  const [role, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['value', 0];
  return count >= 0.9 * values.length ? role : 'value';
}

function roleOf(stated: ColumnRole | null, look: Look): ColumnRole {
  const isValues = look.values >= ENOUGH;
  switch (stated) {
    case null:
      if (look.dates >= 0.7) return 'first-seen';
      if (look.typeWords >= 0.7 && !isValues) return 'type';
      return isValues ? look.role : 'other';
    case 'type':
    case 'family':
    case 'threat':
    case 'port':
    case 'status':
    case 'actor':
    case 'campaign':
      return isValues && look.values >= 0.8 && look.role !== 'value' ? look.role : stated;
    case 'first-seen':
    case 'last-seen':
    case 'valid-until':
      return isValues ? look.role : dateRole(stated, look);
    case 'file':
      return look.role !== 'domain' && look.role !== 'value' && isValues ? look.role : stated;
    case 'description':
      return isValues && look.values >= 0.9 && look.role !== 'value' && look.references < ENOUGH ? look.role : stated;
    default:
      return stated;
  }
}

/** `seen: true` is no date. */
function dateRole(stated: ColumnRole, { filled, instants }: Look): ColumnRole {
  return filled > 0 && instants === 0 ? 'description' : stated;
}

/** Links to pages about an indicator are evidence: where other columns hold the indicators. */
function settleReferences(columns: readonly Column[], looks: readonly Look[]): void {
  const others = (column: Column) => columns.some((other) => other !== column && holdsValues(other.as));
  for (const [index, column] of columns.entries()) {
    const look = looks[index] ?? NO_LOOK;
    if (holdsValues(column.as) && look.references >= ENOUGH && others(column)) column.as = 'reference';
    else if (column.as === 'reference' && look.references < ENOUGH && !others(column) && look.values >= ENOUGH) {
      column.as = look.role;
    }
  }
}

/** One column tells the types of another: with words for types in its cells, whatever its header says. */
function settleTypes(columns: readonly Column[], looks: readonly Look[]): void {
  if (columns.some(({ as }) => as === 'type')) return;
  if (!columns.some(({ as }) => holdsValues(as))) return;
  const at = looks.findIndex(
    ({ typeWords, values }, index) =>
      typeWords >= 0.7 && values < ENOUGH && ['other', 'description', 'threat'].includes(columns[index]?.as ?? ''),
  );
  const column = columns[at];
  if (column !== undefined) column.as = 'type';
}

/** No header and no column says where the values are: the column with the most of them. */
function promoteBest(columns: readonly Column[], looks: readonly Look[]): void {
  const share = (index: number) => looks[index]?.values ?? 0;
  const references = (index: number) => looks[index]?.references ?? 0;
  const [best] = columns
    .filter(({ as, index }) => share(index - 1) > 0.05 && !['decoy', 'fingerprint', 'file'].includes(as))
    .filter(({ index }) => references(index - 1) < ENOUGH)
    .sort((a, b) => share(b.index - 1) - share(a.index - 1));
  if (best !== undefined && !holdsValues(best.as)) best.as = 'value';
}
