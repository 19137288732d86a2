import { binary, constantText, walk } from '../analysis/syntax.js';
import type { Lint, LintFinding } from './lint.js';

const TERM_OPERATOR: Record<string, string> = {
  contains: 'has',
  '!contains': '!has',
  contains_cs: 'has_cs',
  '!contains_cs': '!has_cs',
};

/** Terms shorter than this are not in the index (Kusto documentation, "Understanding string terms"). */
const INDEXED_TERM = /[\p{L}\p{N}]{3,}/u;

export const containsTerm: Lint = {
  code: 'contains-term',
  effect: 'slow',
  summary: 'contains is used only where a part of a word is meant',
  why: 'contains reads every value in full, while has finds whole terms through the index and is many times as fast.',
  help: 'Write has; keep contains where the text may stand inside a longer word.',
  *run(tree) {
    for (const node of walk(tree)) {
      const operands = binary(node);
      const term = operands && TERM_OPERATOR[operands.operator];
      const text = constantText(operands?.right);
      if (!term || text === undefined || !INDEXED_TERM.test(text)) continue;
      yield finding(node.child('Operator') ?? node, operands.operator, term, text);
    }
  },
};

function finding(node: LintFinding['node'], operator: string, term: string, text: string): LintFinding {
  // `has` tests the boundary only at an edge that is a letter or a digit: without such an edge the two are the same.
  const isSame = !/^[\p{L}\p{N}]|[\p{L}\p{N}]$/u.test(text);
  return isSame
    ? {
        node,
        message: `${operator} ${JSON.stringify(text)} means the same as ${term}, which is faster`,
        help: `Write ${term}.`,
      }
    : {
        node,
        message: `${operator} ${JSON.stringify(text)} is slow; ${term} finds it where it is a word of its own`,
      };
}
