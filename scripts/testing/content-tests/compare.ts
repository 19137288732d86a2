import { parseInstant } from '../../base/instant.js';
import { isObject } from '../../base/objects.js';
import type { EntityMapping, Expectation } from '../../content/model.js';
import type { YamlPath } from '../../content/yaml/yaml-file.js';
import type { ValueType } from '../../kql/engine/types.js';
import { type Result, toJson } from '../../kql/index.js';

/** Something that is not as the test expects it. */
export interface Mismatch {
  message: string;
  /** Where in the test the expectation stands. */
  path: YamlPath;
  /** Which rows of the result are wrong; none where rows are missing. */
  rows: readonly number[];
  kind: 'too-few' | 'too-many' | 'value';
}

/** Holds a result to what a test expects of it; the first thing that differs. */
export function compare(
  { rows, where, columns, entities }: Expectation,
  result: Result,
  mappings: readonly EntityMapping[],
): Mismatch | undefined {
  return (
    (rows === undefined ? undefined : compareCount(rows, result)) ??
    (columns && compareColumns(columns, result)) ??
    (where && compareValues(where, result)) ??
    (entities && compareEntities(entities, result, mappings))
  );
}

function compareCount(expected: number, { rows }: Result): Mismatch | undefined {
  if (rows.length === expected) return undefined;
  const kind = rows.length < expected ? 'too-few' : 'too-many';
  const message = `expected ${expected === 1 ? '1 row' : `${expected} rows`}, got ${rows.length}`;
  return { message, path: ['expect', 'rows'], rows: rows.map((_, index) => index), kind };
}

function compareColumns(expected: readonly string[], { columns }: Result): Mismatch | undefined {
  const names = columns.map(({ name }) => name);
  const index = expected.findIndex((name) => !names.includes(name));
  if (index === -1) return undefined;
  const message = `the result has no column '${expected[index]}'; it has ${names.join(', ')}`;
  return { message, path: ['expect', 'columns', index], rows: [], kind: 'value' };
}

function compareValues(where: Readonly<Record<string, unknown>>, { columns, rows }: Result): Mismatch | undefined {
  for (const [name, expected] of Object.entries(where)) {
    const path = ['expect', 'where', name];
    const index = columns.findIndex((column) => column.name === name);
    const type = columns[index]?.type;
    if (type === undefined) {
      const names = columns.map((column) => column.name).join(', ');
      return { message: `the result has no column '${name}'; it has ${names}`, path, rows: [], kind: 'value' };
    }
    for (const [number, row] of rows.entries()) {
      const actual = toJson(row[index] ?? null, type);
      if (fits(actual, expected, type)) continue;
      const message = `${name} is ${shown(actual)}, expected ${shown(expected)}`;
      return { message, path, rows: [number], kind: 'value' };
    }
  }
  return undefined;
}

function compareEntities(
  expected: NonNullable<Expectation['entities']>,
  { columns, rows }: Result,
  mappings: readonly EntityMapping[],
): Mismatch | undefined {
  for (const [entityType, values] of Object.entries(expected)) {
    const path = ['expect', 'entities', entityType];
    const own = mappings.filter((mapping) => mapping.entityType === entityType);
    if (own.length === 0) {
      return { message: `no entity mapping gives a ${entityType}`, path, rows: [], kind: 'value' };
    }
    const wanted = new Set(values.map(String));
    // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch an expectation, each with its own words.
    const found = (names: readonly string[]) => {
      const all = new Set<string>();
      for (const [index, { name, type }] of columns.entries()) {
        if (!names.includes(name)) continue;
        for (const row of rows) {
          const value = toJson(row[index] ?? null, type);
          if (value !== null && value !== '')
            all.add(typeof value === 'object' ? JSON.stringify(value) : String(value));
        }
      }
      return all;
    };
    // An entity of several identifiers is named by all of their values, or by the first alone.
    const all = found(own.flatMap(({ fieldMappings }) => fieldMappings.map(({ columnName }) => columnName)));
    const firsts = found(
      own.flatMap(({ fieldMappings }) => fieldMappings.slice(0, 1).map(({ columnName }) => columnName)),
    );
    if (isSame(all, wanted) || isSame(firsts, wanted)) continue;
    const list = (set: ReadonlySet<string>) => [...set].join(', ') || 'none';
    return {
      message: `the ${entityType} entities are ${list(all)}, expected ${list(wanted)}`,
      path,
      rows: [],
      kind: 'value',
    };
  }
  return undefined;
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((value) => b.has(value));
}

/** Whether a cell is what YAML says: times by their instant, numbers by their value, dynamic values by what is in them. */
export function fits(actual: unknown, expected: unknown, type: ValueType): boolean {
  if (isEmpty(expected)) return isEmpty(actual);
  if (isEmpty(actual)) return false;
  if (type === 'datetime' && typeof expected === 'string') {
    const [one, other] = [parseInstant(String(actual)), parseInstant(expected)];
    if (one && other) return one.getTime() === other.getTime();
  }
  if (type === 'dynamic' && typeof expected === 'string' && /^[[{]/.test(expected)) {
    try {
      return isAlike(actual, JSON.parse(expected));
    } catch {
      return isAlike(actual, expected);
    }
  }
  return isAlike(actual, expected);
}

/** Null and the empty text are both nothing, as in the service's own grid. */
function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function isAlike(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(actual) && Array.isArray(expected)) {
    // The order in which make_set and its kin collect is nobody's promise.
    const left = [...actual];
    return (
      actual.length === expected.length &&
      expected.every((item) => {
        const index = left.findIndex((other) => isAlike(other, item));
        if (index !== -1) left.splice(index, 1);
        return index !== -1;
      })
    );
  }
  if (isObject(actual) && isObject(expected)) {
    const names = new Set([...Object.keys(actual), ...Object.keys(expected)]);
    return [...names].every((name) => isAlike(actual[name] ?? null, expected[name] ?? null));
  }
  if (typeof actual === 'number' && (typeof expected === 'number' || typeof expected === 'string')) {
    return isClose(actual, Number(expected));
  }
  return actual === expected || String(actual) === String(expected);
}

/** To nine digits, as the engine's own suite compares. */
function isClose(a: number, b: number): boolean {
  return (
    a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))
  );
}

/** A value as people read it. */
export function shown(value: unknown): string {
  if (isEmpty(value)) return 'empty';
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
