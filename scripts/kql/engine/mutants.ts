import type { Call, Constant, Expr, Join, JoinKind, Range, Step } from './plan.js';
import { preparedOf, walkPlan } from './prepared.js';
import { Rewriter } from './rewrite.js';
import type { Mutant, Prepared } from './types.js';

/** A change of one node of a plan, in the query's words. */
interface Change {
  readonly node: Expr | Step;
  readonly replacement: Expr | Step;
  readonly mutation: string;
  readonly at: Range;
}

/** Comparisons one step weaker or stronger: where a test stands right at the limit, it notices. */
const NEIGHBOURS: Record<string, string> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const OPPOSITES: Record<string, string> = { '==': '!=', '!=': '==', '=~': '!~', '!~': '=~' };
/** Matches that let more through. */
const WIDER: Record<string, string> = {
  has: 'contains',
  has_cs: 'contains_cs',
  hasprefix: 'contains',
  hassuffix: 'contains',
  startswith: 'contains',
  startswith_cs: 'contains_cs',
  endswith: 'contains',
  endswith_cs: 'contains_cs',
  has_all: 'has_any',
};
const WIDER_JOINS: Partial<Record<JoinKind, JoinKind>> = {
  innerunique: 'leftouter',
  inner: 'leftouter',
  leftanti: 'leftsemi',
  rightanti: 'rightsemi',
  leftsemi: 'leftanti',
  rightsemi: 'rightanti',
};

/**
 * The query with one weakness each: a condition of a filter dropped, a comparison turned or moved to its neighbour, a
 * match widened, an item of a list left out, a time doubled or moved, a join opened. Made in the plan, without binding anything again; in the order of the text.
 */
export function mutants(prepared: Prepared): Mutant[] {
  const known = new Set<string>();
  return changesOf(prepared)
    .sort((a, b) => a.at.start - b.at.start || a.at.end - b.at.end)
    .flatMap((change): Mutant[] => {
      const { start, end } = change.at;
      const key = `${start} ${end} ${change.mutation}`;
      if (known.has(key)) return [];
      known.add(key);
      const plan = replaced(prepared.plan, change);
      return [{ mutation: change.mutation, start, end, prepared: preparedOf(prepared.query, plan) }];
    });
}

function replaced(plan: Step, { node, replacement }: Change): Step {
  const isStep = 'columns' in replacement;
  const rewriter = new Rewriter(
    isStep
      ? { step: (step) => (step === node ? replacement : undefined) }
      : { expr: (expr) => (expr === node ? replacement : undefined) },
  );
  return rewriter.step(plan);
}

function changesOf({ plan, query }: Prepared): Change[] {
  const changes: Change[] = [];
  const words = ({ start, end }: Range) => query.slice(start, end).replace(/\s+/g, ' ').trim();
  walkPlan(plan, {
    step: (step) => {
      if (step.kind === 'where') changes.push(...dropped(step.condition, words));
      if (step.kind === 'join') changes.push(...opened(step, words));
    },
    expr: (expr) => {
      if (expr.kind !== 'call') return;
      changes.push(...turned(expr, words), ...shifted(expr, words), ...narrowed(expr, words), ...moved(expr, words));
    },
  });
  return changes;
}

type Words = (at: Range) => string;

/** Each condition that a filter joins with `and`, or its only one, is taken to be true. */
function dropped(condition: Expr, words: Words): Change[] {
  if (condition.kind === 'call' && condition.name === 'and')
    return condition.args.flatMap((part) => dropped(part, words));
  if (condition.kind === 'constant') return [];
  const replacement: Constant = { kind: 'constant', type: 'bool', value: true, at: condition.at };
  return [{ node: condition, replacement, mutation: `without ${words(condition.at)}`, at: condition.at }];
}

function turned(expr: Call, words: Words): Change[] {
  const names = [NEIGHBOURS[expr.name], OPPOSITES[expr.name], WIDER[expr.name]].filter((name) => name !== undefined);
  return names.map((name) => {
    const mutation = `${name} instead of ${expr.name} in ${words(expr.at)}`;
    return { node: expr, replacement: { ...expr, name }, mutation, at: expr.at };
  });
}

/** Lists whose items are left out one at a time; longer ones are data, such as indicators. */
const MAX_ITEMS = 20;
const LISTS = new Set(['in', 'in~', '!in', '!in~', 'has_any', 'has_all']);

/** One item of a list is left out. */
function narrowed(expr: Call, words: Words): Change[] {
  const items = expr.args.slice(1);
  const isList = LISTS.has(expr.name) && items.length > 1 && items.length <= MAX_ITEMS;
  if (!isList || items.some(({ kind }) => kind !== 'constant')) return [];
  return items.map((item) => {
    const args = expr.args.filter((arg) => arg !== item);
    const mutation = `without ${words(item.at)} in ${shortened(words(expr.at))}`;
    return { node: expr, replacement: { ...expr, args }, mutation, at: item.at };
  });
}

const TICKS_PER_DAY = 864_000_000_000n;
const COMPARISONS = new Set(['<', '<=', '>', '>=', 'between', '!between']);

/** A moment that something is compared with is a day later. */
function moved(expr: Call, words: Words): Change[] {
  if (!COMPARISONS.has(expr.name)) return [];
  return expr.args.flatMap((arg): Change[] => {
    if (arg.kind !== 'constant' || arg.type !== 'datetime' || typeof arg.value !== 'bigint') return [];
    const later: Constant = { ...arg, value: arg.value + TICKS_PER_DAY };
    const replacement: Call = { ...expr, args: expr.args.map((one) => (one === arg ? later : one)) };
    return [
      { node: expr, replacement, mutation: `a day later than ${words(arg.at)} in ${words(expr.at)}`, at: arg.at },
    ];
  });
}

/** `ago(1h)` becomes `ago(2h)`; so does a time that is added or taken away. */
function shifted(expr: Call, words: Words): Change[] {
  const isShift = expr.name === 'ago' || expr.name === '+' || expr.name === '-';
  const place = isShift ? expr.args.findIndex((arg) => arg.type === 'timespan' && isSpan(arg)) : -1;
  const span = expr.args[place];
  if (span?.kind !== 'constant' || typeof span.value !== 'bigint') return [];
  const doubled: Constant = { ...span, value: span.value * 2n };
  const replacement: Call = { ...expr, args: expr.args.map((arg, i) => (i === place ? doubled : arg)) };
  return [{ node: expr, replacement, mutation: `twice the time in ${words(expr.at)}`, at: expr.at }];
}

function isSpan(expr: Expr): boolean {
  return expr.kind === 'constant' && typeof expr.value === 'bigint' && expr.value !== 0n;
}

function opened(step: Join, words: Words): Change[] {
  const kind = step.operator === 'join' ? WIDER_JOINS[step.join] : undefined;
  if (!kind) return [];
  const mutation = `kind=${kind} instead of kind=${step.join} in ${shortened(words(step.at))}`;
  return [{ node: step, replacement: { ...step, join: kind }, mutation, at: step.at }];
}

const MAX_WORDS = 60;

function shortened(text: string): string {
  return text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text;
}
