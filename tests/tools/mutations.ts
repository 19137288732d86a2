import { parseSync } from '@swc/core';

/** A change of the code at one point. */
export interface Mutation {
  /** Offsets in the text, in UTF-16 code units. */
  start: number;
  end: number;
  /** What stands there instead. */
  text: string;
}

const OPPOSITES: Record<string, string> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
};

/** A statement before the text, whose place tells where the parser begins to count. */
const FIRST = '0;';

type Node = { type: string; span: { start: number; end: number } } & Record<string, unknown>;

/** Every single-point change of a TypeScript file that leaves it well-formed, in the order of the text. */
export function mutationsOf(code: string): Mutation[] {
  const module: unknown = parseSync(FIRST + code, { syntax: 'typescript', target: 'es2022' });
  if (!isNode(module) || !Array.isArray(module.body) || !isNode(module.body[0])) return [];
  const bytes = Buffer.from(code);
  const base = module.body[0].span.start + FIRST.length;
  const offset = (position: number) => bytes.subarray(0, Math.max(0, position - base)).toString().length;
  const found: Mutation[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isNode(value) || isSilent(value)) return;
    const [start, end] = [offset(value.span.start), offset(value.span.end)];
    const change = changeOf(value, code.slice(start, end), (node) => offset(node.span.end) - start);
    if (change) found.push({ start: start + change.start, end: start + change.end, text: change.text });
    Object.values(value).forEach(visit);
  };
  module.body.slice(1).forEach(visit);
  return found.sort((a, b) => a.start - b.start);
}

/** Types, imports and decorators of the language: changing them changes nothing that runs. */
function isSilent({ type }: Node): boolean {
  return /^(?:Ts(?!AsExpression|NonNull|Satisfies|ConstAssertion)|Import|ExportAll|ExportNamed)/.test(type);
}

/** The change of one node, with offsets in its own text. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a kind of node.
function changeOf(node: Node, text: string, endOf: (child: Node) => number): Mutation | undefined {
  const whole = (instead: string): Mutation => ({ start: 0, end: text.length, text: instead });
  switch (node.type) {
    case 'BinaryExpression': {
      const { operator, left } = node;
      const opposite = typeof operator === 'string' ? OPPOSITES[operator] : undefined;
      if (opposite === undefined || typeof operator !== 'string' || !isNode(left)) return undefined;
      // Texts are joined with a plus, too, and a minus makes no sense of them.
      if (operator === '+' && /["'`]/.test(text)) return undefined;
      const at = text.indexOf(operator, endOf(left));
      return at === -1 ? undefined : { start: at, end: at + operator.length, text: opposite };
    }
    case 'UnaryExpression':
      return node.operator === '!' ? { start: 0, end: 1, text: '' } : undefined;
    case 'BooleanLiteral':
      return whole(text === 'true' ? 'false' : 'true');
    case 'NumericLiteral':
      return whole(text === '0' ? '1' : `(${text} + 1)`);
    case 'StringLiteral':
      return text.length > 2 ? whole(text.slice(0, 1) + text.slice(0, 1)) : undefined;
    case 'TemplateElement':
      return /[a-z]{3}/i.test(text) ? whole(text.replace(/[a-z]{3,}/i, '')) : undefined;
    case 'ContinueStatement':
    case 'BreakStatement':
      return /^(?:continue|break);$/.test(text) ? whole(';') : undefined;
    default:
      return undefined;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'span' in value;
}
