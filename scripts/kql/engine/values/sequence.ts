import type { Value } from './value.js';

/** What counts the values that are made, and stops when they are too many. */
export interface Meter {
  checkRows(count: number): void;
}

/** From the first to the last, both included, but no more than so many. */
export function sequence(
  [from = null, to = null, step = null]: readonly Value[],
  meter: Meter,
  most?: number,
): Value[] {
  const values: Value[] = [];
  const isFull = () => most !== undefined && values.length >= most;
  if (typeof from === 'bigint' && typeof to === 'bigint' && typeof step === 'bigint') {
    if (step === 0n) return values;
    for (let value = from; (step > 0n ? value <= to : value >= to) && !isFull(); value += step) {
      meter.checkRows(values.length + 1);
      values.push(value);
    }
    return values;
  }
  const [x, y, by] = [from, to, step].map((value) => (value === null ? Number.NaN : Number(value)));
  if (x === undefined || y === undefined || !by || [x, y, by].some(Number.isNaN)) return values;
  for (let i = 0; (by > 0 ? x + i * by <= y : x + i * by >= y) && !isFull(); i++) {
    meter.checkRows(values.length + 1);
    values.push(x + i * by);
  }
  return values;
}
