import type { KqlType } from '../model.js';
import { binary, type SyntaxNode, walk } from '../syntax.js';
import type { Lint } from './lint.js';
import { comparable, isTextAndNumber } from './types.js';

export const listedTypes: Lint = {
  code: 'listed-types',
  severity: 'error',
  summary: 'The list of in and !in holds values of the type on its left',
  why: 'The service refuses such a query, or quietly never finds the value of another type. It takes numbers among texts and texts among numbers, but whether they are found is left to its conversions.',
  help: 'Write all values of the list in the type of the left side, or convert that side.',
  *run(tree) {
    for (const node of walk(tree)) {
      const operands = binary(node);
      if (!operands || !/^!?in~?$/.test(operands.operator)) continue;
      const { left, right } = operands;
      const [first, ...others] = right.items('Expressions').filter((item) => !fits(left.type, item));
      if (!first) continue;
      const type = typeOf(first);
      const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
      yield {
        node: first,
        message: `${first.columns ? 'A column' : 'A value'} of type ${type}${more} in a list for ${left.type}: ${left.text}`,
        ...(isTextAndNumber(left.type, type) ? { severity: 'warning' } : {}),
      };
    }
  },
};

function typeOf(item: SyntaxNode): KqlType | 'unknown' | undefined {
  return item.columns ? item.columns[0]?.type : item.type;
}

function fits(wanted: KqlType | undefined, item: SyntaxNode): boolean {
  const type = typeOf(item);
  return type === undefined || type === 'unknown' || comparable(wanted, type);
}
