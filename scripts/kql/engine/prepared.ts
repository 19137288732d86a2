import type { Expr, Step } from './plan.js';
import { Rewriter } from './rewrite.js';
import type { Prepared } from './types.js';

export interface Visitor {
  step?(step: Step): void;
  expr?(expr: Expr): void;
}

/** Visits all steps and expressions of a plan, also those inside one another; each step once. */
export function walkPlan(plan: Step, visitor: Visitor): void {
  const rewriter = new Rewriter({
    step: (step) => {
      visitor.step?.(step);
      return undefined;
    },
    expr: (expr) => {
      visitor.expr?.(expr);
      return undefined;
    },
  });
  rewriter.step(plan);
}

/** A plan as something that can be run, with what it reads. */
export function preparedOf(query: string, plan: Step): Prepared {
  const tables = new Set<string>();
  const watchlists = new Set<string>();
  const urls = new Set<string>();
  walkPlan(plan, {
    step: (step) => {
      if (step.kind !== 'scan') return;
      const names = { table: tables, watchlist: watchlists, external: urls };
      names[step.source].add(step.name);
    },
  });
  const reads = { tables: [...tables], watchlists: [...watchlists], urls: [...urls] };
  return { query, plan, columns: plan.columns, reads };
}
