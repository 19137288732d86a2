import { commonType, members } from '../../functions/comparison.js';
import { fold } from '../../values/text.js';
import type { Value, ValueType } from '../../values/value.js';
import { literal } from '../storage.js';
import { allAs, isAscii, type Operand, type Template, type TemplateCall, type Templates } from './template.js';

/** Both sides in SQL, read as one type. */
function sides(operands: readonly Operand[]): { a: string; b: string; type: ValueType } | undefined {
  const [left, right] = operands;
  const type = left && right && commonType(left.type, right.type);
  if (!left || !right || !type || type === 'dynamic' || type === 'decimal') return undefined;
  const [a, b] = allAs([left, right], type) ?? [];
  return a === undefined || b === undefined ? undefined : { a, b, type };
}

/** A null is equal to nothing, NaN neither. */
function equality(isNegated: boolean): Template {
  return ({ operands }) => {
    const found = sides(operands);
    if (!found) return undefined;
    const { a, b, type } = found;
    const isEqual = type === 'real' ? `${a} = ${b} AND NOT isnan(${a})` : `${a} = ${b}`;
    const total = type === 'string' ? isEqual : `coalesce(${isEqual}, false)`;
    return isNegated ? `(NOT (${total}))` : `(${total})`;
  };
}

/** Null where a side is; NaN is neither before nor after anything. */
function ordered(operator: string, operands: readonly Operand[]): string | undefined {
  const found = sides(operands);
  if (!found || found.type === 'bool') return undefined;
  const { a, b, type } = found;
  const plain = `${a} ${operator} ${b}`;
  if (type !== 'real') return `(${plain})`;
  return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL WHEN isnan(${a}) OR isnan(${b}) THEN false ELSE ${plain} END`;
}

function between(isNegated: boolean): Template {
  return ({ operands: [value, low, high] }) => {
    const lower = value && low && ordered('>=', [value, low]);
    const upper = value && high && ordered('<=', [value, high]);
    if (!lower || !upper) return undefined;
    return `(${isNegated ? 'NOT ' : ''}(${lower} AND ${upper}))`;
  };
}

function equalsFolded(isNegated: boolean): Template {
  return ({ operands: [left, right], lifted }) => {
    if (left?.type !== 'string' || !left.isColumn || typeof right?.constant !== 'string') return undefined;
    const folded = literal(fold(right.constant), 'string');
    const other = lifted();
    if (folded === undefined || other === undefined) return undefined;
    return `CASE WHEN ${isAscii(left.sql)} THEN lower(${left.sql}) ${isNegated ? '<>' : '='} ${folded} ELSE ${other} END`;
  };
}

const LISTED: readonly ValueType[] = ['string', 'guid', 'int', 'long', 'datetime', 'timespan'];

function membership(isNegated: boolean, isFolded: boolean): Template {
  return (call) => {
    const [left, ...list] = call.operands;
    if (!left || !LISTED.includes(left.type) || list.some(({ constant }) => constant === undefined)) return undefined;
    if (isFolded && left.type !== 'string') return undefined;
    const given = list.map(({ constant, type }) => ({ value: constant ?? null, type }));
    const values = [...members(given, left.type, isFolded)].filter(isScalar);
    if (isFolded) return foldedIn(call, left, values, isNegated);
    const isIn = call.isOneOf(left.sql, values, left.type);
    if (isIn === undefined) return undefined;
    const total = left.type === 'string' ? isIn : `coalesce(${isIn}, false)`;
    return isNegated ? `(NOT ${total})` : total;
  };
}

function foldedIn(
  call: TemplateCall,
  { sql, isColumn }: Operand,
  values: readonly Value[],
  isNegated: boolean,
): string | undefined {
  const found = isColumn ? call.isOneOf(`lower(${sql})`, values, 'string') : undefined;
  const other = call.lifted();
  if (found === undefined || other === undefined) return undefined;
  return `CASE WHEN ${isAscii(sql)} THEN ${isNegated ? 'NOT ' : ''}${found} ELSE ${other} END`;
}

function isScalar(value: unknown): value is string | bigint {
  return typeof value === 'string' || typeof value === 'bigint';
}

export const comparisonTemplates: Templates = {
  '==': equality(false),
  '!=': equality(true),
  '<': ({ operands }) => ordered('<', operands),
  '<=': ({ operands }) => ordered('<=', operands),
  '>': ({ operands }) => ordered('>', operands),
  '>=': ({ operands }) => ordered('>=', operands),
  between: between(false),
  '!between': between(true),
  '=~': equalsFolded(false),
  '!~': equalsFolded(true),
  in: membership(false, false),
  '!in': membership(true, false),
  'in~': membership(false, true),
  '!in~': membership(true, true),
};
