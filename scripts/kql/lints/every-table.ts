import { type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

export const everyTable: Lint = {
  code: 'every-table',
  effect: 'misleads',
  summary: 'A query names the tables that it reads',
  why: 'search, find and union * read every table of the workspace: slow, dear, and different with every new connector.',
  help: 'Name the tables: search in (T1, T2) …, find in (T1, T2) …, union T1, T2.',
  *run(tree) {
    for (const node of walk(tree)) {
      const keyword = node.children[0] ?? node;
      const isFirst = node.role !== 'Operator';
      if (node.kind === 'SearchOperator' && isFirst && !node.child('InClause')) {
        yield { node: keyword, message: 'This search reads every table' };
      } else if (node.kind === 'FindOperator' && !node.child('InClause')) {
        yield { node: keyword, message: 'This find reads every table' };
      } else if (node.kind === 'UnionOperator') {
        for (const table of node.items('Expressions')) {
          if (isBareStar(table)) yield { node: table, message: 'This union reads every table' };
        }
      }
    }
  },
};

function isBareStar(table: SyntaxNode): boolean {
  return table.child('Name')?.kind === 'WildcardedName' && table.text === '*';
}
