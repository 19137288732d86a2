import type { ValueType } from '../../values/value.js';

/** An aggregate to be written in SQL. */
export interface AggregateCall {
  /** Its arguments in SQL. */
  readonly args: readonly string[];
  readonly types: readonly ValueType[];
  /** SQL by which the rows of the input are in order, from the first. */
  readonly order: string;
  /** SQL that is true for the first row of a group in which the first argument has its value. */
  readonly isFirstOfValue: string;
}

type AggregateTemplate = (call: AggregateCall) => string | undefined;

/** Types whose equal values are the same value. */
const PLAIN: readonly ValueType[] = ['string', 'guid', 'int', 'long', 'bool', 'datetime', 'timespan'];
/** Of these, those that JSON writes as the service does. */
const LISTED: readonly ValueType[] = ['string', 'guid', 'int', 'long', 'bool'];
const WHOLE: readonly ValueType[] = ['int', 'long', 'timespan'];

export function isPlain(type: ValueType): boolean {
  return PLAIN.includes(type);
}

/** A sum begins again at the other end beyond 64 bits. */
function wrapped(sum: string): string {
  const [half, whole] = ['9223372036854775808', '18446744073709551616'];
  return `CAST(((coalesce(${sum}, 0) + ${half}) % ${whole} + ${whole}) % ${whole} - ${half} AS BIGINT)`;
}

const isTrue = (condition: string | undefined) => `FILTER (WHERE ${condition})`;

const distinctCount = ({ args: [value, condition], types: [type = 'unknown'] }: AggregateCall) =>
  isPlain(type) ? `count(DISTINCT ${value}) ${condition === undefined ? '' : isTrue(condition)}` : undefined;

const sum = ({ args: [value, condition], types: [type = 'unknown'] }: AggregateCall) =>
  WHOLE.includes(type) ? wrapped(`sum(${value}) ${condition === undefined ? '' : isTrue(condition)}`) : undefined;

/** Of whole numbers, whose sum has no rounding. */
const average = ({ args: [value, condition], types: [type = 'unknown'] }: AggregateCall) => {
  if (type !== 'int' && type !== 'long') return undefined;
  const filter = condition === undefined ? '' : isTrue(condition);
  const count = `(count(${value}) ${filter})`;
  const total = wrapped(`sum(${value}) ${filter}`);
  return `CASE WHEN ${count} = 0 THEN CAST('NaN' AS DOUBLE) ELSE CAST(${total} AS DOUBLE) / ${count} END`;
};

/** NaN is less and greater than every number; which of two zeros is taken, their sign, is open. */
const extreme =
  (name: 'min' | 'max'): AggregateTemplate =>
  ({ args: [value], types: [type = 'unknown'] }) => {
    if (isPlain(type)) return `${name}(${value})`;
    if (type !== 'real') return undefined;
    const numbers = `${name}(${value}) FILTER (WHERE NOT isnan(${value}))`;
    return `CASE WHEN bool_or(isnan(${value})) THEN CAST('NaN' AS DOUBLE) ELSE ${numbers} END`;
  };

/** The value in the row where another is greatest or smallest, of several in the first; of rows without it, the first. */
const atExtreme =
  (name: 'arg_max_null' | 'arg_min_null'): AggregateTemplate =>
  ({ args: [by, value], types: [type = 'unknown'], order }) => {
    if (!isPlain(type)) return undefined;
    const isMax = name === 'arg_max_null';
    // The order counts down where the greatest wins.
    const first = isMax ? `-(${order})` : order;
    return `${name}(${value}, ROW(${by} IS ${isMax ? 'NOT ' : ''}NULL, ${by}, ${first}))`;
  };

/** Lists stop at the limit, which is a constant, and at the size that the service allows. */
function collected(isSet: boolean): AggregateTemplate {
  return ({ args: [value, limit], types: [type = 'unknown'], order, isFirstOfValue }) => {
    if (!LISTED.includes(type) || limit !== undefined) return undefined;
    const condition = isSet ? `${value} IS NOT NULL AND ${isFirstOfValue}` : `${value} IS NOT NULL`;
    const list = `list(${value} ORDER BY ${order}) FILTER (WHERE ${condition})`;
    return `coalesce(CAST(to_json((${list})[:1048576]) AS VARCHAR), '[]')`;
  };
}

const takeAny: AggregateTemplate = ({ args: [value], order }) => `arg_min(${value}, ${order})`;

const AGGREGATES: Readonly<Record<string, AggregateTemplate>> = {
  count: () => 'count(*)',
  countif: ({ args: [condition], types: [type] }) => (type === 'bool' ? `count(*) ${isTrue(condition)}` : undefined),
  dcount: ({ args: [value], ...call }) => (value === undefined ? undefined : distinctCount({ ...call, args: [value] })),
  count_distinct: distinctCount,
  dcountif: ({ args: [value, condition], ...call }) =>
    value === undefined || condition === undefined ? undefined : distinctCount({ ...call, args: [value, condition] }),
  sum,
  sumif: sum,
  avg: average,
  avgif: average,
  min: extreme('min'),
  max: extreme('max'),
  arg_max: atExtreme('arg_max_null'),
  arg_min: atExtreme('arg_min_null'),
  make_set: collected(true),
  makeset: collected(true),
  make_list: collected(false),
  makelist: collected(false),
  take_any: takeAny,
  any: takeAny,
  take_any_row: ({ args: [value], order }) => `arg_min_null(${value}, ${order})`,
};

/** An aggregate in SQL; undefined where it has no exact form for its types. */
export function aggregateSql(name: string, call: AggregateCall): string | undefined {
  return Object.hasOwn(AGGREGATES, name) ? AGGREGATES[name]?.(call) : undefined;
}

/** Whether an aggregate looks at each value of a group only once. */
export function isOfDistinct(name: string): boolean {
  return name === 'make_set' || name === 'makeset';
}
