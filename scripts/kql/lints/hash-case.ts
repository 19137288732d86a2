import { binary, constantText, walk } from '../syntax.js';
import type { Lint } from './lint.js';

const HASH_COLUMN = /(?:MD5|SHA1|SHA256|SHA512|Hash)$/i;
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/i;
const ANY_CASE: Record<string, string> = { in: 'in~', '!in': '!in~', '==': '=~', '!=': '!~' };

export const hashCase: Lint = {
  code: 'hash-case',
  severity: 'warning',
  summary: 'File hashes are compared without regard to case',
  why: 'Products write hashes in upper or in lower case; a comparison that regards case finds only one of the two.',
  help: 'Write in~ for in, =~ for ==; or lower both sides.',
  *run(tree) {
    for (const node of walk(tree)) {
      const operands = binary(node);
      const better = operands && ANY_CASE[operands.operator];
      if (!better || operands.left.reference?.kind !== 'column' || !HASH_COLUMN.test(operands.left.reference.name))
        continue;
      const text = constantText(operands.right);
      // An empty text and "unknown" are no hashes.
      const isHash = operands.operator.endsWith('in') || (text !== undefined && HASH.test(text));
      if (!isHash) continue;
      const message = `${operands.operator} regards case, and ${operands.left.text} may be in upper or lower case`;
      yield { node: node.child('Operator') ?? node, message, help: `Write ${better}.` };
    }
  },
};
