import { convert } from '../../values/convert.js';
import type { Value, ValueType } from '../../values/value.js';
import { isStorable, literal } from '../storage.js';

/** An argument of a call, in SQL. */
export interface Operand {
  readonly type: ValueType;
  readonly sql: string;
  /** Its value where it is the same for all rows. */
  readonly constant: Value | undefined;
  /** So short that a template may repeat it. */
  readonly isColumn: boolean;
}

/** A call of a function or operator to be written in SQL. */
export interface TemplateCall {
  readonly type: ValueType;
  readonly operands: readonly Operand[];
  /** The same call by the interpreter, for the rows that a template leaves out; undefined where it cannot be asked. */
  lifted(): string | undefined;
  /** Whether SQL is one of some values; they may be many. */
  isOneOf(sql: string, values: readonly Value[], type: ValueType): string | undefined;
}

/**
 * SQL that gives what the interpreter gives, for each value of the types that it takes; undefined for other types. It
 * stands beside the function of that name in the catalogue.
 */
export type Template = (call: TemplateCall) => string | undefined;

export type Templates = Readonly<Record<string, Template>>;

/** The operand as SQL of a type; undefined where only the interpreter can convert it. */
export function asType(operand: Operand, type: ValueType): string | undefined {
  const { type: given, sql, constant } = operand;
  if (type === 'unknown' || !isStorable(type) || !isStorable(given)) return undefined;
  if (given === type || (given === 'int' && type === 'long')) return sql;
  if (constant !== undefined) return literal(convert(constant, given, type), type);
  return type === 'real' && (given === 'int' || given === 'long') ? `CAST(${sql} AS DOUBLE)` : undefined;
}

/** All operands as SQL of one type. */
export function allAs(operands: readonly Operand[], type: ValueType): string[] | undefined {
  const all = operands.map((operand) => asType(operand, type));
  return all.every((one) => one !== undefined) ? all : undefined;
}

/** The operand as `tostring` writes it. */
export function asText(operand: Operand): string | undefined {
  const { type, sql, constant } = operand;
  if (type === 'string') return sql;
  if (constant !== undefined) return asType(operand, 'string');
  if (type === 'int' || type === 'long') return `coalesce(CAST(${sql} AS VARCHAR), '')`;
  if (type === 'guid') return `coalesce(${sql}, '')`;
  return type === 'bool' ? `CASE ${sql} WHEN true THEN 'True' WHEN false THEN 'False' ELSE '' END` : undefined;
}

/** Whether a text is ASCII: there the database folds case as KQL does. */
export function isAscii(sql: string): string {
  return `strlen(${sql}) = length(${sql})`;
}
