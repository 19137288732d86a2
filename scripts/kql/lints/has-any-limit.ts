import { binary, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';
import { listedValues } from './variables.js';

/** The service's limit ("has_any operator" in the Kusto documentation). */
const LIMIT = 10_000;

export const hasAnyLimit: Lint = {
  code: 'has-any-limit',
  effect: 'refused',
  summary: 'has_any and has_all get 10,000 values at most',
  why: 'The service refuses a longer list, and with it the query.',
  help: 'Split the list, or compare whole values with in, which takes a million.',
  *run(tree) {
    for (const node of walk(tree)) {
      const operands = binary(node);
      if (!operands || !/^!?has_(?:any|all)$/.test(operands.operator)) continue;
      const count = operands.right.items('Expressions').flatMap(listedValues).length;
      if (count > LIMIT)
        yield { node: node.child('Operator') ?? node, message: `${operands.operator} gets ${count} values` };
    }
  },
};
