import { type DuckDBConnection, DuckDBScalarFunction, type DuckDBValue, INTEGER } from '@duckdb/node-api';
import { compile } from '../interpret/expression.js';
import type { ColumnRef, Expr } from '../plan.js';
import { type Run, refuse } from '../run.js';
import type { Value, ValueType } from '../values/value.js';
import { columnRefs } from './needed.js';
import { duckType, fromStored, isStorable, toStored } from './storage.js';

/**
 * Expressions that the database works out by asking the interpreter, row by row: exact for every function that the
 * engine has, at one or two microseconds a row for texts and far less for numbers. One SQL function serves all expressions
 * of a signature; its first argument tells which.
 */
export class Lifting {
  readonly #functions = new Set<string>();
  readonly #expressions = new Map<number, (cells: readonly DuckDBValue[][], row: number) => DuckDBValue>();
  #last = 0;
  /** What ended a function: it reaches the caller as an error of the database, which lost it. */
  failure: unknown;

  constructor(private readonly connection: DuckDBConnection) {}

  /** Forgets the expressions of a run. */
  clear(): void {
    this.#expressions.clear();
    this.failure = undefined;
  }

  /** The call of an expression over columns, whose SQL is given; undefined where a type has no form in the database. */
  lift(expr: Expr, columnSql: (column: ColumnRef) => string, run: Run): string | undefined {
    const columns = columnRefs(expr);
    const types = columns.map(({ type }) => type);
    if (![expr.type, ...types].every(isStorable) || columns.length === 0) return undefined;
    const id = ++this.#last;
    this.#expressions.set(id, evaluator(expr, columns, run));
    return `${this.#functionFor(types, expr.type)}(${[String(id), ...columns.map(columnSql)].join(', ')})`;
  }

  #functionFor(types: readonly ValueType[], returned: ValueType): string {
    const name = `kql_${[...types, returned].join('_')}`;
    if (this.#functions.has(name)) return name;
    this.#functions.add(name);
    this.connection.registerScalarFunction(
      DuckDBScalarFunction.create({
        name,
        parameterTypes: [INTEGER, ...types.map(duckType)],
        returnType: duckType(returned),
        // Nulls come to the function too.
        specialHandling: true,
        mainFunction: (_info, input, output) => {
          const [ids = [], ...cells] = input.getColumns();
          const count = input.rowCount;
          try {
            const evaluate = this.#expressions.get(Number(ids[0]));
            if (!evaluate) throw new Error('This expression belongs to another run.');
            for (let row = 0; row < count; row++) output.setItem(row, evaluate(cells, row));
          } catch (error) {
            this.failure ??= error;
            throw error;
          }
          output.flush();
        },
      }),
    );
    return name;
  }
}

function evaluator(
  expr: Expr,
  columns: readonly ColumnRef[],
  run: Run,
): (cells: readonly DuckDBValue[][], row: number) => DuckDBValue {
  const { evaluate } = compile(expr);
  const values: Value[] = new Array(Math.max(...columns.map(({ index }) => index)) + 1).fill(null);
  return (cells, row) => {
    run.tick();
    columns.forEach(({ index, type }, i) => {
      values[index] = fromStored(cells[i]?.[row], type);
    });
    const result = evaluate(values, run);
    const stored = toStored(result === null && expr.type === 'string' ? '' : result, expr.type);
    if (stored !== undefined) return stored;
    return refuse('database', `A value of ${expr.type} has no exact form in the database.`, expr.at);
  };
}
