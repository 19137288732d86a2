import { type SyntaxNode, walk } from '../../kql/syntax.js';
import { asRule, type DetectionCheck } from '../check.js';

export const allTables: DetectionCheck = {
  code: 'all-tables',
  scope: 'detection',
  severity: 'warning',
  summary: 'No query reads every table of the workspace',
  why: 'The service refuses search * and union * in a rule. A hunt that reads every table is slow and costly, and its result changes with every table that is added.',
  help: 'Name the tables: union T1, T2, or search in (T1, T2) "term".',
  *run(detection) {
    const { query } = detection;
    const { tree } = query.analysis;
    if (!tree) return;
    for (const node of walk(tree)) {
      const what = readsAll(node);
      if (what === undefined) continue;
      const isRule = asRule(detection) !== undefined;
      const message = isRule ? `The service refuses ${what} in a rule` : `${what} reads every table of the workspace`;
      const range = query.range({ start: node.start, end: node.start + (what.split(' ')[0] ?? '').length });
      yield { message, range, severity: isRule ? 'error' : 'warning' };
    }
  },
};

function readsAll(node: SyntaxNode): string | undefined {
  if (node.kind === 'UnionOperator') {
    return node.items('Expressions').some(({ text }) => text.trim() === '*') ? 'union *' : undefined;
  }
  if (node.kind !== 'SearchOperator') return undefined;
  // `T | search "x"` and `search in (T) "x"` name their tables.
  if (node.parent?.kind === 'PipeExpression' && node.role !== 'Expression') return undefined;
  return /^search\b[^"'|]*\bin\s*\(/i.test(node.text) ? undefined : 'search without tables';
}
