import type { Aggregate, Expr, PluginArgument, SortKey, Step } from './plan.js';

/** What takes the place of a node; undefined leaves it, and what is inside it is looked at. */
export interface Replacements {
  expr?(expr: Expr): Expr | undefined;
  step?(step: Step): Step | undefined;
}

/** Rewrites a plan. Parts in which nothing changes stay the same objects, so that what is compiled of them is used again. */
export class Rewriter {
  readonly #steps = new Map<Step, Step>();

  constructor(readonly replacements: Replacements) {}

  step(step: Step): Step {
    const known = this.#steps.get(step);
    if (known) return known;
    const made = this.replacements.step?.(step) ?? this.#inside(step);
    this.#steps.set(step, made);
    return made;
  }

  expr(expr: Expr): Expr {
    const replaced = this.replacements.expr?.(expr);
    if (replaced) return replaced;
    if (expr.kind === 'call') {
      const args = this.#exprs(expr.args);
      return args === expr.args ? expr : { ...expr, args };
    }
    if (expr.kind !== 'scalar' && expr.kind !== 'needles') return expr;
    const input = this.step(expr.input);
    return input === expr.input ? expr : { ...expr, input };
  }

  /** The same list where no item changes. */
  #list<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
    const made = items.map(change);
    return made.every((item, i) => item === items[i]) ? items : made;
  }

  #exprs(exprs: readonly Expr[]): readonly Expr[] {
    return this.#list(exprs, (expr) => this.expr(expr));
  }

  #maybe(expr: Expr | undefined): Expr | undefined {
    return expr && this.expr(expr);
  }

  #aggregate<T extends Aggregate>(aggregate: T): T {
    const args = this.#exprs(aggregate.args);
    return args === aggregate.args ? aggregate : { ...aggregate, args };
  }

  #sortKey(key: SortKey): SortKey {
    const expr = this.expr(key.expr);
    return expr === key.expr ? key : { ...key, expr };
  }

  #argument(argument: PluginArgument): PluginArgument {
    if (argument.kind === 'scalar') return this.#updated(argument, { expr: this.expr(argument.expr) });
    if (argument.kind === 'table') return this.#updated(argument, { input: this.step(argument.input) });
    return this.#updated(argument, { aggregate: this.#aggregate(argument.aggregate) });
  }

  /** The object with some parts changed; itself where they are what it has. */
  #updated<T extends object>(value: T, parts: Partial<T>): T {
    const own = new Map<string, unknown>(Object.entries(value));
    const isSame = Object.entries(parts).every(([name, part]) => own.get(name) === part);
    return isSame ? value : { ...value, ...parts };
  }

  #inside(step: Step): Step {
    switch (step.kind) {
      case 'scan':
      case 'group':
        return step;
      case 'rows':
        return this.#updated(step, { rows: this.#list(step.rows, (row) => this.#exprs(row)) });
      case 'range':
        return this.#updated(step, { from: this.expr(step.from), to: this.expr(step.to), step: this.expr(step.step) });
      case 'where':
        return this.#updated(step, { input: this.step(step.input), condition: this.expr(step.condition) });
      case 'project':
        return this.#updated(step, { input: this.step(step.input), outputs: this.#exprs(step.outputs) });
      case 'summarize':
        return this.#updated(step, {
          input: this.step(step.input),
          keys: this.#exprs(step.keys),
          aggregates: this.#list(step.aggregates, (one) => this.#aggregate(one)),
        });
      case 'distinct':
        return this.#updated(step, { input: this.step(step.input), keys: this.#exprs(step.keys) });
      case 'sort':
        return this.#updated(step, {
          input: this.step(step.input),
          by: this.#list(step.by, (key) => this.#sortKey(key)),
          limit: this.#maybe(step.limit),
        });
      case 'take':
        return this.#updated(step, { input: this.step(step.input), limit: this.expr(step.limit) });
      default:
        return this.#insideOthers(step);
    }
  }

  #insideOthers(step: Step): Step {
    switch (step.kind) {
      case 'join':
        return this.#updated(step, {
          left: this.step(step.left),
          right: this.step(step.right),
          on: this.#list(step.on, (pair) =>
            this.#updated(pair, { left: this.expr(pair.left), right: this.expr(pair.right) }),
          ),
        });
      case 'union':
        return this.#updated(step, {
          inputs: this.#list(step.inputs, (one) => this.#updated(one, { input: this.step(one.input) })),
        });
      case 'expand':
        return this.#updated(step, {
          input: this.step(step.input),
          items: this.#list(step.items, (item) => this.#updated(item, { expr: this.expr(item.expr) })),
          limit: this.#maybe(step.limit),
        });
      case 'apply': {
        const expand = this.step(step.expand);
        return this.#updated(step, {
          expand: expand.kind === 'expand' ? expand : step.expand,
          body: this.step(step.body),
        });
      }
      case 'partition':
        return this.#updated(step, {
          input: this.step(step.input),
          key: this.expr(step.key),
          body: this.step(step.body),
        });
      case 'parse':
      case 'parse-kv':
        return this.#updated(step, { input: this.step(step.input), text: this.expr(step.text) });
      case 'make-series':
        return this.#updated(step, {
          input: this.step(step.input),
          keys: this.#exprs(step.keys),
          aggregates: this.#list(step.aggregates, (one) => this.#aggregate(one)),
          axis: this.expr(step.axis),
          from: this.#maybe(step.from),
          to: this.#maybe(step.to),
          step: this.expr(step.step),
        });
      case 'plugin':
        return this.#updated(step, {
          input: this.step(step.input),
          args: this.#list(step.args, (argument) => this.#argument(argument)),
        });
      case 'getschema':
      case 'shared':
        return this.#updated(step, { input: this.step(step.input) });
      default:
        return step;
    }
  }
}
