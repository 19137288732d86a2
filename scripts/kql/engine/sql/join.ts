import { commonType } from '../functions/comparison.js';
import type { Join } from '../plan.js';
import type { ValueType } from '../values/value.js';
import type { Translator } from './expression.js';
import { columnSql, orderBy, orderNames, type Relation, select, type Writing } from './relation.js';
import { isPlain } from './templates/aggregates.js';
import { asType, type Operand } from './templates/template.js';

/** Undefined for the kinds that keep right rows without a partner: those stand after all others. */
export function joinRelation(
  step: Join,
  left: Relation,
  right: Relation,
  { translator, needed }: Writing,
): Relation | undefined {
  const keys = joinKeys(step, translator);
  if (!keys || step.join === 'rightouter' || step.join === 'fullouter') return undefined;
  const side = (relation: Relation, own: readonly string[]) =>
    `SELECT *, ${own.map((key, i) => `${key} AS k${i}`).join(', ')} FROM (${relation.sql})`;
  const [l, r] = [side(left, keys.left), side(right, keys.right)];
  // Only a text is never null; elsewhere null is equal to null.
  const on = keys.types
    .map((type, i) => `l.k${i} ${type === 'string' ? '=' : 'IS NOT DISTINCT FROM'} r.k${i}`)
    .join(' AND ');
  if (step.join.endsWith('semi') || step.join.endsWith('anti'))
    return oneSided(step, left, right, { l, r, on }, needed);
  const firsts = step.join === 'innerunique' ? onlyFirsts(l, left, keys.left.length) : l;
  const columns = needed.flatMap((i) => {
    const output = step.outputs[i];
    if (!output) return [];
    const { side: from, index } = output;
    const isText = from === 'right' && step.join === 'leftouter' && step.columns[i]?.type === 'string';
    const cell = `${from === 'left' ? 'l' : 'r'}.c${index}`;
    return [`${isText ? `coalesce(${cell}, '')` : cell} AS c${i}`];
  });
  const names = [...orderNames(left.order, 0, 'l.'), ...orderNames(right.order, left.order.length, 'r.')];
  const word = step.join === 'leftouter' ? 'LEFT JOIN' : 'JOIN';
  return {
    sql: select([...columns, ...names], `(${firsts}) AS l ${word} (${r}) AS r ON ${on}`),
    order: [...left.order, ...right.order],
    isWidened: false,
  };
}

/** Of the rows with the same keys, the first. */
function onlyFirsts(sql: string, relation: Relation, keyCount: number): string {
  const keys = Array.from({ length: keyCount }, (_none, i) => `k${i}`).join(', ');
  return `SELECT * FROM (${sql}) QUALIFY row_number() OVER (PARTITION BY ${keys} ORDER BY ${orderBy(relation)}) = 1`;
}

function oneSided(
  { join }: Join,
  left: Relation,
  right: Relation,
  { l, r, on }: { l: string; r: string; on: string },
  needed: readonly number[],
): Relation {
  const isLeft = join.startsWith('left');
  const [kept, other, order] = isLeft ? [l, r, left.order] : [r, l, right.order];
  const [name, otherName] = isLeft ? ['l', 'r'] : ['r', 'l'];
  const columns = [...needed.map((i) => `${name}.c${i} AS c${i}`), ...orderNames(order, 0, `${name}.`)];
  const word = join.endsWith('semi') ? 'SEMI' : 'ANTI';
  return {
    sql: select(columns, `(${kept}) AS ${name} ${word} JOIN (${other}) AS ${otherName} ON ${on}`),
    order,
    isWidened: false,
  };
}

/** Keys of both sides as one type, so that they meet. */
function joinKeys(
  step: Join,
  translator: Translator,
): { left: string[]; right: string[]; types: ValueType[] } | undefined {
  const keys = { left: [] as string[], right: [] as string[], types: [] as ValueType[] };
  for (const pair of step.on) {
    const type = commonType(pair.left.type, pair.right.type);
    if (!type || !isPlain(type)) return undefined;
    const sql = [pair.left, pair.right].map((expr) => {
      const found = translator.translate(expr, columnSql);
      const operand: Operand | undefined = found && {
        type: expr.type,
        sql: found.text,
        constant: undefined,
        isColumn: false,
      };
      return operand && asType(operand, type);
    });
    const [left, right] = sql;
    if (left === undefined || right === undefined) return undefined;
    keys.left.push(left);
    keys.right.push(right);
    keys.types.push(type);
  }
  return keys;
}
