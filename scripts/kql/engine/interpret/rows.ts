import { matchWildcard } from '../../analysis/vocabulary.js';
import type { GetSchema, Project, RangeStep, Rows, Shared, Take, Union, Where } from '../plan.js';
import { type RowSet, type Run, refuse } from '../run.js';
import { sequence } from '../values/sequence.js';
import type { Row, Value, ValueType } from '../values/value.js';
import { empty } from '../values/value.js';
import { compile } from './expression.js';
import { inputOf } from './input.js';

export function runRows(step: Rows, run: Run): RowSet {
  run.at = step.at;
  run.window = { rows: [[]], index: 0 };
  return { rows: step.rows.map((row) => row.map((expr) => compile(expr).evaluate([], run))), late: [] };
}

export function runWhere(step: Where, run: Run): RowSet {
  const { rows, late } = inputOf(step.input, step, run);
  const { evaluate } = compile(step.condition);
  const kept: Row[] = [];
  const window = { rows, index: 0 };
  run.window = window;
  run.state = new Map();
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? [];
    window.index = i;
    if (evaluate(row, run) === true) kept.push(row);
    run.tick();
  }
  return { rows: kept, late };
}

export function runProject(step: Project, run: Run): RowSet {
  const { rows, late } = inputOf(step.input, step, run);
  const outputs = step.outputs.map((expr) => compile(expr).evaluate);
  const width = step.input.columns.length;
  const kept = late.flatMap((name, i) => (isKept(name, step) ? [{ name, index: width + i }] : []));
  const window = { rows, index: 0 };
  run.window = window;
  run.state = new Map();
  const result: Row[] = [];
  run.checkRows(rows.length, outputs.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? [];
    window.index = i;
    const made: Value[] = new Array(outputs.length);
    for (let j = 0; j < outputs.length; j++) made[j] = outputs[j]?.(row, run) ?? null;
    for (const { index } of kept) made.push(row[index] ?? null);
    result.push(made);
    run.tick();
  }
  return { rows: result, late: kept.map(({ name }) => name) };
}

function isKept(name: string, { late }: Project): boolean {
  return late.keep && !late.without.some((pattern) => matchWildcard(pattern, [name]).length > 0 || pattern === name);
}

export function runRange(step: RangeStep, run: Run): RowSet {
  run.at = step.at;
  const bounds = [step.from, step.to, step.step].map((expr) => compile(expr).evaluate([], run));
  const rows = sequence(bounds, run).map((value): Row => [value]);
  return { rows, late: [] };
}

export function runTake(step: Take, run: Run): RowSet {
  const { rows, late } = inputOf(step.input, step, run);
  const limit = compile(step.limit).evaluate([], run);
  return { rows: rows.slice(0, typeof limit === 'bigint' ? Math.max(0, Number(limit)) : 0), late };
}

export function runUnion(step: Union, run: Run): RowSet {
  const inputs = step.inputs.map((one) => ({ ...one, set: run.evaluate(one.input) }));
  run.at = step.at;
  const known = new Set(step.columns.map(({ name }) => name));
  const late = [...new Set(inputs.flatMap(({ set }) => set.late))].filter((name) => !known.has(name));
  const nothing = step.columns.map(({ type }) => empty(type));
  const result: Row[] = [];
  for (const { input, name, positions, set } of inputs) {
    const extra = late.map((column) => {
      const at = set.late.indexOf(column);
      return at === -1 ? input.columns.findIndex((own) => own.name === column) : input.columns.length + at;
    });
    const places = positions.map((position, i) => {
      if (position !== -1) return position;
      const at = set.late.indexOf(step.columns[i]?.name ?? '');
      return at === -1 ? -1 : input.columns.length + at;
    });
    for (const row of set.rows) {
      const made: Value[] = places.map((place, i) => (place === -1 ? (nothing[i] ?? null) : (row[place] ?? null)));
      if (step.source !== -1) made[step.source] = name;
      for (const place of extra) made.push(place === -1 ? null : (row[place] ?? null));
      result.push(made);
      run.checkRows(result.length, step.columns.length);
    }
  }
  return { rows: result, late };
}

export function runShared(step: Shared, run: Run): RowSet {
  const result = run.evaluate(step.input);
  run.known.set(step, result);
  return result;
}

const CLR_TYPES: Record<ValueType, string> = {
  bool: 'System.SByte',
  datetime: 'System.DateTime',
  decimal: 'System.Data.SqlTypes.SqlDecimal',
  dynamic: 'System.Object',
  guid: 'System.Guid',
  int: 'System.Int32',
  long: 'System.Int64',
  real: 'System.Double',
  string: 'System.String',
  timespan: 'System.TimeSpan',
  unknown: 'System.Object',
};

export function runGetSchema(step: GetSchema, _run: Run): RowSet {
  const { input } = step;
  if (input.isOpen) return refuse('getschema', 'The columns are known only to the data.', step.at);
  const rows = input.columns.map(({ name, type }, i): Row => [name, BigInt(i), CLR_TYPES[type], type]);
  return { rows, late: [] };
}
