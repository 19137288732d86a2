import { toDecimal, toReal, wrapLong } from '../values/convert.js';
import { decimal, decimalToNumber } from '../values/decimal.js';
import type { Value, ValueType } from '../values/value.js';
import { modulo } from './arithmetic.js';
import { type Argument, type Entry, type Evaluate, entry, type Family } from './entry.js';

function whole(type: ValueType): boolean {
  return type === 'int' || type === 'long' || type === 'datetime' || type === 'timespan';
}

/** The multiple of a size at or below a value, counted from a fixed point. */
function floorTo(value: Value, size: Value, fixed: Value): Value {
  if (value === null || size === null || fixed === null) return null;
  if (typeof value === 'bigint' && typeof size === 'bigint' && typeof fixed === 'bigint') {
    return size <= 0n ? null : wrapLong(value - modulo(value - fixed, size));
  }
  const [x, by, from] = [toReal(value, 'real'), toReal(size, 'real'), toReal(fixed, 'real')];
  if (x === null || by === null || from === null || !(by > 0)) return null;
  return from + Math.floor((x - from) / by) * by;
}

function zeroOf(type: ValueType): Value {
  return whole(type) ? 0n : 0;
}

const bin: Entry = entry(undefined, ([value, size], site) => {
  if (!value || !size) return site.refuse(`${site.name}() needs a value and a size.`);
  const zero = zeroOf(value.type === 'real' || size.type === 'real' ? 'real' : value.type);
  const [x, by] = aligned(value, size);
  return (row, run) => asResult(floorTo(x(row, run), by(row, run), zero), site.type);
});

function aligned(value: Argument, size: Argument): [Evaluate, Evaluate] {
  const isReal = value.type === 'real' || size.type === 'real';
  const read =
    ({ evaluate, type }: Argument): Evaluate =>
    (row, run) => {
      const given = evaluate(row, run);
      return isReal && type !== 'real' ? toReal(given, type) : given;
    };
  return [read(value), read(size)];
}

function asResult(value: Value, type: ValueType): Value {
  if (value === null) return null;
  if (type === 'decimal') return toDecimal(value, 'real');
  return type === 'real' && typeof value === 'bigint' ? Number(value) : value;
}

const binAt: Entry = entry(undefined, ([value, size, fixed], site) => {
  if (!value || !size || !fixed) return site.refuse('bin_at() needs a value, a size and a fixed point.');
  return (row, run) =>
    asResult(floorTo(value.evaluate(row, run), size.evaluate(row, run), fixed.evaluate(row, run)), site.type);
});

/** `bin_auto` needs settings of a dashboard. */
const ceiling: Entry = entry(undefined, ([value], site) => {
  if (!value) return site.refuse('ceiling() needs a value.');
  return (row, run) => {
    const given = value.evaluate(row, run);
    if (given === null || typeof given === 'bigint') return given;
    const up = Math.ceil(
      typeof given === 'number' ? given : decimalToNumber(toDecimal(given, value.type) ?? decimal(0n, 0)),
    );
    return site.type === 'long' ? BigInt(up) : up;
  };
});

export const bins: Family = { bin, floor: bin, bin_at: binAt, ceiling };
