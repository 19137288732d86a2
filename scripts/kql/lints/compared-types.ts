import { binary, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';
import { comparable, isTextAndNumber } from './types.js';

export const comparedTypes: Lint = {
  code: 'compared-types',
  effect: 'refused',
  summary: 'Both sides of == and != have types that can be equal',
  why: 'The service refuses to compare a time with a number or a text. It converts between a number and a text, as in EventID == "4688", value by value where the column is a text: that costs time, and the index does not help.',
  help: 'Write the constant in the type of the column, or convert one side: toint(), tostring(), todatetime().',
  *run(tree) {
    for (const node of walk(tree)) {
      if (node.kind !== 'EqualExpression' && node.kind !== 'NotEqualExpression') continue;
      const operands = binary(node);
      if (!operands || comparable(operands.left.type, operands.right.type)) continue;
      const { left, right } = operands;
      // ResultType == 0 and EventID == "4688" run, and everybody writes them.
      const isConverted = isTextAndNumber(left.type, right.type);
      const isConstant = left.constant !== undefined || right.constant !== undefined;
      yield {
        node,
        message: `${left.type} is compared with ${right.type}: ${node.text}`,
        ...(isConverted ? { effect: isConstant ? 'slow' : 'misleads' } : {}),
      };
    }
  },
};
