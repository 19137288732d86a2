import { wrapLong } from '../../values/convert.js';
import {
  datetimeOf,
  daysBefore,
  daysInMonth,
  inRange,
  partsOf,
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MILLISECOND,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
  UNIX_EPOCH,
} from '../../values/ticks.js';
import type { Value } from '../../values/value.js';
import {
  binary,
  count,
  datetime,
  type Entry,
  entry,
  type Family,
  long,
  nullary,
  optional,
  real,
  ternary,
  text,
  timespan,
  unary,
} from '../entry.js';

const DAYS_PER_WEEK = 7n;

type Unit = 'year' | 'month' | 'week' | 'day';

/** The first moment of the unit that holds a datetime, some units later; weeks begin on Sunday. */
function startOf(unit: Unit, ticks: bigint, offset: number): bigint | null {
  const { year, month, day, dayOfWeek } = partsOf(ticks);
  switch (unit) {
    case 'year':
      return dateTicks(year + offset, 1, 1);
    case 'month':
      return dateTicks(year, month + offset, 1);
    case 'week':
      return dateTicks(year, month, day - dayOfWeek + offset * 7);
    case 'day':
      return dateTicks(year, month, day + offset);
  }
}

function dateTicks(year: number, month: number, day: number): bigint | null {
  return inRange(BigInt(daysBefore(year, month, day)) * TICKS_PER_DAY);
}

const start = (unit: Unit) =>
  binary('datetime', datetime, optional(count, 0), (ticks, offset) => startOf(unit, ticks, offset));

const end = (unit: Unit) =>
  binary('datetime', datetime, optional(count, 0), (ticks, offset) => {
    const next = startOf(unit, ticks, offset + 1);
    return next === null ? null : next - 1n;
  });

/** Week of the year by ISO 8601. */
function isoWeek(ticks: bigint): bigint {
  const { year, month, day, dayOfWeek } = partsOf(ticks);
  const thursday = daysBefore(year, month, day) + 4 - (dayOfWeek === 0 ? 7 : dayOfWeek);
  const yearOfThursday = partsOf(BigInt(thursday) * TICKS_PER_DAY).year;
  return BigInt(Math.floor((thursday - daysBefore(yearOfThursday, 1, 1)) / 7) + 1);
}

const PARTS: Record<string, (ticks: bigint) => number | bigint> = {
  year: (ticks) => partsOf(ticks).year,
  quarter: (ticks) => Math.ceil(partsOf(ticks).month / 3),
  month: (ticks) => partsOf(ticks).month,
  week_of_year: isoWeek,
  day: (ticks) => partsOf(ticks).day,
  dayofyear: (ticks) => partsOf(ticks).dayOfYear,
  hour: (ticks) => partsOf(ticks).hour,
  minute: (ticks) => partsOf(ticks).minute,
  second: (ticks) => partsOf(ticks).second,
  millisecond: (ticks) => Math.floor(partsOf(ticks).fraction / 10_000),
  microsecond: (ticks) => Math.floor(partsOf(ticks).fraction / 10),
  nanosecond: (ticks) => partsOf(ticks).fraction * 100,
};

function part(name: string, ticks: bigint): Value {
  const read = PARTS[name.toLowerCase()] ?? PARTS[PART_ALIASES[name.toLowerCase()] ?? ''];
  return read ? BigInt(read(ticks)) : null;
}

const PART_ALIASES: Record<string, string> = { dayofmonth: 'day', weekofyear: 'week_of_year', hourofday: 'hour' };

const TICKS_PER: Record<string, bigint> = {
  week: 7n * TICKS_PER_DAY,
  day: TICKS_PER_DAY,
  hour: TICKS_PER_HOUR,
  minute: TICKS_PER_MINUTE,
  second: TICKS_PER_SECOND,
  millisecond: TICKS_PER_MILLISECOND,
  microsecond: 10n,
};

function add(unit: string, amount: number, ticks: bigint): bigint | null {
  const name = unit.toLowerCase();
  const size = TICKS_PER[name];
  if (size !== undefined) return inRange(ticks + BigInt(amount) * size);
  if (name === 'nanosecond') return inRange(ticks + BigInt(Math.trunc(amount / 100)));
  const months =
    name === 'year' ? amount * 12 : name === 'quarter' ? amount * 3 : name === 'month' ? amount : undefined;
  return months === undefined ? null : addMonths(ticks, months);
}

/** The same day of another month, or its last. */
function addMonths(ticks: bigint, months: number): bigint | null {
  const { year, month, day } = partsOf(ticks);
  const total = year * 12 + month - 1 + months;
  const [y, m] = [Math.floor(total / 12), (total % 12) + 1];
  if (y < 1 || y > 9999) return null;
  const date = dateTicks(y, m, Math.min(day, daysInMonth(y, m)));
  return date === null ? null : date + (ticks % TICKS_PER_DAY);
}

