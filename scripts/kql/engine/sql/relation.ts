import type { Distinct, Expr, Project, Sort, Summarize, Union, Where } from '../plan.js';
import { empty } from '../values/value.js';
import type { Sql, Translator } from './expression.js';
import { isStorable, literal } from './storage.js';
import { aggregateSql, isOfDistinct, isPlain } from './templates/aggregates.js';

/**
 * Rows of a step as a SELECT: the columns that are needed are called `c` with their position, and after them stand
 * columns `o0`, `o1`, … by which the rows are in the interpreter's order.
 */
export interface Relation {
  readonly sql: string;
  readonly order: readonly Order[];
  /** Rows as they come out of their input, with values that the interpreter was asked for: it can do that later. */
  readonly isWidened: boolean;
}

export interface Order {
  /** ` DESC NULLS LAST` and the like; empty for ascending numbers without nulls. */
  readonly direction: string;
}

const ASCENDING: Order = { direction: '' };

export function orderBy({ order }: Pick<Relation, 'order'>): string {
  return order.map(({ direction }, i) => `o${i}${direction}`).join(', ');
}

export function orderNames(order: readonly Order[], from = 0, prefix = ''): string[] {
  return order.map((_one, i) => `${prefix}o${i} AS o${i + from}`);
}

export function select(columns: readonly (string | undefined)[], rest: string): string {
  return `SELECT ${columns.join(', ')} FROM ${rest}`;
}

export const columnSql = ({ index }: { index: number }) => `c${index}`;

/** Rows of a table of the database, whose order is that of `rowid`. */
export function scanRelation(columns: readonly string[], from: string): Relation {
  return { sql: select([...columns, 'rowid AS o0'], from), order: [ASCENDING], isWidened: false };
}

/** The same rows with one column of order, a number. */
function inOneOrder(input: Relation): Relation {
  if (input.order.length === 1 && input.order[0]?.direction === '') return input;
  const names = input.order.map((_one, i) => `o${i}`).join(', ');
  const numbered = `SELECT * EXCLUDE (${names}), row_number() OVER (ORDER BY ${orderBy(input)}) AS o0 FROM (${input.sql})`;
  return { ...input, sql: numbered, order: [ASCENDING] };
}

/** What each step needs to be written. */
export interface Writing {
  readonly translator: Translator;
  /** Positions of the columns that anything after the step needs, ascending. */
  readonly needed: readonly number[];
}

export function whereRelation(step: Where, input: Relation, { translator, needed }: Writing): Relation | undefined {
  const conditions = conjuncts(step.condition).map((one) => translator.translate(one, columnSql));
  const known = conditions.filter((one): one is Sql => one !== undefined);
  if (known.length < conditions.length || conjuncts(step.condition).some(({ type }) => type !== 'bool'))
    return undefined;
  const cheap = known.filter(({ isLifted }) => !isLifted).map(({ text }) => text);
  const dear = known.filter(({ isLifted }) => isLifted).map(({ text }) => text);
  // CASE alone keeps the order: the interpreter is asked only for rows that everything else lets pass.
  const filter =
    cheap.length > 0 && dear.length > 0
      ? `CASE WHEN ${cheap.join(' AND ')} THEN ${dear.join(' AND ')} ELSE false END`
      : [...cheap, ...dear].join(' AND ');
  const columns = [...needed.map((i) => `c${i}`), ...orderNames(input.order)];
  return { sql: `${select(columns, `(${input.sql})`)} WHERE ${filter}`, order: input.order, isWidened: false };
}

function conjuncts(condition: Expr): readonly Expr[] {
  return condition.kind === 'call' && condition.name === 'and' ? condition.args.flatMap(conjuncts) : [condition];
}

export function projectRelation(step: Project, input: Relation, { translator, needed }: Writing): Relation | undefined {
  const outputs: Sql[] = [];
  for (const i of needed) {
    const output = step.outputs[i];
    const sql = output && translator.translate(output, columnSql);
    if (!sql) return undefined;
    outputs.push(sql);
  }
  const columns = outputs.map(({ text }, at) => `${text} AS c${needed[at]}`);
  return {
    sql: select([...columns, ...orderNames(input.order)], `(${input.sql})`),
    order: input.order,
    isWidened: input.isWidened || outputs.some(({ isLifted }) => isLifted),
  };
}

export function sortRelation(step: Sort, input: Relation, { translator, needed }: Writing): Relation | undefined {
  const keys: string[] = [];
  const order: Order[] = [];
  const add = (key: string, direction: string) => {
    keys.push(`${key} AS o${keys.length}`);
    order.push({ direction });
  };
  for (const { expr, descending, nullsFirst } of step.by) {
    const sql = expr.type === 'dynamic' ? undefined : translator.translate(expr, columnSql)?.text;
    if (sql === undefined) return undefined;
    const isReal = expr.type === 'real';
    // NaN stands between the nulls and the numbers, whichever way these go.
    if (isReal) add(`CASE WHEN ${sql} IS NULL THEN 0 WHEN isnan(${sql}) THEN 1 ELSE 2 END`, nullsFirst ? '' : ' DESC');
    const key = isReal ? `CASE WHEN isnan(${sql}) THEN NULL ELSE ${sql} END` : sql;
    add(key, ` ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`);
  }
  const columns = [...needed.map((i) => `c${i}`), ...keys, ...orderNames(input.order, keys.length)];
  return {
    sql: select(columns, `(${input.sql})`),
    order: [...order, ...input.order],
    isWidened: input.isWidened,
  };
}

