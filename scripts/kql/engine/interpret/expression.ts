import { aggregateOf } from '../aggregates/catalogue.js';
import type { Accumulator } from '../aggregates/entry.js';
import { entryOf } from '../functions/catalogue.js';
import type { Argument, CallSite, Evaluate } from '../functions/entry.js';
import type { Aggregate, Call, Expr } from '../plan.js';
import { NotRun, Run, refuse } from '../run.js';
import { convert } from '../values/convert.js';
import type { Value, ValueType } from '../values/value.js';

/** Functions that are not the same for each call with the same arguments. */
const VOLATILE = new Set([
  'rand',
  'new_guid',
  'prev',
  'next',
  'row_number',
  'row_cumsum',
  'row_rank_dense',
  'row_rank_min',
  'row_window_session',
]);
/** The same within a run, another in the next. */
const OF_THE_RUN = new Set(['now', 'ago']);

const compiled = new WeakMap<Expr, Argument>();

/** An expression as a function of a row; the same expression is compiled once. */
export function compile(expr: Expr): Argument {
  const known = compiled.get(expr);
  if (known) return known;
  const made = compileNew(expr);
  compiled.set(expr, made);
  return made;
}

function compileNew(expr: Expr): Argument {
  const { type, at } = expr;
  switch (expr.kind) {
    case 'constant': {
      const { value } = expr;
      return { type, at, constant: value, evaluate: () => value };
    }
    case 'column': {
      const { index } = expr;
      return { type, at, constant: undefined, evaluate: (row) => row[index] ?? null };
    }
    case 'late': {
      const { name } = expr;
      const evaluate: Evaluate = (row, run) => {
        const index = run.late.get(name);
        return index === undefined ? (type === 'string' ? '' : null) : (row[index] ?? null);
      };
      return { type, at, constant: undefined, evaluate };
    }
    case 'scalar': {
      const { input } = expr;
      const first = input.columns[0]?.type ?? 'unknown';
      return onceInARun(type, at, (run) => cell(run.evaluate(input).rows[0]?.[0] ?? null, first, type));
    }
    case 'needles': {
      const { input } = expr;
      const first = input.columns[0]?.type ?? 'unknown';
      return onceInARun(type, at, (run) =>
        run.evaluate(input).rows.map((row) => convert(row[0] ?? null, first, 'dynamic')),
      );
    }
    case 'call':
      return compileCall(expr);
  }
}

function cell(value: Value, from: ValueType, to: ValueType): Value {
  if (value === null && to === 'string') return '';
  return to === 'unknown' || from === to ? value : convert(value, from, to);
}

function onceInARun(type: ValueType, at: Expr['at'], work: (run: Run) => Value): Argument {
  const key = {};
  const evaluate: Evaluate = (_row, run) => {
    const known = run.memo.get(key);
    if (known !== undefined) return known;
    const value = work(run);
    run.memo.set(key, value);
    return value;
  };
  return { type, at, constant: undefined, evaluate };
}

function compileCall(expr: Call): Argument {
  const { name, type, at } = expr;
  const entry = entryOf(name) ?? refuse(`${name}()`, `The function ${name}() is not supported.`, at);
  const args = expr.args.map(compile);
  const made = entry.compile(args, siteOf(name, type, at));
  const evaluate =
    entry.returns === undefined || sameForm(entry.returns, type) ? made : converting(made, entry.returns, type);
  if (VOLATILE.has(name) || !isInvariant(expr)) return { type, at, constant: undefined, evaluate };
  const isConstant = args.every(({ constant }) => constant !== undefined) && !OF_THE_RUN.has(name);
  const constant = isConstant ? folded(evaluate) : undefined;
  if (constant !== undefined) return { type, at, constant, evaluate: () => constant };
  return onceInARun(type, at, (run) => evaluate([], run));
}

export function siteOf(name: string, type: ValueType, at: Expr['at']): CallSite {
  const construct = /^\w+$/.test(name) ? `${name}()` : name;
  return { name, type, at, refuse: (message) => refuse(construct, message, at) };
}

function sameForm(a: ValueType, b: ValueType): boolean {
  return a === b || b === 'unknown' || (a === 'long' && b === 'int');
}

function converting(evaluate: Evaluate, from: ValueType, to: ValueType): Evaluate {
  if (to === 'unknown') return evaluate;
  return (row, run) => convert(evaluate(row, run), from, to);
}

/** The value of a call of constants. What fails now fails again when it is run, where it is refused properly. */
function folded(evaluate: Evaluate): Value | undefined {
  try {
    return evaluate([], new Run({ now: 0n, deadlineMs: 1000, maxRows: 100_000, sources: {} }));
  } catch (error) {
    if (error instanceof NotRun) return undefined;
    throw error;
  }
}

/** Whether a call depends on more than its arguments: the rows around, or chance. */
export function isVolatile(name: string): boolean {
  return VOLATILE.has(name);
}

/** Whether an expression is the same for every row. */
export function isInvariant(expr: Expr): boolean {
  if (expr.kind === 'column' || expr.kind === 'late') return false;
  return expr.kind !== 'call' || (!VOLATILE.has(expr.name) && expr.args.every(isInvariant));
}

const prepared = new WeakMap<Aggregate, () => Accumulator>();

/** Starts an aggregate on a group. */
export function compileAggregate(aggregate: Aggregate): () => Accumulator {
  const known = prepared.get(aggregate);
  if (known) return known;
  const { name, type, at } = aggregate;
  const entry = aggregateOf(name) ?? refuse(`${name}()`, `The aggregate ${name}() is not supported.`, at);
  const start = entry.prepare(aggregate.args.map(compile), siteOf(name, type, at));
  prepared.set(aggregate, start);
  return start;
}
