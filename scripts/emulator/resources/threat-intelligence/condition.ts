import { isObject } from '../../../base/objects.js';
import { badRequest } from '../../server/arm-error.js';
import { bodyReader, type JsonObject } from '../../server/shape.js';

/** What a query for STIX objects asks for. */
export interface StixQuery {
  /** The one source that all answers must have, where the query says so: others need not be read. */
  source: string | undefined;
  pageSize: number;
  sort: { field: string; descending: boolean } | undefined;
  matches(properties: JsonObject): boolean;
}

interface Clause {
  field: string;
  operator: string;
  values: unknown[];
}

const MAX_PAGE = 1000;

const read = bodyReader<{
  condition: { stixObjectType?: string; clauses: Clause[]; conditionConnective?: 'And' | 'Or' | null };
  maxPageSize?: number;
  sortBy?: { field: string; direction?: 'ASC' | 'DESC' } | null;
}>({
  type: 'object',
  required: ['condition'],
  properties: {
    maxPageSize: { type: 'integer', minimum: 1 },
    minPageSize: { type: 'integer', minimum: 1 },
    sortBy: {
      type: ['object', 'null'],
      required: ['field'],
      properties: { field: { type: 'string' }, direction: { enum: ['ASC', 'DESC'] } },
    },
    condition: {
      type: 'object',
      required: ['clauses'],
      properties: {
        stixObjectType: { type: 'string' },
        conditionConnective: { enum: ['And', 'Or', null] },
        clauses: {
          type: 'array',
          items: {
            type: 'object',
            required: ['field', 'operator', 'values'],
            properties: { field: { type: 'string' }, operator: { type: 'string' }, values: { type: 'array' } },
          },
        },
      },
    },
  },
});

/** Reads the body of `threatIntelligence/main/query` and `…/count`; throws a 400 for what it does not understand. */
export function readStixQuery(body: unknown): StixQuery {
  const { condition, maxPageSize = 100, sortBy } = read(body);
  const { stixObjectType, clauses, conditionConnective } = condition;
  const tests = clauses.map(testOf);
  const isEither = conditionConnective === 'Or';
  const sources = clauses.filter(({ field, operator }) => field.toLowerCase() === 'source' && operator === 'Equals');
  const [source] = !isEither && sources.length > 0 ? (sources[0]?.values ?? []) : [];
  return {
    source: typeof source === 'string' && sources[0]?.values.length === 1 ? source : undefined,
    pageSize: Math.min(maxPageSize, MAX_PAGE),
    sort: sortBy ? { field: sortBy.field, descending: sortBy.direction === 'DESC' } : undefined,
    matches: (properties) => {
      if (stixObjectType !== undefined && fieldValue(properties, 'type') !== stixObjectType) return false;
      if (tests.length === 0) return true;
      return isEither ? tests.some((test) => test(properties)) : tests.every((test) => test(properties));
    },
  };
}

/** The value of a field: one of the answer's properties, or of the STIX object, under its STIX name or in camel case. */
export function fieldValue(properties: JsonObject, field: string): unknown {
  const data = isObject(properties.data) ? properties.data : {};
  const snake = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const alias = { lastUpdatedTimeUtc: 'lastUpdatedDateTimeUtc', tags: 'labels' }[field];
  for (const name of [field, alias ?? field]) if (name in properties && name !== 'data') return properties[name];
  return data[field] ?? data[alias ?? snake] ?? data[snake];
}

type Test = (properties: JsonObject) => boolean;

const TEXT: Record<string, (value: string, wanted: string) => boolean> = {
  Equals: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringContains: (value, wanted) => value.toLowerCase().includes(wanted.toLowerCase()),
  StringStartsWith: (value, wanted) => value.toLowerCase().startsWith(wanted.toLowerCase()),
  StringEndsWith: (value, wanted) => value.toLowerCase().endsWith(wanted.toLowerCase()),
};

const ORDER: Record<string, (order: number) => boolean> = {
  LessThan: (order) => order < 0,
  LessThanEqual: (order) => order <= 0,
  GreaterThan: (order) => order > 0,
  GreaterThanEqual: (order) => order >= 0,
  BeforeAbsolute: (order) => order < 0,
  OnOrBeforeAbsolute: (order) => order <= 0,
  AfterAbsolute: (order) => order > 0,
  OnOrAfterAbsolute: (order) => order >= 0,
};

const UNARY: Record<string, (value: unknown) => boolean> = {
  IsNull: (value) => value === undefined || value === null,
  IsTrue: (value) => value === true,
  IsFalse: (value) => value !== true,
  StringIsEmpty: (value) => value === undefined || value === null || value === '',
};

/** Several values are alternatives; a negated operator is true where none of them fits. */
function testOf({ field, operator, values }: Clause): Test {
  const unary = UNARY[operator];
  if (unary) return (properties) => unary(fieldValue(properties, field));
  const positive = operator === 'NotEquals' ? 'Equals' : operator.replace(/^(String|Array)Not/, '$1');
  const isNegated = positive !== operator;
  const text = TEXT[positive];
  const order = ORDER[positive];
  let one: (value: unknown, wanted: unknown) => boolean;
  if (text) one = (value, wanted) => value !== undefined && value !== null && text(String(value), String(wanted));
  else if (order) one = (value, wanted) => value !== undefined && value !== null && order(compare(value, wanted));
  else if (positive === 'ArrayContains') one = (value, wanted) => Array.isArray(value) && value.includes(wanted);
  else throw badRequest(`The operator '${operator}' of the clause on '${field}' is not supported.`);
  return (properties) => values.some((wanted) => one(fieldValue(properties, field), wanted)) !== isNegated;
}

/** Numbers by size, times by moment, other values by their text. */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number') return a - Number(b);
  const [left, right] = [String(a), String(b)];
  const [since, until] = [Date.parse(left), Date.parse(right)];
  if (/^\d{4}-/.test(left) && !Number.isNaN(since) && !Number.isNaN(until)) return since - until;
  return left < right ? -1 : left > right ? 1 : 0;
}
