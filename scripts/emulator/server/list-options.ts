import { isObject } from '../../base/objects.js';
import { badRequest } from './arm-error.js';
import type { JsonObject } from './shape.js';

/** The OData options that some lists take. */
export interface ListOptions {
  matches(resource: JsonObject): boolean;
  /** Undefined where the order of creation stays. */
  compare: ((a: JsonObject, b: JsonObject) => number) | undefined;
  skip: number;
  top: number;
}

export type ListOption = '$filter' | '$orderby' | '$top' | '$skip';

/**
 * Reads the options of a list; undefined without any. Throws a 400 for an option that the list does not take: silence
 * would be a wrong answer, since the list would not be the one asked for.
 */
export function readListOptions(query: URLSearchParams, taken: readonly ListOption[]): ListOptions | undefined {
  const given = new Map<string, string>();
  for (const [name, value] of query) {
    const option = name.toLowerCase();
    if (!option.startsWith('$') || option === '$skiptoken') continue;
    if (!taken.some((one) => one === option))
      throw badRequest(`The query option ${name} is not supported by the local workspace.`);
    given.set(option, value);
  }
  if (given.size === 0) return undefined;
  const filter = given.get('$filter');
  const order = given.get('$orderby');
  return {
    matches: filter === undefined ? () => true : parseFilter(filter),
    compare: order === undefined ? undefined : parseOrder(order),
    skip: readCount('$skip', given.get('$skip') ?? '0'),
    top: readCount('$top', given.get('$top') ?? String(Number.MAX_SAFE_INTEGER)),
  };
}

function readCount(name: string, text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count))
    throw badRequest(`The value '${text}' of ${name} is no number.`);
  return count;
}

/** `properties/displayName desc` */
function parseOrder(text: string): (a: JsonObject, b: JsonObject) => number {
  const [, path, direction] = /^\s*([\w/.]+)(?:\s+(asc|desc))?\s*$/i.exec(text) ?? [];
  if (path === undefined) throw badRequest(`The $orderby '${text}' is not understood.`);
  const sign = direction?.toLowerCase() === 'desc' ? -1 : 1;
  return (a, b) => {
    const [left, right] = [String(valueAt(a, path) ?? ''), String(valueAt(b, path) ?? '')];
    return left < right ? -sign : left > right ? sign : 0;
  };
}

type Test = (resource: JsonObject) => boolean;

/** Comparisons (`eq`, `ne`), `contains`, `startswith`, `and`, `or`, `not` and brackets, as in `properties/kind eq 'AnalyticsRule'`. */
function parseFilter(text: string): Test {
  const tokens = [...text.matchAll(/'(?:[^']|'')*'|[()]|,|[^\s(),']+/g)].map(([token]) => token);
  let at = 0;
  const fail = () => badRequest(`The $filter '${text.slice(0, 200)}' is not understood.`);
  const peek = () => tokens[at]?.toLowerCase();
  const take = (): string => {
    const token = tokens[at++];
    if (token === undefined) throw fail();
    return token;
  };
  const expect = (token: string) => {
    if (take() !== token) throw fail();
  };

  const either = (depth: number): Test => {
    let test = both(depth);
    while (peek() === 'or') {
      at++;
      const [left, right] = [test, both(depth)];
      test = (resource) => left(resource) || right(resource);
    }
    return test;
  };
  const both = (depth: number): Test => {
    let test = one(depth);
    while (peek() === 'and') {
      at++;
      const [left, right] = [test, one(depth)];
      test = (resource) => left(resource) && right(resource);
    }
    return test;
  };
  const one = (depth: number): Test => {
    if (depth > 20) throw fail();
    const token = take();
    if (token === '(') {
      const inner = either(depth + 1);
      expect(')');
      return inner;
    }
    if (token.toLowerCase() === 'not') {
      const inner = one(depth + 1);
      return (resource) => !inner(resource);
    }
    if (/^(contains|startswith)$/i.test(token)) return textTest(token.toLowerCase());
    return comparison(token);
  };
  const textTest = (name: string): Test => {
    expect('(');
    const path = take();
    expect(',');
    const wanted = String(literal(take())).toLowerCase();
    expect(')');
    return (resource) => {
      const value = String(valueAt(resource, path) ?? '').toLowerCase();
      return name === 'contains' ? value.includes(wanted) : value.startsWith(wanted);
    };
  };
  const comparison = (path: string): Test => {
    const operator = take().toLowerCase();
    if (!/^[\w/.]+$/.test(path) || (operator !== 'eq' && operator !== 'ne')) throw fail();
    const wanted = literal(take());
    return (resource) => sameValue(valueAt(resource, path), wanted) === (operator === 'eq');
  };
  const literal = (token: string): unknown => {
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (/^(true|false|null)$/i.test(token)) return JSON.parse(token.toLowerCase());
    if (/^-?\d+(\.\d+)?$/.test(token)) return Number(token);
    throw fail();
  };

  const test = either(0);
  if (at < tokens.length) throw fail();
  return test;
}

/** Ids and kinds come in any casing. */
function sameValue(value: unknown, wanted: unknown): boolean {
  if (typeof value === 'string' && typeof wanted === 'string') return value.toLowerCase() === wanted.toLowerCase();
  return (value ?? null) === wanted;
}

/** The value at `properties/source/kind`, keys in any casing. */
function valueAt(resource: JsonObject, path: string): unknown {
  let value: unknown = resource;
  for (const part of path.split(/[/.]/)) {
    if (!isObject(value)) return undefined;
    const key = Object.keys(value).find((name) => name.toLowerCase() === part.toLowerCase());
    value = key === undefined ? undefined : value[key];
  }
  return value;
}