/** How many borders of a unit lie between two moments; weeks begin on Sunday. */
function difference(unit: string, a: bigint, b: bigint): Value {
  const name = unit.toLowerCase();
  const [x, y] = [partsOf(a), partsOf(b)];
  if (name === 'year') return BigInt(x.year - y.year);
  if (name === 'quarter') return BigInt(x.year * 4 + Math.ceil(x.month / 3) - (y.year * 4 + Math.ceil(y.month / 3)));
  if (name === 'month') return BigInt(x.year * 12 + x.month - (y.year * 12 + y.month));
  // Year 1 begins on a Monday.
  if (name === 'week') return (a / TICKS_PER_DAY + 1n) / DAYS_PER_WEEK - (b / TICKS_PER_DAY + 1n) / DAYS_PER_WEEK;
  if (name === 'nanosecond') return wrapLong((a - b) * 100n);
  const size = TICKS_PER[name];
  return size === undefined ? null : a / size - b / size;
}

const makeDatetime: Entry = entry('datetime', (args) => {
  if (args.length === 1) {
    const value = datetime.read(args[0]);
    return (row, run) => value(row, run) ?? null;
  }
  const fields = args.slice(0, 5).map((argument) => count.read(argument));
  const seconds = optional(real, 0).read(args[5]);
  return (row, run) => {
    const [year, month, day, hour = 0, minute = 0] = fields.map((read) => read(row, run));
    const second = seconds(row, run) ?? 0;
    if (year === undefined || month === undefined || day === undefined || second < 0) return null;
    const whole = Math.floor(second);
    return datetimeOf(year, month, day, hour, minute, whole, Math.round((second - whole) * 1e7));
  };
});

/** `make_timespan(hours, minutes)`, with seconds, or days, hours, minutes and seconds. */
const makeTimespan: Entry = entry('timespan', (args) => {
  const numbers = args.map((argument) => real.read(argument));
  return (row, run) => {
    const values = numbers.map((read) => read(row, run) ?? Number.NaN);
    const [days, hours, minutes, seconds] = values.length < 4 ? [0, ...values, 0] : values;
    const parts = [days, hours, minutes, seconds ?? 0];
    const [d = 0, h = 0, m = 0, s = 0] = parts;
    if (parts.some((value) => value === undefined || Number.isNaN(value) || value < 0)) return null;
    if (h >= 24 || m >= 60 || s >= 60) return null;
    const ticks =
      BigInt(Math.trunc(d)) * TICKS_PER_DAY +
      BigInt(Math.trunc(h)) * TICKS_PER_HOUR +
      BigInt(Math.trunc(m)) * TICKS_PER_MINUTE;
    return ticks + BigInt(Math.round(s * 1e7));
  };
});

const fromUnix = (ticksPerUnit: number) =>
  unary('datetime', real, (value) =>
    Number.isFinite(value) ? inRange(UNIX_EPOCH + scaledTicks(value, ticksPerUnit)) : null,
  );

/** Whole units exactly, the rest rounded down. */
function scaledTicks(value: number, ticksPerUnit: number): bigint {
  if (ticksPerUnit < 1) return BigInt(Math.floor(value * ticksPerUnit));
  const whole = Math.floor(value);
  return BigInt(whole) * BigInt(ticksPerUnit) + BigInt(Math.floor((value - whole) * ticksPerUnit));
}

const now: Entry = entry('datetime', ([argument]) => {
  const offset = optional(timespan, 0n).read(argument);
  return (row, run) => inRange(run.now + (offset(row, run) ?? 0n));
});

const ago: Entry = entry('datetime', ([argument]) => {
  const offset = timespan.read(argument);
  return (row, run) => {
    const back = offset(row, run);
    return back === undefined ? null : inRange(run.now - back);
  };
});

const partOf = (name: string) => unary('int', datetime, (ticks) => part(name, ticks));

export const datetimes: Family = {
  now,
  ago,
  startofday: start('day'),
  startofweek: start('week'),
  startofmonth: start('month'),
  startofyear: start('year'),
  endofday: end('day'),
  endofweek: end('week'),
  endofmonth: end('month'),
  endofyear: end('year'),
  getyear: partOf('year'),
  getmonth: partOf('month'),
  monthofyear: partOf('month'),
  dayofmonth: partOf('day'),
  dayofyear: partOf('dayofyear'),
  hourofday: partOf('hour'),
  week_of_year: unary('long', datetime, isoWeek),
  weekofyear: unary('long', datetime, isoWeek),
  dayofweek: unary('timespan', datetime, (ticks) => BigInt(partsOf(ticks).dayOfWeek) * TICKS_PER_DAY),
  datetime_part: binary('int', text, datetime, part),
  datepart: binary('int', text, datetime, part),
  datetime_add: ternary('datetime', text, count, datetime, add),
  datetime_diff: ternary('long', text, datetime, datetime, difference),
  make_datetime: makeDatetime,
  make_timespan: makeTimespan,
  unixtime_seconds_todatetime: fromUnix(1e7),
  unixtime_milliseconds_todatetime: fromUnix(1e4),
  unixtime_microseconds_todatetime: fromUnix(10),
  unixtime_nanoseconds_todatetime: unary('datetime', long, (value) => inRange(UNIX_EPOCH + value / 100n)),
  ingestion_time: nullary('datetime', () => null),
};
