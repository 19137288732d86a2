import { boundsTime, isTimeFilter } from '../analysis/pipeline.js';
import { type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

export const noTimeFilter: Lint = {
  code: 'no-time-filter',
  severity: 'warning',
  summary: 'Every table is read with a time filter',
  why: 'A hunt without a time filter depends on the time range of the page it runs on, or reads all that the workspace keeps.',
  help: 'Start with | where TimeGenerated > ago(14d), or whatever the hunt needs.',
  *run(tree) {
    const variables = usesOfVariables(tree);
    for (const node of walk(tree)) {
      if (node.kind !== 'NameReference' || node.reference?.kind !== 'table' || !hasTime(node)) continue;
      if (!isFiltered(node, variables, new Set()))
        yield { node, message: `${node.text} is read without a time filter` };
    }
  },
};

function hasTime(table: SyntaxNode): boolean {
  return table.columns?.some((column) => column.name === 'TimeGenerated' || column.name === 'Timestamp') === true;
}

/** Where the query uses what `let` binds. */
function usesOfVariables(tree: SyntaxNode): Map<string, SyntaxNode[]> {
  const uses = new Map<string, SyntaxNode[]>();
  for (const node of walk(tree)) {
    if (node.kind !== 'NameReference') continue;
    uses.set(node.text, [...(uses.get(node.text) ?? []), node]);
  }
  return uses;
}

/** Rows that leave this node pass a time filter, here or wherever the variable that holds them is used. */
function isFiltered(node: SyntaxNode, variables: Map<string, SyntaxNode[]>, seen: Set<string>): boolean {
  let below = node;
  for (let above = node.parent; above; above = above.parent) {
    if (above.kind === 'PipeExpression' && below.role === 'Expression') {
      const step = above.child('Operator');
      if (step && isTimeFilter(step)) return true;
    }
    // `find` and `search` have their condition inside; the right side of a join is filtered by itself or not at all.
    const condition =
      above.kind === 'FindOperator' || above.kind === 'SearchOperator' ? above.child('Condition') : undefined;
    if (condition && boundsTime(condition)) return true;
    if (above.kind === 'JoinOperator' || above.kind === 'LookupOperator') return false;
    if (above.kind === 'LetStatement') return usesAreFiltered(above.child('Name')?.text ?? '', variables, seen);
    below = above;
  }
  return false;
}

function usesAreFiltered(name: string, variables: Map<string, SyntaxNode[]>, seen: Set<string>): boolean {
  if (seen.has(name)) return true;
  seen.add(name);
  const uses = variables.get(name) ?? [];
  return uses.length > 0 && uses.every((use) => isFiltered(use, variables, seen));
}
