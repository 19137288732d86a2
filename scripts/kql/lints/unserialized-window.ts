import { enclosingStep, stepsBefore } from '../pipeline.js';
import { call, type SyntaxNode, walk } from '../syntax.js';
import type { Lint } from './lint.js';

const WINDOW_FUNCTIONS = new Set([
  'prev',
  'next',
  'row_number',
  'row_cumsum',
  'row_rank_dense',
  'row_rank_min',
  'row_window_session',
]);

/** Steps that give rows an order. */
const ORDERING = new Set([
  'SortOperator',
  'SerializeOperator',
  'TopOperator',
  'TopHittersOperator',
  'GetSchemaOperator',
  'RangeOperator',
]);

/** Steps whose result has no order (Kusto documentation, "Window functions"): about others, do not guess. */
const UNORDERED = new Set([
  'CountOperator',
  'DistinctOperator',
  'FindOperator',
  'JoinOperator',
  'LookupOperator',
  'SampleOperator',
  'SampleDistinctOperator',
  'SearchOperator',
  'SummarizeOperator',
  'UnionOperator',
]);

export const unserializedWindow: Lint = {
  code: 'unserialized-window',
  severity: 'error',
  summary: 'prev(), next() and the row functions work on rows that have an order',
  why: 'The service refuses window functions on rows without an order: "the row set must be serialized".',
  help: 'Put "| sort by …" (or "| serialize" when the order does not matter) before this step.',
  *run(tree) {
    for (const node of walk(tree)) {
      const called = call(node);
      if (!called || !WINDOW_FUNCTIONS.has(called.name)) continue;
      const step = enclosingStep(node);
      if (!step || isOrdered(step)) continue;
      yield {
        node: called.nameNode,
        message: `${called.name}() needs rows in an order, and no step before it gives them one`,
      };
    }
  },
};

function isOrdered(step: SyntaxNode): boolean {
  for (const one of [step, ...stepsBefore(step)]) {
    if (ORDERING.has(one.kind)) return true;
    if (UNORDERED.has(one.kind) || one.reference?.kind === 'table') return false;
  }
  return true;
}
