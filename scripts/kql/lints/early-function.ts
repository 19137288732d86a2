import { stepsAfter } from '../analysis/pipeline.js';
import { binary, call, type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint } from './lint.js';

/** Functions that read or rewrite a whole text, row by row. */
const PER_ROW =
  /^(?:extract|extract_all|extract_json|parse_json|parse_xml|parse_url|parse_user_agent|parse_path|split|replace_regex|replace|hash_\w+|base64_decode_tostring|geo_info_from_ip_address|ipv4_lookup|translate)$/;

/** Operators that the index of terms answers, or a plain comparison. */
const SELECTIVE = new Set(['==', '=~', 'in', 'in~', 'has', 'has_any', 'has_all', 'has_cs', 'startswith', 'hasprefix']);

export const earlyFunction: Lint = {
  code: 'early-function',
  effect: 'slow',
  summary: 'Rows are filtered before functions are applied to each of them',
  why: 'A function such as parse_json() over every row of a large table costs more than all the rest; after a filter that the index answers, it runs on the few rows that are left.',
  help: 'Move the filter before this step.',
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one walk along the steps above a table, with a way out at each kind of step.
  *run(tree) {
    for (const source of walk(tree)) {
      if (source.kind !== 'NameReference' || source.reference?.kind !== 'table') continue;
      const columns = new Set(source.columns?.map(({ name }) => name));
      let first: SyntaxNode | undefined;
      for (const step of stepsAfter(source)) {
        const filter = step.kind === 'FilterOperator' ? selective(step, columns) : undefined;
        if (filter && first)
          yield { node: first, message: `${first.text}() runs on each row before "${filter.text.slice(0, 60)}"` };
        if (filter || (step.kind !== 'ExtendOperator' && step.kind !== 'FilterOperator')) break;
        if (step.kind === 'ExtendOperator') first ??= perRow(step);
        for (const item of step.items('Expressions')) columns.delete(item.child('Name')?.text ?? '');
      }
    }
  },
};

function perRow(step: SyntaxNode): SyntaxNode | undefined {
  return walk(step).flatMap((node) => {
    const called = call(node);
    return called && PER_ROW.test(called.name) ? [called.nameNode] : [];
  })[0];
}

/** A comparison of a column of the table itself, other than that of the time. */
function selective(step: SyntaxNode, columns: ReadonlySet<string>): SyntaxNode | undefined {
  return walk(step).find((node) => {
    const operands = binary(node);
    return (
      operands &&
      SELECTIVE.has(operands.operator) &&
      columns.has(operands.left.text) &&
      operands.left.text !== 'TimeGenerated'
    );
  });
}
