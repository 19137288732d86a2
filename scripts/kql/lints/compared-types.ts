import { binary, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';
import { comparable, isTextAndNumber } from './types.js';

export const comparedTypes: Lint = {
  code: 'compared-types',
  severity: 'error',
  summary: 'Both sides of == and != have types that can be equal',
  why: 'The service refuses to run a query that compares a number with a text, or a time with a number. It takes a literal number for a text, as in ResultType == 0, but then converts each value.',
  help: 'Write the constant in the type of the column, or convert one side: toint(), tostring(), todatetime().',
  *run(tree) {
    for (const node of walk(tree)) {
      if (node.kind !== 'EqualExpression' && node.kind !== 'NotEqualExpression') continue;
      const operands = binary(node);
      if (!operands || comparable(operands.left.type, operands.right.type)) continue;
      const { left, right } = operands;
      // A text compared with a literal number is what SigninLogs tempts everyone to: ResultType == 0.
      const isConverted = isTextAndNumber(left.type, right.type) && left.type === 'string' && right.constant;
      yield {
        node,
        message: `${left.type} is compared with ${right.type}: ${node.text}`,
        ...(isConverted ? { severity: 'warning' } : {}),
      };
    }
  },
};
