import { ipv4Of, rangeOfIpv4 } from '../functions/network/ipv4.js';
import type { Expr, Plugin, PluginArgument, Step } from '../plan.js';
import { type RowSet, type Run, refuse } from '../run.js';
import { convert, toText } from '../values/convert.js';
import { compareTexts, keyOfAll } from '../values/order.js';
import { empty, isBag, isList, type Row, type Value } from '../values/value.js';
import { compile, compileAggregate } from './expression.js';
import { enter, inputOf } from './input.js';

export function runPlugin(step: Plugin, run: Run): RowSet {
  switch (step.name) {
    case 'bag_unpack':
      return unpack(step, run);
    case 'pivot':
      return pivot(step, run);
    case 'ipv4_lookup':
      return lookup(step, run);
    case 'narrow':
      return narrow(step, run);
    default:
      return refuse(`evaluate ${step.name}`, `The plugin ${step.name} is not supported.`, step.at);
  }
}

function scalar(argument: PluginArgument | undefined): Expr | undefined {
  return argument?.kind === 'scalar' ? argument.expr : undefined;
}

function setting(step: Plugin, position: number, run: Run): Value {
  const expr = scalar(step.args[position]);
  return expr ? compile(expr).evaluate([], run) : null;
}

/** Rows by name of column; those of the step's columns first, then the one named, the others in the order of their names. */
function arranged(
  step: Plugin,
  rows: readonly ReadonlyMap<string, Value>[],
  others: Iterable<string>,
  first = '',
): RowSet {
  const late = step.isOpen
    ? [...new Set(others)].filter((name) => !step.columns.some((column) => column.name === name))
    : [];
  late.sort((a, b) => Number(b === first) - Number(a === first) || compareTexts(a, b));
  return {
    late,
    rows: rows.map(
      (row): Row => [
        ...step.columns.map(({ name, type }) => {
          const value = row.get(name);
          if (value === undefined || value === null) return empty(type);
          return type === 'unknown' || type === 'dynamic' ? value : value;
        }),
        ...late.map((name) => row.get(name) ?? null),
      ],
    ),
  };
}

function unpack(step: Plugin, run: Run): RowSet {
  const { rows, late } = inputOf(step.input, step, run);
  const bagOf = scalar(step.args[0]);
  if (!bagOf) return refuse('evaluate bag_unpack', 'bag_unpack needs a column.', step.at);
  const prefix = toText(setting(step, 1, run), 'string');
  const conflict = toText(setting(step, 2, run), 'string') || 'error';
  const ignored = setting(step, 3, run);
  const skip = new Set(isList(ignored) ? ignored.map((name) => toText(name, 'dynamic')) : []);
  const own = ownColumns(step.input, late, bagOf.kind === 'column' ? bagOf.index : -1);
  const names = new Set<string>();
  const unpacked = rows.map((row) => {
    run.tick();
    const bag = compile(bagOf).evaluate(row, run);
    const made = new Map<string, Value>(own.map(({ name, index }) => [name, row[index] ?? null]));
    if (!isBag(bag)) return made;
    for (const [key, value] of bag) {
      const name = prefix + key;
      if (skip.has(key)) continue;
      names.add(name);
      if (made.has(name) && conflict === 'keep_source') continue;
      made.set(name, value);
    }
    return made;
  });
  const replaced = own.filter(({ name }) => names.has(name));
  if (replaced.length > 0 && conflict === 'error') {
    return refuse(
      'evaluate bag_unpack',
      `The bag has a name that is a column's already: ${replaced[0]?.name}.`,
      step.at,
    );
  }
  if (conflict === 'replace_source') {
    unpacked.forEach((row, i) => {
      const bag = compile(bagOf).evaluate(rows[i] ?? [], run);
      for (const { name } of replaced) if (!isBag(bag) || !bag.has(name.slice(prefix.length))) row.set(name, null);
    });
  }
  const types = new Map(step.columns.map(({ name, type }) => [name, type]));
  const typed = unpacked.map(
    (row) => new Map([...row].map(([name, value]) => [name, declared(value, types.get(name), names.has(name))])),
  );
  const unpackedName = bagOf.kind === 'column' || bagOf.kind === 'late' ? bagOf.name : '';
  return arranged(step, typed, [...own.map(({ name }) => name), ...names], unpackedName);
}

