import { binary, walk } from '../syntax.js';
import type { Lint } from './lint.js';
import { comparable } from './types.js';

export const comparedTypes: Lint = {
  code: 'compared-types',
  severity: 'error',
  summary: 'Both sides of == and != have types that can be equal',
  why: 'The service refuses to run a query that compares a number with a text, or a time with a number.',
  help: 'Write the constant in the type of the column, or convert one side: toint(), tostring(), todatetime().',
  *run(tree) {
    for (const node of walk(tree)) {
      if (node.kind !== 'EqualExpression' && node.kind !== 'NotEqualExpression') continue;
      const operands = binary(node);
      if (!operands || comparable(operands.left.type, operands.right.type)) continue;
      yield { node, message: `${operands.left.type} is compared with ${operands.right.type}: ${node.text}` };
    }
  },
};
