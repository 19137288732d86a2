import { constantText, type SyntaxNode } from '../../../analysis/syntax.js';
import type { Parse, ParsePattern, PlanColumn } from '../../plan.js';
import { refuse } from '../../run.js';
import { lowerScalar } from '../expressions.js';
import { literalValue, typeNamed } from '../literals.js';
import { type Context, nameOf, rangeOf } from '../scope.js';
import { type LowerOperator, need, over, parameters } from './shape.js';

export const lowerParse: LowerOperator = (node, input, context): Parse => {
  const at = rangeOf(node, context.frame);
  const options = parameters(node);
  const kind = options.get('kind') ?? 'simple';
  if (kind !== 'simple' && kind !== 'relaxed' && kind !== 'regex')
    return refuse(`parse kind=${kind}`, `The kind ${kind} is not supported.`, at);
  const columns: PlanColumn[] = [...input.columns];
  const positions: number[] = [];
  const parts = node.items('Patterns').map((part): ParsePattern['parts'][number] => {
    if (part.kind === 'StarExpression') return { kind: 'star' };
    const text = patternText(part, context);
    if (text !== undefined) return { kind: 'text', text };
    const column = {
      name: nameOf(part.child('Name') ?? part),
      type: typeNamed(part.child('Type')?.text ?? '') ?? 'string',
    } as const;
    const isDeclared = part.kind === 'NameAndTypeDeclaration';
    const named = isDeclared ? column : ({ name: nameOf(part), type: 'string' } as const);
    positions.push(place(columns, named));
    return { kind: 'column', ...named };
  });
  return {
    kind: 'parse',
    input,
    text: lowerScalar(need(node, 'Expression', context), over(input, context)),
    pattern: { kind, flags: options.get('flags') ?? '', parts },
    positions,
    isFilter: node.kind === 'ParseWhereOperator',
    columns,
    isOpen: input.isOpen,
    at,
  };
};

function patternText(part: SyntaxNode, context: Context): string | undefined {
  const literal = literalValue(part);
  if (literal) return typeof literal.value === 'string' ? literal.value : undefined;
  if (part.kind !== 'NameReference') return undefined;
  const bound = lowerScalar(part, { ...context, row: undefined });
  return bound.kind === 'constant' && typeof bound.value === 'string' ? bound.value : undefined;
}

function place(columns: PlanColumn[], column: PlanColumn): number {
  const at = columns.findIndex(({ name }) => name === column.name);
  if (at === -1) return columns.push(column) - 1;
  columns[at] = column;
  return at;
}

export const lowerParseKv: LowerOperator = (node, input, context) => {
  const columns: PlanColumn[] = [...input.columns];
  const keys = need(node, 'Keys', context)
    .items('Columns')
    .map((declared) => {
      const name = nameOf(declared.child('Name') ?? declared);
      const type = typeNamed(declared.child('Type')?.text ?? '') ?? 'string';
      return { name, type, position: place(columns, { name, type }) };
    });
  const options: Record<string, string> = {};
  for (const property of node.child('WithClause')?.items('Properties') ?? []) {
    const name = property.child('Name');
    const value = property.child('Expression');
    if (name && value) options[nameOf(name)] = constantText(value) ?? value.text;
  }
  return {
    kind: 'parse-kv',
    input,
    text: lowerScalar(need(node, 'Expression', context), over(input, context)),
    keys,
    options,
    columns,
    isOpen: input.isOpen,
    at: rangeOf(node, context.frame),
  };
};
