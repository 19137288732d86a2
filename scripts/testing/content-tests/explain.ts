import { shorten } from '../../base/strings.js';
import { type Prepared, type Result, type Row, type Table, type TraceStep, toJson } from '../../kql/index.js';
import { follow, type Way } from '../follow.js';
import type { Subject } from '../subject.js';
import { queryRange } from '../subject.js';
import type { Workbench } from '../workbench.js';
import type { Mismatch } from './compare.js';
import type { ReadyTest } from './ready-test.js';

/** A test that failed, with all that can tell why. */
export interface Failure {
  subject: Subject;
  prepared: Prepared;
  ready: ReadyTest;
  result: Result;
  bench: Workbench;
}

/** Rows that are followed through the query: those of a test are few, those of a file may not be. */
const MAX_FOLLOWED = 100;
/** Characters of a row, and of a step, that a message shows. */
const MAX_SHOWN = 300;
const MAX_STEP = 160;

/** Which row is wrong, and the step of the query at which it was lost or should have been; empty where nothing tells. */
export function explain(mismatch: Mismatch, failure: Failure): string {
  if (mismatch.kind === 'too-few') return explainLost(failure);
  if (mismatch.kind === 'too-many') return explainSurplus(mismatch, failure);
  return explainValue(mismatch, failure);
}

interface Followed extends Way {
  table: string;
  number: number;
  row: Row;
}

function followed({ prepared, ready }: Failure): Followed[] {
  const all: Followed[] = [];
  for (const [table, { columns, rows }] of ready.logs) {
    if (table === 'indicators') continue;
    for (const [number, row] of rows.slice(0, MAX_FOLLOWED).entries()) {
      const way = follow(prepared, ready.sources, ready.options, { table, columns, row });
      all.push({ table, number, row, ...way });
    }
  }
  return all;
}

/** The row that came furthest of those which did not reach the result. */
function explainLost(failure: Failure): string {
  const lost = followed(failure).filter(({ reaches }) => reaches === 0);
  const furthest = lost.reduce<Followed | undefined>((best, one) => {
    return best && (best.lostAt?.start ?? 0) >= (one.lostAt?.start ?? 0) ? best : one;
  }, undefined);
  if (!furthest) return '';
  const row = `row ${furthest.number + 1} of ${furthest.table} ${shownRow(furthest.row, tableOf(failure, furthest))}`;
  if (furthest.lostAt) return `${row} is lost at ${shownStep(furthest.lostAt, failure)}`;
  const isRead = failure.prepared.reads.tables.includes(furthest.table);
  return isRead ? `${row} does not reach the result` : `the query does not read the table ${furthest.table}`;
}

function tableOf({ ready }: Failure, { table }: Followed): Table {
  return ready.logs.get(table) ?? { columns: [], rows: [] };
}

/** The first row that reaches the result, and the last step that lets it pass. */
function explainSurplus({ rows }: Mismatch, failure: Failure): string {
  const { result } = failure;
  const reaching = followed(failure).filter(({ reaches }) => reaches > 0);
  const [first] = reaching;
  if (!first) {
    const surplus = result.rows[rows[0] ?? 0];
    return surplus ? `such as ${shownRow(surplus, result)}` : '';
  }
  const last = first.passes.findLast(({ operator }) => FILTERS.has(operator)) ?? first.passes.at(-1);
  const others = reaching.length > 1 ? ` (and ${reaching.length - 1} more)` : '';
  const row = `row ${first.number + 1} of ${first.table} ${shownRow(first.row, tableOf(failure, first))}${others} reaches the result`;
  return last ? `${row}; the last step that lets it pass is ${shownStep(last, failure)}` : row;
}

/** Steps that can leave a row out. */
const FILTERS = new Set(['where', 'join', 'lookup', 'distinct', 'take', 'top', 'mv-expand', 'parse-where', 'search']);

/** The row of the result that is wrong, and the last step that makes its column. */
function explainValue({ path, rows }: Mismatch, failure: Failure): string {
  const { result, prepared } = failure;
  const row = result.rows[rows[0] ?? 0];
  if (!row) return '';
  const column = String(path.at(-1));
  const makes = new RegExp(`(?:^|[^\\w])${column.replace(/[^\w]/g, '\\$&')}\\s*=[^=~]`);
  const step = result.trace.findLast(({ start, end }) => makes.test(prepared.query.slice(start, end)));
  const made = step ? `; ${column} is made at ${shownStep(step, failure)}` : '';
  return `in the row ${shownRow(row, result)}${made}`;
}

/** A row's cells that say something, as JSON. */
function shownRow(row: Row, { columns }: Pick<Table | Result, 'columns'>): string {
  const cells = columns.flatMap(({ name, type }, index) => {
    const value = row[index];
    return value === null || value === undefined || value === '' ? [] : [[name, toJson(value, type)] as const];
  });
  return shorten(JSON.stringify(Object.fromEntries(cells)), MAX_SHOWN);
}

/** A step's text on one line, and its place in the file. */
function shownStep(step: TraceStep, { prepared, subject, ready }: Failure): string {
  const text = shorten(prepared.query.slice(step.start, step.end).replace(/\s+/g, ' ').trim(), MAX_STEP);
  const { start } = queryRange(subject, ready.placed.part, step);
  return `\`${text}\` (${subject.file}:${start.line}:${start.column})`;
}