function declared(value: Value, type: Plugin['columns'][number]['type'] | undefined, isFromBag: boolean): Value {
  if (!isFromBag || type === undefined || type === 'unknown' || type === 'dynamic') return value;
  return convert(value, 'dynamic', type);
}

function ownColumns(input: Step, late: readonly string[], without: number): { name: string; index: number }[] {
  const names = [...input.columns.map(({ name }) => name), ...late];
  return names.map((name, index) => ({ name, index })).filter(({ index }) => index !== without);
}

function pivot(step: Plugin, run: Run): RowSet {
  const { rows } = inputOf(step.input, step, run);
  const pivotOn = scalar(step.args[0]);
  if (!pivotOn) return refuse('evaluate pivot', 'pivot needs a column.', step.at);
  const second = step.args[1];
  const aggregate =
    second?.kind === 'aggregate' ? second.aggregate : ({ name: 'count', args: [], type: 'long', at: step.at } as const);
  const start = compileAggregate(aggregate);
  const keys = step.columns.map(({ name }) => step.input.columns.findIndex((column) => column.name === name));
  const groups = new Map<unknown, { key: Value[]; cells: Map<string, ReturnType<typeof start>> }>();
  const names = new Set<string>();
  for (const row of rows) {
    run.tick();
    const key = keys.map((index) => row[index] ?? null);
    const id = keyOfAll(key);
    const group = groups.get(id) ?? { key, cells: new Map() };
    groups.set(id, group);
    const name = toText(compile(pivotOn).evaluate(row, run), pivotOn.type);
    names.add(name);
    const state = group.cells.get(name) ?? start();
    group.cells.set(name, state);
    state.add(row, run);
  }
  const nothing = start().result(run);
  const made = [...groups.values()].map(({ key, cells }) => {
    const row = new Map<string, Value>(step.columns.map(({ name }, i) => [name, key[i] ?? null]));
    for (const name of names) row.set(name, cells.get(name)?.result(run) ?? nothing);
    return row;
  });
  return arranged(step, made, names);
}

/** `ipv4_lookup(table, address, network [, further keys] [, return_unmatched])`: the longest network that holds the address. */
function lookup(step: Plugin, run: Run): RowSet {
  const [table, address, network, ...rest] = step.args;
  if (table?.kind !== 'table' || address?.kind !== 'scalar' || network?.kind !== 'scalar') {
    return refuse('evaluate ipv4_lookup', 'ipv4_lookup needs a table, an address and a network.', step.at);
  }
  const flag = rest.map(scalar).find((expr) => expr?.type === 'bool');
  const isUnmatchedKept = flag ? compile(flag).evaluate([], run) === true : false;
  if (rest.some((argument) => scalar(argument) !== flag))
    return refuse('evaluate ipv4_lookup', 'Further keys are not supported.', step.at);
  const networkName = network.expr.kind === 'column' || network.expr.kind === 'late' ? network.expr.name : '';
  const place = table.input.columns.findIndex(({ name }) => name === networkName);
  const networks = run.evaluate(table.input).rows.flatMap((row) => {
    const range = rangeOfIpv4(toText(row[place] ?? null, 'string'));
    return range ? [{ ...range, row }] : [];
  });
  const { rows } = inputOf(step.input, step, run);
  const width = step.columns.length - step.input.columns.length;
  const nothing: Value[] = table.input.columns.slice(0, width).map(({ type }) => empty(type));
  const evaluate = compile(address.expr).evaluate;
  const result: Row[] = [];
  for (const row of rows) {
    const ip = ipv4Of(toText(evaluate(row, run), 'string'));
    let best: (typeof networks)[number] | undefined;
    for (const one of networks) {
      run.tick();
      if (ip !== undefined && ip >= one.first && ip <= one.last && (!best || one.prefix > best.prefix)) best = one;
    }
    if (best) result.push([...row, ...best.row]);
    else if (isUnmatchedKept) result.push([...row, ...nothing]);
  }
  return { rows: result, late: [] };
}

/** Each cell a row: the row's number, the column's name, the value as text. */
function narrow(step: Plugin, run: Run): RowSet {
  const input = run.evaluate(step.input);
  enter(input, step.input, step, run);
  const rows = input.rows.flatMap((row, i) =>
    step.input.columns.map(({ name, type }, at): Row => [BigInt(i), name, toText(row[at] ?? null, type)]),
  );
  run.checkRows(rows.length);
  return { rows, late: [] };
}
