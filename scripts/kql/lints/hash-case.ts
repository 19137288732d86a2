import { enclosingStep, stepsBefore } from '../analysis/pipeline.js';
import { ancestors, binary, call, constantText, type SyntaxNode, walk } from '../analysis/syntax.js';
import type { Lint, LintFinding } from './lint.js';
import { listedValues } from './variables.js';

const HASH_COLUMN = /(?:MD5|SHA1|SHA256|SHA512|Hash)$/i;
const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})$/i;
const ANY_CASE: Record<string, string> = { in: 'in~', '!in': '!in~', '==': '=~', '!=': '!~' };

/** Steps that keep every column as it is, and those that name columns anew. */
const KEEPING = new Set(['FilterOperator', 'SortOperator', 'TakeOperator', 'TopOperator', 'SerializeOperator']);
const NAMING = new Set(['ExtendOperator', 'ProjectOperator', 'ProjectRenameOperator']);

export const hashCase: Lint = {
  code: 'hash-case',
  effect: 'misleads',
  summary: 'File hashes are compared without regard to case',
  why: 'Products write hashes in upper or in lower case; a comparison that regards case finds only one of the two.',
  help: 'Write in~ for in, =~ for ==; or lower both sides.',
  *run(tree) {
    const told = new Set<string>();
    for (const node of walk(tree)) {
      const operands = binary(node);
      const better = operands && ANY_CASE[operands.operator];
      if (!better) continue;
      const origin = originOf(operands.left);
      const finding = inOneCase(origin, operands) ?? inAnyCase(node, origin, operands);
      // A column that is compared with three lists is one thing to correct.
      if (!finding || told.has(finding.message)) continue;
      told.add(finding.message);
      yield { ...finding, help: `Write ${better}.` };
    }
  },
};

type Operands = NonNullable<ReturnType<typeof binary>>;

/** Tables of Defender XDR, which keep every hash in lower case. */
const OF_DEFENDER = /^(?:Device|Email|AlertEvidence|CloudAppEvents|Identity)/;

/** All tables of the query are Defender's. */
function isOfDefender(node: SyntaxNode): boolean {
  const root = [...ancestors(node)].at(-1) ?? node;
  const tables = walk(root).filter(({ kind, reference }) => kind === 'NameReference' && reference?.kind === 'table');
  return tables.length > 0 && tables.every(({ text }) => OF_DEFENDER.test(text));
}

/** The hashes are written out, and in lower case. */
function areInLowerCase(operator: string, right: SyntaxNode): boolean {
  const values = operator.endsWith('in') ? right.items('Expressions').flatMap(listedValues) : [{ value: right }];
  const texts = values.map(({ value }) => constantText(value));
  return texts.length > 0 && texts.every((text) => text !== undefined && text === text.toLowerCase());
}

function inAnyCase(node: SyntaxNode, origin: SyntaxNode, { left, operator, right }: Operands): LintFinding | undefined {
  if (origin.reference?.kind !== 'column' || !HASH_COLUMN.test(origin.reference.name)) return undefined;
  const text = constantText(right);
  // An empty text and "unknown" are no hashes.
  if (!operator.endsWith('in') && (text === undefined || !HASH.test(text))) return undefined;
  if (isOfDefender(node) && areInLowerCase(operator, right)) return undefined;
  const message = `${operator} regards case, and ${left.text} may be in upper or lower case`;
  return { node: node.child('Operator') ?? node, message };
}

/** `tolower(SHA256) == "ABCD…"` never holds. */
function inOneCase(origin: SyntaxNode, { left, operator, right }: Operands): LintFinding | undefined {
  const name = call(origin)?.name;
  if (name !== 'tolower' && name !== 'toupper') return undefined;
  const [isOther, letters] = name === 'tolower' ? [/[A-F]/, 'upper'] : [/[a-f]/, 'lower'];
  const values = operator.endsWith('in')
    ? right.items('Expressions').flatMap(listedValues)
    : [{ node: right, value: right }];
  const wrong = values.find(({ value }) => {
    const text = constantText(value) ?? '';
    return HASH.test(text) && isOther.test(text);
  });
  return wrong && { node: wrong.node, message: `${left.text} never has the ${letters}-case letters of this hash` };
}

/** What a column was made from: `h` from `SHA256` after `extend h = SHA256`; the node itself where nothing names it. */
function originOf(column: SyntaxNode): SyntaxNode {
  const step = column.reference?.kind === 'column' ? enclosingStep(column) : undefined;
  for (const before of step ? stepsBefore(step) : []) {
    if (KEEPING.has(before.kind)) continue;
    if (!NAMING.has(before.kind)) return column;
    const named = before.items('Expressions').findLast((item) => item.child('Name')?.text === column.text);
    const origin = named?.kind === 'SimpleNamedExpression' ? named.child('Expression') : undefined;
    if (origin) return originOf(origin);
  }
  return column;
}
