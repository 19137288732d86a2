import { binary, type SyntaxNode, walk } from '../analysis/syntax.js';
import type { KqlType } from '../model.js';
import type { Lint } from './lint.js';
import { comparable, isTextAndNumber } from './types.js';
import { listedValues } from './variables.js';

/** A value of a list: what to underline, and its type. */
interface Listed {
  node: SyntaxNode;
  type: KqlType | 'unknown' | undefined;
  isColumn?: boolean;
}

export const listedTypes: Lint = {
  code: 'listed-types',
  effect: 'refused',
  summary: 'The list of in and !in holds values of the type on its left',
  why: 'The service refuses such a query, or quietly never finds the value of another type. It takes numbers among texts and texts among numbers, but whether they are found is left to its conversions.',
  help: 'Write all values of the list in the type of the left side, or convert that side.',
  *run(tree) {
    for (const node of walk(tree)) {
      const operands = binary(node);
      if (!operands || !/^!?in~?$/.test(operands.operator)) continue;
      const { left, right } = operands;
      const [first, ...others] = right.items('Expressions').flatMap((item) => misfits(left.type, item));
      if (!first) continue;
      const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
      yield {
        node: first.node,
        message: `${first.isColumn ? 'A column' : 'A value'} of type ${first.type}${more} in a list for ${left.type}: ${left.text}`,
        ...(isTextAndNumber(left.type, first.type) ? { effect: first.isColumn ? 'misleads' : 'slow' } : {}),
      };
    }
  },
};

function misfits(wanted: KqlType | undefined, item: SyntaxNode): Listed[] {
  if (item.type === 'dynamic') {
    // JSON has no times of its own and the service converts more there: only texts and numbers are told apart.
    const values = listedValues(item).map(({ node, value }) => ({ node, type: value.type }));
    return values.filter(({ type }) => isTextAndNumber(wanted, type));
  }
  const type = item.columns ? item.columns[0]?.type : item.type;
  const fits = type === undefined || type === 'unknown' || comparable(wanted, type);
  return fits ? [] : [{ node: item, type, isColumn: item.columns !== undefined }];
}
