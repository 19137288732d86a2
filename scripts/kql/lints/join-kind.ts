import { stepsBefore } from '../analysis/pipeline.js';
import { type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

/** Steps that leave the rows as they are, or leave some out. */
const KEEPING = new Set(['FilterOperator', 'SortOperator', 'TakeOperator', 'TopOperator', 'SerializeOperator']);

/** The left rows differ in their keys, because the last step made one row a key: then innerunique loses nothing. */
function hasUniqueKeys(join: SyntaxNode): boolean {
  const step = [...stepsBefore(join)].find(({ kind }) => !KEEPING.has(kind));
  const groups =
    step?.kind === 'DistinctOperator'
      ? step.items('Expressions')
      : step?.kind === 'SummarizeOperator'
        ? (step.child('ByClause')?.items('Expressions') ?? [])
        : undefined;
  if (!groups) return false;
  const keys = new Set(walk(join.child('ConditionClause') ?? join).map(({ text }) => text));
  return groups.every((group) => keys.has(group.child('Name')?.text ?? group.text));
}

export const joinKind: Lint = {
  code: 'join-kind',
  effect: 'misleads',
  summary: 'Every join says its kind',
  why: 'Without a kind, a join is "innerunique": of left rows with the same key it keeps one, any one, and events are lost.',
  help: 'Write kind=inner to keep all matches, or kind=innerunique to say that one row for each key is meant.',
  *run(tree) {
    for (const node of walk(tree)) {
      if (node.kind !== 'JoinOperator') continue;
      if (node.items('Parameters').some((parameter) => parameter.child('Name')?.text === 'kind')) continue;
      if (hasUniqueKeys(node)) continue;
      yield { node: node.child('JoinKeyword') ?? node, message: 'This join does not say its kind' };
    }
  },
};
