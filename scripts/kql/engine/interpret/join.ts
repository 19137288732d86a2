import { as, commonType } from '../functions/comparison.js';
import type { Evaluate } from '../functions/entry.js';
import type { Join, Step } from '../plan.js';
import { type RowSet, type Run, refuse } from '../run.js';
import { keyOfAll } from '../values/order.js';
import type { Row, Value } from '../values/value.js';
import { empty } from '../values/value.js';
import { compile } from './expression.js';
import { enter } from './input.js';

type Key = (row: Row, run: Run) => unknown;

/** The keys of both sides, read as one type so that they meet. */
function keysOf(step: Join): { left: Key; right: Key } {
  const pairs = step.on.map((pair) => {
    const left = compile(pair.left);
    const right = compile(pair.right);
    const type = commonType(left.type, right.type);
    if (!type)
      return refuse(`${step.operator} on`, `A ${left.type} and a ${right.type} cannot be keys together.`, pair.left.at);
    return { left: as(left, type), right: as(right, type) };
  });
  const key = (side: 'left' | 'right'): Key => {
    const evaluators: Evaluate[] = pairs.map((pair) => pair[side]);
    return (row, run) => keyOfAll(evaluators.map((evaluate) => evaluate(row, run)));
  };
  return { left: key('left'), right: key('right') };
}

interface Side {
  readonly rows: readonly Row[];
  readonly keys: readonly unknown[];
}

export function runJoin(step: Join, run: Run): RowSet {
  const left = run.evaluate(step.left);
  const right = run.evaluate(step.right);
  const key = keysOf(step);
  enter(left, step.left, step, run);
  const lefts = keyed(left.rows, key.left, run);
  enter(right, step.right, step, run);
  const rights = keyed(right.rows, key.right, run);
  const isOne =
    step.join === 'leftsemi' || step.join === 'leftanti' || step.join === 'rightsemi' || step.join === 'rightanti';
  if (isOne) return oneSided(step, lefts, rights, left.late, right.late, run);
  const merge = merger(step, left.late, right.late);
  const rows = twoSided(step, lefts, rights, merge, run);
  return { rows, late: [...left.late, ...right.late.map((name) => uniqueName(name, left.late, step))] };
}

function uniqueName(name: string, others: readonly string[], step: Join): string {
  const taken = new Set([...others, ...step.columns.map((column) => column.name)]);
  let unique = name;
  for (let n = 1; taken.has(unique); n++) unique = `${name}${n}`;
  return unique;
}

function keyed(rows: readonly Row[], key: Key, run: Run): Side {
  const keys = rows.map((row) => {
    run.tick();
    return key(row, run);
  });
  return { rows, keys };
}

function oneSided(
  step: Join,
  lefts: Side,
  rights: Side,
  leftLate: readonly string[],
  rightLate: readonly string[],
  run: Run,
): RowSet {
  const isLeft = step.join.startsWith('left');
  const [kept, other] = isLeft ? [lefts, rights] : [rights, lefts];
  const known = new Set(other.keys);
  const wanted = step.join.endsWith('semi');
  const rows = kept.rows.filter((_row, i) => {
    run.tick();
    return known.has(kept.keys[i]) === wanted;
  });
  return { rows, late: isLeft ? leftLate : rightLate };
}

type Merge = (left: Row | undefined, right: Row | undefined) => Row;

function merger(step: Join, leftLate: readonly string[], rightLate: readonly string[]): Merge {
  const sideStep = (side: 'left' | 'right'): Step => (side === 'left' ? step.left : step.right);
  const outputs = step.outputs.map(({ side, index }) => ({
    isLeft: side === 'left',
    index,
    nothing: empty(sideStep(side).columns[index]?.type ?? 'unknown'),
  }));
  const leftWidth = step.left.columns.length;
  const rightWidth = step.right.columns.length;
  return (left, right) => {
    const row: Value[] = outputs.map(({ isLeft, index, nothing }) => {
      const from = isLeft ? left : right;
      return from ? (from[index] ?? null) : nothing;
    });
    for (let i = 0; i < leftLate.length; i++) row.push(left?.[leftWidth + i] ?? null);
    for (let i = 0; i < rightLate.length; i++) row.push(right?.[rightWidth + i] ?? null);
    return row;
  };
}

function twoSided(step: Join, lefts: Side, rights: Side, merge: Merge, run: Run): Row[] {
  const { join } = step;
  const byKey = new Map<unknown, number[]>();
  rights.keys.forEach((key, i) => {
    const places = byKey.get(key);
    if (places) places.push(i);
    else byKey.set(key, [i]);
  });
  const keepsLeft = join === 'leftouter' || join === 'fullouter';
  const keepsRight = join === 'rightouter' || join === 'fullouter';
  const matched = new Set<number>();
  const seen = new Set<unknown>();
  const rows: Row[] = [];
  lefts.rows.forEach((left, i) => {
    run.tick();
    const key = lefts.keys[i];
    if (join === 'innerunique') {
      if (seen.has(key)) return;
      seen.add(key);
    }
    const places = byKey.get(key);
    if (!places && keepsLeft) rows.push(merge(left, undefined));
    for (const place of places ?? []) {
      if (keepsRight) matched.add(place);
      rows.push(merge(left, rights.rows[place]));
      run.checkRows(rows.length, step.columns.length);
    }
  });
  if (!keepsRight) return rows;
  return [...rows, ...rights.rows.filter((_row, i) => !matched.has(i)).map((right) => merge(undefined, right))];
}
