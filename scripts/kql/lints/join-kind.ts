import { walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

export const joinKind: Lint = {
  code: 'join-kind',
  severity: 'warning',
  summary: 'Every join says its kind',
  why: 'Without a kind, a join is "innerunique": of left rows with the same key it keeps one, any one, and events are lost.',
  help: 'Write kind=inner to keep all matches, or kind=innerunique to say that one row for each key is meant.',
  *run(tree) {
    for (const node of walk(tree)) {
      if (node.kind !== 'JoinOperator') continue;
      if (node.items('Parameters').some((parameter) => parameter.child('Name')?.text === 'kind')) continue;
      yield { node: node.child('JoinKeyword') ?? node, message: 'This join does not say its kind' };
    }
  },
};
