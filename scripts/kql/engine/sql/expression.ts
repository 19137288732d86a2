import { compile, isInvariant, isVolatile } from '../interpret/expression.js';
import type { Call, ColumnRef, Expr } from '../plan.js';
import type { Run } from '../run.js';
import type { Value, ValueType } from '../values/value.js';
import type { Lifting } from './lifting.js';
import { isStorable, literal } from './storage.js';
import { templateOf } from './templates/catalogue.js';
import type { Operand } from './templates/template.js';

/** An expression in SQL. */
export interface Sql {
  readonly text: string;
  /** The interpreter is asked for every row: slower than anything that the database does itself. */
  readonly isLifted: boolean;
}

/** SQL of the column at a position of the input. */
export type ColumnSql = (column: ColumnRef) => string;

/** Values of a list above which they stand in a table: the database takes long to read many literals. */
const LITERALS = 100;

/** Functions whose arguments may be lifted one by one, because the others decide how often. */
const CONTROL = new Set(['and', 'or', 'not', 'iff', 'iif', 'case', 'coalesce']);

/** Writes expressions in SQL: by the template of each function, or as a call of the interpreter. */
export class Translator {
  constructor(
    private readonly lifting: Lifting,
    private readonly run: Run,
    /** Takes the values of a long list and gives the name of a table that has them as its column `v`. */
    private readonly listTable: (values: readonly Value[], type: ValueType) => string | undefined,
  ) {}

  /** Undefined where neither can be done: the rows around matter, or a type has no form in the database. */
  translate(expr: Expr, columns: ColumnSql): Sql | undefined {
    if (expr.kind === 'late' || !isRowwise(expr)) return undefined;
    if (isInvariant(expr)) {
      const text = literal(this.#valueOf(expr), expr.type);
      return text === undefined ? undefined : { text, isLifted: false };
    }
    if (expr.kind === 'column') return isStorable(expr.type) ? { text: columns(expr), isLifted: false } : undefined;
    return (expr.kind === 'call' ? this.#byTemplate(expr, columns) : undefined) ?? this.#lifted(expr, columns);
  }

  #lifted(expr: Expr, columns: ColumnSql): Sql | undefined {
    const text = this.lifting.lift(expr, columns, this.run);
    return text === undefined ? undefined : { text, isLifted: true };
  }

  #byTemplate(call: Call, columns: ColumnSql): Sql | undefined {
    const template = templateOf(call.name);
    if (!template) return undefined;
    const isControl = CONTROL.has(call.name);
    const operands: Operand[] = [];
    let isLifted = false;
    for (const arg of call.args) {
      const operand = this.#operand(arg, columns);
      if (!operand || (operand.isLifted && !isControl)) return undefined;
      isLifted ||= operand.isLifted;
      operands.push(operand);
    }
    const text = template({
      type: call.type,
      operands,
      lifted: () => this.lifting.lift(call, columns, this.run),
      isOneOf: (sql, values, type) => this.#isOneOf(sql, values, type),
    });
    return text === undefined ? undefined : { text, isLifted };
  }

  #operand(arg: Expr, columns: ColumnSql): (Operand & { isLifted: boolean }) | undefined {
    const { type } = arg;
    if (arg.kind !== 'late' && isRowwise(arg) && isInvariant(arg)) {
      const constant = this.#valueOf(arg);
      const sql = literal(constant, type);
      return sql === undefined ? undefined : { type, sql, constant, isColumn: false, isLifted: false };
    }
    const sql = this.translate(arg, columns);
    const isColumn = arg.kind === 'column';
    return sql && { type, sql: sql.text, constant: undefined, isColumn, isLifted: sql.isLifted };
  }

  #valueOf(expr: Expr): Value {
    return compile(expr).evaluate([], this.run);
  }

  #isOneOf(sql: string, values: readonly Value[], type: ValueType): string | undefined {
    if (values.length === 0) return 'false';
    if (values.length > LITERALS) {
      const table = this.listTable(values, type);
      return table === undefined ? undefined : `(${sql} IN (SELECT v FROM ${table}))`;
    }
    const literals = values.map((value) => literal(value, type));
    return literals.includes(undefined) ? undefined : `(${sql} IN (${literals.join(', ')}))`;
  }
}

/** Whether an expression can be asked of a row alone. */
function isRowwise(expr: Expr): boolean {
  if (expr.kind === 'late') return false;
  return expr.kind !== 'call' || (!isVolatile(expr.name) && expr.args.every(isRowwise));
}
