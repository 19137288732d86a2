import type { MakeSeries } from '../plan.js';
import { type RowSet, type Run, refuse } from '../run.js';
import { convert } from '../values/convert.js';
import { compareValues, keyOfAll } from '../values/order.js';
import type { Row, Value } from '../values/value.js';
import { compile, compileAggregate } from './expression.js';
import { inputOf } from './input.js';

interface Axis {
  readonly start: bigint | number;
  readonly length: number;
  readonly step: bigint | number;
  /** The bin of a value; undefined outside the range. */
  place(value: Value): number | undefined;
  readonly labels: readonly Value[];
}

export function runMakeSeries(step: MakeSeries, run: Run): RowSet {
  const { rows } = inputOf(step.input, step, run);
  const axisValue = compile(step.axis).evaluate;
  const values = rows.map((row) => axisValue(row, run));
  const axis = axisOf(step, values, run);
  const keys = step.keys.map((key) => compile(key).evaluate);
  const starts = step.aggregates.map(compileAggregate);
  const groups = new Map<unknown, { key: Value[]; bins: Map<number, ReturnType<(typeof starts)[number]>[]> }>();
  if (keys.length === 0) groups.set('', { key: [], bins: new Map() });
  rows.forEach((row, i) => {
    run.tick();
    const key = keys.map((evaluate) => evaluate(row, run));
    const id = keys.length === 0 ? '' : keyOfAll(key);
    const group = groups.get(id) ?? { key, bins: new Map() };
    groups.set(id, group);
    const place = axis.place(values[i] ?? null);
    if (place === undefined) return;
    const states = group.bins.get(place) ?? starts.map((start) => start());
    group.bins.set(place, states);
    for (const state of states) state.add(row, run);
  });
  const fallbacks = step.aggregates.map(({ fallback, type }) => {
    const value = fallback ? compile(fallback).evaluate([], run) : null;
    if (value !== null || fallback) return value;
    return type === 'real' ? 0 : type === 'string' ? '' : type === 'dynamic' ? null : 0n;
  });
  const result = [...groups.values()].map(({ key, bins }): Row => {
    const series = step.aggregates.map(
      (aggregate, i): Value =>
        axis.labels.map((_label, bin) => {
          const state = bins.get(bin)?.[i];
          return inDynamic(
            state ? state.result(run) : typedFallback(fallbacks[i] ?? null, aggregate.type),
            aggregate.type,
          );
        }),
    );
    run.checkRows(axis.length);
    return [...key, ...series, axis.labels];
  });
  return { rows: result, late: [] };
}

function typedFallback(value: Value, type: MakeSeries['aggregates'][number]['type']): Value {
  return type === 'real' && typeof value === 'bigint' ? Number(value) : value;
}

function inDynamic(value: Value, type: MakeSeries['axis']['type']): Value {
  return type === 'datetime' || type === 'timespan' ? convert(value, type, 'dynamic') : value;
}

/** From the first value to the last, where the query does not say; the end that it says is left out. */
function axisOf(step: MakeSeries, values: readonly Value[], run: Run): Axis {
  const known = values.filter((value) => value !== null).sort(compareValues);
  const bound = (expr: MakeSeries['from']) => (expr ? compile(expr).evaluate([], run) : undefined);
  const size = bound(step.step) ?? null;
  const from = bound(step.from);
  const to = bound(step.to);
  const { type } = step.axis;
  if (type === 'real')
    return realAxis(
      Number(from ?? known[0] ?? 0),
      to === undefined ? Number(known.at(-1) ?? 0) : Number(to),
      Number(size),
      to !== undefined && !step.isStopIncluded,
      run,
    );
  if (typeof size !== 'bigint' || size <= 0n) return refuse('make-series', 'The step must be greater than 0.', step.at);
  const first = from ?? floorTo(known[0] ?? null, size);
  const last = to ?? known.at(-1) ?? null;
  const start = typeof first === 'bigint' ? first : 0n;
  const end = typeof last === 'bigint' ? last : start;
  const span = end - start + (to === undefined || step.isStopIncluded ? 1n : 0n);
  const length = span <= 0n ? 0 : Number((span + size - 1n) / size);
  run.checkRows(length);
  const labels = Array.from({ length }, (_, i) => inDynamic(start + BigInt(i) * size, type));
  const place = (value: Value) => {
    if (typeof value !== 'bigint' || value < start) return undefined;
    const bin = Number((value - start) / size);
    return bin < length ? bin : undefined;
  };
  return { start, length, step: size, place, labels };
}

function floorTo(value: Value, size: bigint): Value {
  return typeof value === 'bigint' ? value - (((value % size) + size) % size) : value;
}

function realAxis(start: number, end: number, size: number, isExclusive: boolean, run: Run): Axis {
  const length = Math.max(0, isExclusive ? Math.ceil((end - start) / size) : Math.floor((end - start) / size) + 1);
  run.checkRows(length);
  const labels = Array.from({ length }, (_, i) => start + i * size);
  const place = (value: Value) => {
    const bin = Math.floor((Number(value) - start) / size);
    return value !== null && bin >= 0 && bin < length ? bin : undefined;
  };
  return { start, length, step: size, place, labels };
}
