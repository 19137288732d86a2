import { MAX_DATETIME } from '../../values/ticks.js';
import { allAs, asText, asType, isAscii, type Template, type TemplateCall, type Templates } from './template.js';

function junction(word: 'AND' | 'OR'): Template {
  return ({ operands }) => {
    const all = operands.every(({ type }) => type === 'bool') ? operands : [];
    return all.length === 0 ? undefined : `(${all.map(({ sql }) => sql).join(` ${word} `)})`;
  };
}

/** `iff` and `case`. */
const choose: Template = ({ operands, type }) => {
  const otherwise = operands.at(-1);
  if (!otherwise || operands.length % 2 === 0) return undefined;
  const branches: string[] = [];
  for (let i = 0; i + 1 < operands.length; i += 2) {
    const [condition, value] = [operands[i], operands[i + 1]];
    const sql = value && asType(value, type);
    if (condition?.type !== 'bool' || sql === undefined) return undefined;
    branches.push(`WHEN ${condition.sql} THEN ${sql}`);
  }
  const fallback = asType(otherwise, type);
  return fallback === undefined ? undefined : `CASE ${branches.join(' ')} ELSE ${fallback} END`;
};

const coalesce: Template = ({ operands, type }) => {
  const all = allAs(operands, type);
  if (!all) return undefined;
  const isText = type === 'string';
  return `coalesce(${all.map((sql, i) => (isText && i + 1 < all.length ? `nullif(${sql}, '')` : sql)).join(', ')})`;
};

function isNothing(isNegated: boolean): Template {
  return ({ operands: [value] }) => {
    if (!value || value.type === 'dynamic') return undefined;
    if (value.type === 'string') return `(${value.sql} ${isNegated ? '<>' : '='} '')`;
    return `(${value.sql} IS ${isNegated ? 'NOT ' : ''}NULL)`;
  };
}

/** A text is never null. */
function isNull(isNegated: boolean): Template {
  return ({ operands: [value] }) => {
    if (!value) return undefined;
    return value.type === 'string' ? String(isNegated) : `(${value.sql} IS ${isNegated ? 'NOT ' : ''}NULL)`;
  };
}

function lower({ operands: [value], lifted }: TemplateCall, name: string): string | undefined {
  const other = value?.type === 'string' && value.isColumn ? lifted() : undefined;
  return other && value && `CASE WHEN ${isAscii(value.sql)} THEN ${name}(${value.sql}) ELSE ${other} END`;
}

const strcat: Template = ({ operands }) => {
  const all = operands.map(asText);
  return all.includes(undefined) || all.length === 0 ? undefined : `(${all.join(' || ')})`;
};

/** A datetime, moved by a timespan that is the same for all rows; null outside of the years 1 to 9999. */
function moved(sign: '+' | '-'): Template {
  return ({ operands: [time, span] }) => {
    if (time?.type !== 'datetime' || span?.type !== 'timespan' || typeof span.constant !== 'bigint') return undefined;
    const size = span.constant < 0n ? -span.constant : span.constant;
    // Beyond, 64 bits would not do.
    if (size > MAX_DATETIME) return undefined;
    const sum = `${time.sql} ${sign} (${span.sql})`;
    return time.isColumn ? `CASE WHEN ${sum} BETWEEN 0 AND ${MAX_DATETIME} THEN ${sum} ELSE NULL END` : undefined;
  };
}

/** Datetimes count from 0: their remainder is never negative. */
const bin: Template = ({ operands: [time, size] }) => {
  if (time?.type !== 'datetime' || size?.type !== 'timespan' || typeof size.constant !== 'bigint') return undefined;
  return size.constant > 0n && time.isColumn ? `(${time.sql} - ${time.sql} % ${size.sql})` : undefined;
};

export const logicTemplates: Templates = {
  and: junction('AND'),
  or: junction('OR'),
  not: ({ operands: [value] }) => (value?.type === 'bool' ? `(NOT ${value.sql})` : undefined),
  iff: choose,
  iif: choose,
  case: choose,
  coalesce,
  isempty: isNothing(false),
  isnotempty: isNothing(true),
  notempty: isNothing(true),
  isnull: isNull(false),
  isnotnull: isNull(true),
  notnull: isNull(true),
  tolower: (call) => lower(call, 'lower'),
  toupper: (call) => lower(call, 'upper'),
  tostring: ({ operands: [value] }) => value && asText(value),
  strcat,
  strlen: ({ operands: [value] }) => (value?.type === 'string' ? `length(${value.sql})` : undefined),
  '+': moved('+'),
  '-': moved('-'),
  bin,
  floor: bin,
};
