import type { Result } from '../types.js';
import { toText } from '../values/convert.js';
import { formatDecimal } from '../values/decimal.js';
import { parseJson } from '../values/json.js';
import { parseDatetime } from '../values/ticks.js';
import { Decimal, isBag, isList, JsonNumber, type Value, type ValueType } from '../values/value.js';

/** What a query should return: cells as text. */
export interface Expectation {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly types: readonly string[] | undefined;
  /** The rows come in this order; otherwise they are a multiset. */
  readonly isOrdered: boolean;
  /** What may differ, in words. */
  readonly tolerance: readonly string[];
  readonly query: string;
}

/** A cell as text: a bool as `true`, a datetime in ISO 8601, dynamic as JSON, nothing as the empty text. */
export function cellText(value: Value, type: ValueType): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return realText(value);
  return value instanceof Decimal ? formatDecimal(value) : toText(value, type);
}

function realText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return String(value);
}

/** Why the result is not what is expected; undefined where it is. */
export function difference(expected: Expectation, actual: Result): string | undefined {
  const names = actual.columns.map(({ name }) => name);
  if (names.length !== expected.columns.length || names.some((name, i) => name !== expected.columns[i])) {
    return `columns: expected ${expected.columns.join(', ')}; got ${names.join(', ')}`;
  }
  if (actual.rows.length !== expected.rows.length) {
    return `rows: expected ${expected.rows.length}; got ${actual.rows.length}`;
  }
  if (mentions(expected.tolerance, 'take')) return undefined;
  const rules = rulesOf(expected);
  const types = actual.columns.map(({ type }, i) => expected.types?.[i] ?? type);
  const wanted = expected.rows.map((row) => row.map((cell, i) => canonical(cell, types[i] ?? 'string', rules)));
  const got = actual.rows.map((row) =>
    row.map((value, i) =>
      canonical(cellText(value, actual.columns[i]?.type ?? 'unknown'), types[i] ?? 'string', rules),
    ),
  );
  const lines = (rows: readonly (readonly string[])[]) => rows.map((row) => row.join(' | '));
  const [left, right] = [lines(wanted), lines(got)];
  if (!expected.isOrdered) {
    left.sort();
    right.sort();
  }
  const at = left.findIndex((line, i) => line !== right[i]);
  return at === -1 ? undefined : `row ${at + 1}: expected ${left[at]}; got ${right[at]}`;
}

interface Rules {
  readonly listsAreSets: boolean;
  readonly isEstimate: boolean;
}

function mentions(tolerance: readonly string[], word: string): boolean {
  return tolerance.some((one) => one.includes(word));
}

function rulesOf({ tolerance, query }: Expectation): Rules {
  return {
    listsAreSets: mentions(tolerance, 'order') || /\bmake_?(set|list)/.test(query),
    isEstimate: mentions(tolerance, 'percentile') || mentions(tolerance, 'dcount'),
  };
}

const NUMBER_TYPES = ['real', 'decimal'];

/** The form in which equal cells are equal texts. */
function canonical(cell: string, type: string, rules: Rules): string {
  if (cell === '') return '';
  if (NUMBER_TYPES.includes(type) || rules.isEstimate) {
    const number = Number(cell.replace(/^([+-]?)inf$/i, '$1Infinity'));
    return Number.isNaN(number) ? cell : digits(number, rules.isEstimate ? 2 : 9);
  }
  if (type === 'bool') return cell.toLowerCase();
  if (type === 'datetime') return String(parseDatetime(cell) ?? cell);
  if (type === 'dynamic' || type === 'unknown') {
    const value = parseJson(cell);
    return value === undefined ? JSON.stringify(cell) : canonicalJson(value, rules);
  }
  return cell;
}

function digits(value: number, precision: number): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(precision)) + 0);
}

function canonicalJson(value: Value, rules: Rules): string {
  if (value === null) return '';
  if (isList(value)) {
    const items = value.map((item) => canonicalJson(item, rules));
    return `[${(rules.listsAreSets ? items.sort() : items).join(',')}]`;
  }
  if (isBag(value)) {
    const pairs = [...value].map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item, rules)}`);
    return `{${pairs.sort().join(',')}}`;
  }
  if (typeof value === 'string') {
    const ticks = /^\d{4}-\d\d-\d\dT/.test(value) ? parseDatetime(value) : null;
    return ticks === null ? JSON.stringify(value) : `time ${ticks}`;
  }
  if (value instanceof JsonNumber) return digits(value.value, 9);
  return typeof value === 'number' ? digits(value, 9) : String(value);
}
