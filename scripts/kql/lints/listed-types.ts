import { binary, type SyntaxNode, walk } from '../syntax.js';
import type { Lint } from './lint.js';
import { comparable } from './types.js';

export const listedTypes: Lint = {
  code: 'listed-types',
  severity: 'error',
  summary: 'The list of in and !in holds values of the type on its left',
  why: 'The service refuses such a query, or quietly never finds the value of another type.',
  help: 'Write all values of the list in the type of the left side, or convert that side.',
  *run(tree) {
    for (const node of walk(tree)) {
      const operands = binary(node);
      if (!operands || !/^!?in~?$/.test(operands.operator)) continue;
      for (const item of operands.right.items('Expressions')) {
        const type = item.columns ? item.columns[0]?.type : item.type;
        if (type === undefined || type === 'unknown' || comparable(operands.left.type, type)) continue;
        yield {
          node: item,
          message: `${describe(item)} of type ${type} in a list for ${operands.left.type}: ${operands.left.text}`,
        };
      }
    }
  },
};

function describe(item: SyntaxNode): string {
  return item.columns ? 'A column' : 'A value';
}
