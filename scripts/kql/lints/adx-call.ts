import { call, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

export const adxCall: Lint = {
  code: 'adx-call',
  effect: 'advice',
  summary: 'A query stays in Log Analytics',
  why: 'The service refuses a rule that calls adx() or arg(). A hunting query may, but what it reads there is not known here, so its columns are not checked.',
  help: 'In a rule, read a table of the workspace; bring the other data in as a table, or as a watchlist.',
  *run(tree) {
    for (const node of walk(tree)) {
      const called = call(node);
      if (called?.name !== 'adx' && called?.name !== 'arg') continue;
      yield { node: called.nameNode, message: `${called.name}() reads another service` };
    }
  },
};
