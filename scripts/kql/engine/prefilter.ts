import type { Column } from '../model.js';
import { compile } from './interpret/expression.js';
import { evaluateStep } from './interpret/step.js';
import type { Expr, Scan, Step } from './plan.js';
import { walkPlan } from './prepared.js';
import { Rewriter } from './rewrite.js';
import { NotRun, Run } from './run.js';
import type { Prepared, Sources } from './types.js';
import { empty, type Row } from './values/value.js';

/** Conditions that a query puts on the rows of a table before anything else; all of them must hold. */
interface Reading {
  readonly scan: Scan;
  readonly conditions: readonly Expr[];
}

/** Whether any of the queries could use a row. `columns` are those of the row, the same for all rows of a table. */
export type RowFilter = (table: string, row: Row, columns: readonly Column[]) => boolean;

/**
 * Tells which rows of tables the queries can do without, before they are kept in memory: those that a filter directly
 * after the table leaves out. Filters that ask the clock count for nothing, so that the rows serve for any moment. What a
 * filter compares with (watchlists, tables of the query) comes from `sources`, which must not read the tables themselves.
 */
export function rowFilter(queries: readonly Prepared[], sources: Sources): RowFilter {
  const readings = new Map<string, Reading[]>();
  for (const { plan } of queries) {
    for (const reading of readingsOf(plan)) {
      const { name } = reading.scan;
      readings.set(name, [...(readings.get(name) ?? []), reading]);
    }
  }
  const limits = { deadlineMs: Number.POSITIVE_INFINITY, maxRows: Number.POSITIVE_INFINITY };
  const run = new Run({ evaluate: evaluateStep, now: 0n, sources, ...limits });
  const tests = new Map<string, ((row: Row) => boolean)[]>();
  return (table, row, columns) => {
    let known = tests.get(table);
    if (!known) {
      known = (readings.get(table) ?? []).map((reading) => testOf(reading, columns, run));
      tests.set(table, known);
    }
    return known.some((test) => test(row));
  };
}

/** Each place where a plan reads a table, with the filters that stand on it. */
function readingsOf(plan: Step): Reading[] {
  const readings: Reading[] = [];
  const filtered = new Set<Step>();
  const readers = readersOf(plan);
  walkPlan(plan, {
    step: (step) => {
      if (step.kind !== 'where' || filtered.has(step)) return;
      const conditions: Expr[] = [];
      let below: Step = step;
      // What another step reads too ends the chain: that one does not ask the filters after it.
      for (; below.kind === 'where' && (below === step || readers.get(below) === 1); below = below.input) {
        filtered.add(below);
        conditions.push(...conjuncts(below.condition));
      }
      if (below.kind !== 'scan' || below.source !== 'table') return;
      readings.push({ scan: below, conditions: conditions.filter(isTimeless) });
    },
  });
  // A table that something else than a filter reads as well, is needed whole.
  const whole = scansWithoutFilter(plan);
  return [...readings.filter(({ scan }) => !whole.has(scan)), ...[...whole].map((scan) => ({ scan, conditions: [] }))];
}

/** How many steps and expressions read each step. */
function readersOf(plan: Step): ReadonlyMap<Step, number> {
  const readers = new Map<Step, number>();
  const count = (step: Step) => readers.set(step, (readers.get(step) ?? 0) + 1);
  walkPlan(plan, {
    step: (step) => {
      for (const input of inputsOf(step)) count(input);
    },
    expr: (expr) => {
      if (expr.kind === 'scalar' || expr.kind === 'needles') count(expr.input);
    },
  });
  return readers;
}

function scansWithoutFilter(plan: Step): ReadonlySet<Scan> {
  const whole = new Set<Scan>();
  const look = (step: Step) => {
    if (step.kind === 'scan' && step.source === 'table') whole.add(step);
  };
  look(plan);
  walkPlan(plan, {
    step: (step) => {
      if (step.kind !== 'where') for (const input of inputsOf(step)) look(input);
    },
    expr: (expr) => {
      if (expr.kind === 'scalar' || expr.kind === 'needles') look(expr.input);
    },
  });
  return whole;
}

function inputsOf(step: Step): readonly Step[] {
  switch (step.kind) {
    case 'join':
      return [step.left, step.right];
    case 'union':
      return step.inputs.map(({ input }) => input);
    case 'plugin':
      return [step.input, ...step.args.flatMap((argument) => (argument.kind === 'table' ? [argument.input] : []))];
    case 'apply':
      return [step.expand.input, step.body];
    case 'partition':
      return [step.input, step.body];
    default:
      return 'input' in step ? [step.input] : [];
  }
}

function conjuncts(condition: Expr): readonly Expr[] {
  return condition.kind === 'call' && condition.name === 'and' ? condition.args.flatMap(conjuncts) : [condition];
}

const OF_THE_CLOCK = new Set(['now', 'ago']);

/** Whether a condition can be asked of a row alone: no clock, no neighbours, no table of logs. */
function isTimeless(condition: Expr): boolean {
  let isAlone = true;
  const look = (expr: Expr) => {
    if (expr.kind === 'call' && (OF_THE_CLOCK.has(expr.name) || /^(prev|next|row_)/.test(expr.name))) isAlone = false;
    if (expr.kind === 'late') isAlone = false;
  };
  const rewriter = new Rewriter({
    expr: (expr) => {
      look(expr);
      return undefined;
    },
    step: (step) => {
      if (step.kind === 'scan' && step.source !== 'watchlist') isAlone = false;
      return undefined;
    },
  });
  rewriter.expr(condition);
  return isAlone;
}

function testOf({ scan, conditions }: Reading, columns: readonly Column[], run: Run): (row: Row) => boolean {
  const places = scan.columns.map(({ name }) => columns.findIndex((column) => column.name === name));
  const isSame = (index: number) => columns[places[index] ?? -1]?.type === scan.columns[index]?.type;
  const rewriter = new Rewriter({
    expr: (expr) => {
      if (expr.kind !== 'column') return undefined;
      const index = places[expr.index] ?? -1;
      if (index === -1) return { kind: 'constant', type: expr.type, value: empty(expr.type), at: expr.at };
      return { ...expr, index };
    },
  });
  const uses = (condition: Expr) => columnsIn(condition).every((index) => places[index] === -1 || isSame(index));
  const tests = conditions.filter(uses).map((condition) => compile(rewriter.expr(condition)).evaluate);
  return (row) => {
    try {
      return tests.every((test) => test(row, run) === true);
    } catch (error) {
      // The query will say itself what it cannot do.
      if (error instanceof NotRun) return true;
      throw error;
    }
  };
}

function columnsIn(condition: Expr): number[] {
  const found: number[] = [];
  new Rewriter({
    expr: (expr) => {
      if (expr.kind === 'column') found.push(expr.index);
      return undefined;
    },
    step: (step) => step,
  }).expr(condition);
  return found;
}