/** The first rows, in their order. */
export function takeRelation(limit: number, input: Relation): Relation {
  return {
    sql: `SELECT * FROM (${input.sql}) ORDER BY ${orderBy(input)} LIMIT ${limit}`,
    order: input.order,
    isWidened: false,
  };
}

export function distinctRelation(step: Distinct, input: Relation, { translator }: Writing): Relation | undefined {
  const keys = plainKeys(step.keys, translator);
  if (!keys) return undefined;
  const { sql } = inOneOrder(input);
  const named = keys.map((key, i) => `${key} AS c${i}`);
  const grouped = keys.map((_key, i) => `c${i}`);
  const inner = select([...named, 'o0'], `(${sql})`);
  return {
    sql: `${select([...grouped, 'min(o0) AS o0'], `(${inner})`)} GROUP BY ${grouped.join(', ')}`,
    order: [ASCENDING],
    isWidened: false,
  };
}

function plainKeys(keys: readonly Expr[], translator: Translator): string[] | undefined {
  const found = keys.map((key) => (isPlain(key.type) ? translator.translate(key, columnSql)?.text : undefined));
  return found.every((one) => one !== undefined) ? found : undefined;
}

/** Groups with keys; without keys the one row needs no order. */
export function summarizeRelation(
  step: Summarize,
  input: Relation,
  { translator, needed }: Writing,
): Relation | undefined {
  const keys = plainKeys(step.keys, translator);
  if (!keys) return undefined;
  const { sql } = inOneOrder(input);
  const keyNames = keys.map((_key, i) => `k${i}`);
  const inner: string[] = keys.map((key, i) => `${key} AS k${i}`);
  const marks: string[] = [];
  const outputs: string[] = [];
  for (const i of needed) {
    const aggregate = step.aggregates[i - keys.length];
    if (!aggregate) {
      outputs.push(`k${i} AS c${i}`);
      continue;
    }
    const args = aggregate.args.map((arg) =>
      isStorable(arg.type) ? translator.translate(arg, columnSql)?.text : undefined,
    );
    if (!args.every((one) => one !== undefined) || !isStorable(aggregate.type)) return undefined;
    const names = args.map((_arg, at) => `a${i}_${at}`);
    inner.push(...args.map((arg, at) => `${arg} AS ${names[at]}`));
    if (isOfDistinct(aggregate.name)) {
      const partition = [...keyNames, names[0]].join(', ');
      marks.push(`row_number() OVER (PARTITION BY ${partition} ORDER BY o0) = 1 AS f${i}`);
    }
    const types = aggregate.args.map(({ type }) => type);
    const made = aggregateSql(aggregate.name, { args: names, types, order: 'o0', isFirstOfValue: `f${i}` });
    if (made === undefined) return undefined;
    outputs.push(`${made} AS c${i}`);
  }
  const rows = select([...inner, 'o0'], `(${sql})`);
  const marked = marks.length === 0 ? rows : select(['*', ...marks], `(${rows})`);
  const grouped = keys.length === 0 ? '' : ` GROUP BY ${keyNames.join(', ')}`;
  const order = keys.length === 0 ? '0 AS o0' : 'min(o0) AS o0';
  return {
    sql: `${select([...outputs, order], `(${marked})`)}${grouped}`,
    order: [ASCENDING],
    isWidened: false,
  };
}

/** Rows of all inputs, one input after the other. */
export function unionRelation(step: Union, inputs: readonly Relation[], { needed }: Writing): Relation | undefined {
  const parts = inputs.map((relation, at) => {
    const columns = needed.map((i) => unionColumn(step, at, i));
    if (columns.includes(undefined)) return undefined;
    return select([...columns, `${at} AS o0`, 'o0 AS o1'], `(${inOneOrder(relation).sql})`);
  });
  if (parts.includes(undefined)) return undefined;
  const isWidened = inputs.some((relation) => relation.isWidened);
  return { sql: parts.join(' UNION ALL '), order: [ASCENDING, ASCENDING], isWidened };
}

/** A column of a union in one of its inputs; undefined where it has another type there. */
function unionColumn(step: Union, at: number, i: number): string | undefined {
  const { input, name, positions } = step.inputs[at] ?? { input: step, name: '', positions: [] };
  const type = step.columns[i]?.type ?? 'unknown';
  const position = positions[i] ?? -1;
  if (i !== step.source && position !== -1)
    return input.columns[position]?.type === type ? `c${position} AS c${i}` : undefined;
  const nothing = i === step.source ? literal(name, 'string') : literal(empty(type), type);
  return nothing && `${nothing} AS c${i}`;
}
