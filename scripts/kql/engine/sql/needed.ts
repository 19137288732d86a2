import type { ColumnRef, Expr, Step } from '../plan.js';
import { Rewriter } from '../rewrite.js';

/** Positions of the columns of each step that anything after it looks at; the steps without an entry need all. */
export type NeededColumns = ReadonlyMap<Step, ReadonlySet<number>>;

/** Works out which columns of each step a plan needs, from its result down to its tables. */
export function neededColumns(plan: Step): NeededColumns {
  const needed = new Map<Step, Set<number>>();
  const need = (step: Step, positions: Iterable<number>): void => {
    const known = needed.get(step);
    const all = known ?? new Set<number>();
    const before = all.size;
    for (const position of positions) all.add(position);
    if (known && all.size === before) return;
    needed.set(step, all);
    for (const [input, places] of inputsOf(step, all)) need(input, places);
  };
  need(plan, everything(plan));
  return needed;
}

function everything(step: Step): number[] {
  return step.columns.map((_column, i) => i);
}

/** What a step needs of each step that it reads directly, itself or inside its expressions. */
function inputsOf(step: Step, own: ReadonlySet<number>): [Step, Iterable<number>][] {
  const direct = directInputs(step, own);
  const known = new Set(direct.map(([input]) => input));
  const inExpressions = stepsInExpressions(step);
  const others = stepsInside(step).filter((one) => !known.has(one) || inExpressions.has(one));
  return [...direct, ...others.map((one): [Step, number[]] => [one, everything(one)])];
}

function directInputs(step: Step, own: ReadonlySet<number>): [Step, Iterable<number>][] {
  switch (step.kind) {
    case 'where':
      return [[step.input, [...own, ...columnsOf([step.condition])]]];
    case 'project':
      return [[step.input, columnsOf(step.outputs.filter((_output, i) => own.has(i)))]];
    case 'summarize':
      return [[step.input, columnsOf([...step.keys, ...step.aggregates.flatMap(({ args }) => args)])]];
    case 'distinct':
      return [[step.input, columnsOf(step.keys)]];
    case 'sort':
      return [[step.input, [...own, ...columnsOf(step.by.map(({ expr }) => expr))]]];
    case 'take':
    case 'shared':
      return [[step.input, own]];
    case 'expand': {
      const width = step.input.columns.length;
      const replaced = step.items.map(({ position }) => position);
      const kept = [...own, ...replaced].filter((place) => place < width);
      return [[step.input, [...kept, ...columnsOf(step.items.map(({ expr }) => expr))]]];
    }
    case 'union':
      return step.inputs.map(({ input, positions }) => [
        input,
        [...own].flatMap((i) => ((positions[i] ?? -1) === -1 ? [] : [positions[i] ?? -1])),
      ]);
    case 'join': {
      const of = (side: 'left' | 'right') => [
        ...columnsOf(step.on.map((pair) => pair[side])),
        ...step.outputs.flatMap((output, i) => (own.has(i) && output.side === side ? [output.index] : [])),
      ];
      return [
        [step.left, of('left')],
        [step.right, of('right')],
      ];
    }
    default:
      return [];
  }
}

/** Positions of the columns that expressions read of their row. */
function columnsOf(exprs: readonly Expr[]): number[] {
  return exprs.flatMap((expr) => columnRefs(expr).map(({ index }) => index));
}

/** The columns that an expression reads of its row, each once. */
export function columnRefs(expr: Expr): ColumnRef[] {
  const found = new Map<number, ColumnRef>();
  const rewriter = new Rewriter({
    expr: (one) => {
      if (one.kind === 'column') found.set(one.index, one);
      return undefined;
    },
    step: (step) => step,
  });
  rewriter.expr(expr);
  return [...found.values()];
}

/** The steps that stand in a step's expressions: `toscalar(…)`, `in (T)`. */
function stepsInExpressions(step: Step): ReadonlySet<Step> {
  const found = new Set<Step>();
  const rewriter = new Rewriter({
    step: (one) => (one === step ? undefined : one),
    expr: (expr) => {
      if (expr.kind === 'scalar' || expr.kind === 'needles') found.add(expr.input);
      return undefined;
    },
  });
  rewriter.step(step);
  return found;
}

/** The steps that a step reads: its inputs, and those inside its expressions. */
export function stepsInside(step: Step): Step[] {
  const found = new Set<Step>();
  const rewriter = new Rewriter({
    step: (one) => {
      if (one === step) return undefined;
      found.add(one);
      return one;
    },
  });
  rewriter.step(step);
  return [...found];
}
