import type { Expand, Expr, Join, Step, Union } from './plan.js';
import { Rewriter } from './rewrite.js';
import { neededColumns, stepsInside } from './sql/needed.js';

/**
 * The plan without columns that nobody reads: a table has a hundred of them, and each step would copy them all. The
 * columns of the result stay. Parts that read no table of logs are left as they are: lists are narrow.
 */
export function prune(plan: Step): Step {
  const { isAnyOpen, readsLogs } = look(plan);
  // A column that only the data knows is found by its name, wherever it comes from.
  if (isAnyOpen) return plan;
  const needed = neededColumns(plan);
  return new Pruner((step) => (readsLogs.has(step) ? needed.get(step) : undefined)).prune(plan).step;
}

function look(plan: Step): { isAnyOpen: boolean; readsLogs: ReadonlySet<Step> } {
  let isAnyOpen = false;
  const readsLogs = new Set<Step>();
  const known = new Set<Step>();
  const visit = (step: Step) => {
    if (known.has(step)) return;
    known.add(step);
    isAnyOpen ||= step.isOpen;
    const inside = stepsInside(step);
    for (const one of inside) visit(one);
    const isTable = step.kind === 'scan' && step.source === 'table';
    if (isTable || inside.some((one) => readsLogs.has(one))) readsLogs.add(step);
  };
  visit(plan);
  return { isAnyOpen, readsLogs };
}

/** Positions of the columns of a step that something reads; undefined: all. */
type Need = ReadonlySet<number> | undefined;

function chosen<T>(items: readonly T[], need: Need): readonly T[] {
  return need ? items.filter((_, index) => need.has(index)) : items;
}

/** A step, and the positions that its columns had before. */
interface Pruned {
  step: Step;
  kept: readonly number[];
}

class Pruner {
  readonly #pruned = new Map<Step, Pruned>();

  constructor(readonly needOf: (step: Step) => Need) {}

  prune(step: Step): Pruned {
    const known = this.#pruned.get(step);
    if (known) return known;
    const { step: made, kept } = this.#pruneNew(step);
    // The rows of mv-apply are known by the step that stands for them: what does not change stays the same object.
    const isWhole = kept.length === step.columns.length;
    const pruned = { step: isWhole ? made : { ...made, columns: at(step.columns, kept) }, kept };
    this.#pruned.set(step, pruned);
    return pruned;
  }

  #pruneNew(step: Step): Pruned {
    const need = this.needOf(step);
    const all = step.columns.map((_, index) => index);
    const kept = chosen(all, need);
    switch (step.kind) {
      case 'scan':
        return step.source === 'table' ? { step, kept } : { step, kept: all };
      case 'where':
      case 'sort':
      case 'take':
      case 'shared':
        return { step: this.#rewritten(step, step.input), kept: this.prune(step.input).kept };
      case 'project':
        return { step: this.#rewritten({ ...step, outputs: chosen(step.outputs, need) }, step.input), kept };
      case 'summarize': {
        // The keys decide on the rows, and stay.
        const isKept = (index: number) => index < step.keys.length || need?.has(index) !== false;
        const aggregates = step.aggregates.filter((_, index) => isKept(step.keys.length + index));
        return { step: this.#rewritten({ ...step, aggregates }, step.input), kept: all.filter(isKept) };
      }
      case 'distinct':
        return { step: this.#rewritten(step, step.input), kept: all };
      case 'join':
        return this.#join(step, kept);
      case 'union':
        return { step: this.#union(step, kept), kept };
      case 'expand':
        return this.#expand(step);
      default:
        return { step: this.#rewritten(step, undefined), kept: all };
    }
  }

  /** The step with its inputs pruned, and its expressions over one of them reading its columns where they are now. */
  #rewritten(step: Step, over: Step | undefined): Step {
    const rewriter = new Rewriter({
      step: (one) => (one === step ? undefined : this.prune(one).step),
      expr: this.#moving(over),
    });
    return rewriter.step(step);
  }

  #moving(over: Step | undefined): (expr: Expr) => Expr | undefined {
    const places = over && placesOf(this.prune(over).kept);
    return (expr) => (places && expr.kind === 'column' ? { ...expr, index: places.get(expr.index) ?? -1 } : undefined);
  }

  #join(step: Join, kept: readonly number[]): Pruned {
    const sides = { left: this.prune(step.left), right: this.prune(step.right) };
    const key = (side: 'left' | 'right', expr: Expr) =>
      new Rewriter({ step: (one) => this.prune(one).step, expr: this.#moving(step[side]) }).expr(expr);
    const on = step.on.map(({ left, right }) => ({ left: key('left', left), right: key('right', right) }));
    const places = { left: placesOf(sides.left.kept), right: placesOf(sides.right.kept) };
    // A semi or anti join returns the rows of one side as they are.
    const [, side] = /^(left|right)(?:semi|anti)$/.exec(step.join) ?? [];
    const shown = side === 'left' || side === 'right' ? sides[side].kept : kept;
    const outputs = at(step.outputs, shown).map((one) => ({ ...one, index: places[one.side].get(one.index) ?? -1 }));
    return { step: { ...step, left: sides.left.step, right: sides.right.step, on, outputs }, kept: shown };
  }

  #union(step: Union, kept: readonly number[]): Union {
    const inputs = step.inputs.map(({ input, name, positions }) => {
      const pruned = this.prune(input);
      const places = placesOf(pruned.kept);
      return { input: pruned.step, name, positions: at(positions, kept).map((one) => places.get(one) ?? -1) };
    });
    return { ...step, inputs, source: kept.indexOf(step.source) };
  }

  #expand(step: Expand): Pruned {
    const { kept } = this.prune(step.input);
    const [before, now] = [step.input.columns.length, kept.length];
    const added = step.columns.length - before;
    const moved = (place: number) => (place < before ? kept.indexOf(place) : now + place - before);
    const items = step.items.map((item) => ({ ...item, position: moved(item.position) }));
    const itemIndex = step.itemIndex === -1 ? -1 : moved(step.itemIndex);
    const made = this.#rewritten({ ...step, items, itemIndex }, step.input);
    return { step: made, kept: [...kept, ...Array.from({ length: added }, (_, index) => before + index)] };
  }
}

const at = <T>(items: readonly T[], places: readonly number[]): T[] => places.flatMap((place) => items[place] ?? []);

const placesOf = (kept: readonly number[]) => new Map(kept.map((before, now) => [before, now]));
