import { boundsTime, isTimeFilter } from '../analysis/pipeline.js';
import { type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

export const noTimeFilter: Lint = {
  code: 'no-time-filter',
  effect: 'misleads',
  summary: 'A table is read with one time filter, or with none',
  why: 'Without a time filter, the range of the page or of the call counts. Where a query reads one table both with and without, the range of one part is left to chance. Templates always have one, so that a hunt says what it looks at.',
  help: 'Start with | where TimeGenerated > ago(14d), or whatever the hunt needs.',
  *run(tree) {
    const variables = usesOfVariables(tree);
    const filtered = new Set<string>();
    const bare: SyntaxNode[] = [];
    for (const node of walk(tree)) {
      if (node.kind !== 'NameReference' || node.reference?.kind !== 'table' || !hasTime(node)) continue;
      if (isFiltered(node, variables, new Set())) filtered.add(node.text);
      else bare.push(node);
    }
    for (const node of bare) {
      const isElsewhere = filtered.has(node.text);
      yield {
        node,
        effect: isElsewhere ? 'misleads' : 'advice',
        message: `${node.text} is read without a time filter${isElsewhere ? ' here, and with one elsewhere' : ''}`,
      };
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
