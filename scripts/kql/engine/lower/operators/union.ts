import type { SyntaxNode } from '../../../analysis/syntax.js';
import { matchWildcard } from '../../../analysis/vocabulary.js';
import { isKqlType } from '../../../model.js';
import type { PlanColumn, Step, Union } from '../../plan.js';
import { NotRun, refuse } from '../../run.js';
import { callTableFunction } from '../calls.js';
import { type Context, nameOf, rangeOf } from '../scope.js';
import { lowerTable, scanTable, tablesLike } from '../tables.js';
import { parameters, resultColumns } from './shape.js';

/** A table of a union, and its name for `withsource`. */
export interface NamedTable {
  input: Step;
  name: string;
}

export function lowerUnion(node: SyntaxNode, input: Step | undefined, context: Context): Step {
  const at = rangeOf(node, context.frame);
  const options = parameters(node);
  const isFuzzy = /^(true|1)$/.test(options.get('isfuzzy') ?? '');
  const tables: NamedTable[] = input ? [{ input, name: sourceName(input, 0) }] : [];
  for (const item of node.items('Expressions')) tables.push(...lowerTables(item, context, isFuzzy, tables.length));
  const source = options.get('withsource') ?? options.get('with_source');
  const columns = resultColumns(node, context);
  return unionOf(tables, options.get('kind') === 'inner' ? shared(columns, tables, source) : columns, source, at);
}

/** `kind=inner`: the columns that all tables have. */
function shared(
  columns: readonly PlanColumn[],
  tables: readonly NamedTable[],
  source: string | undefined,
): PlanColumn[] {
  return columns.filter(
    (column) => column.name === source || tables.every(({ input }) => positionOf(column, input) !== -1),
  );
}

export function unionOf(
  tables: readonly NamedTable[],
  columns: readonly PlanColumn[],
  source: string | undefined,
  at: Union['at'],
): Union {
  const sourceIndex = source === undefined ? -1 : columns.findIndex((column) => column.name === source);
  const typed = columns.map((column): PlanColumn => {
    if (column.type !== 'unknown') return column;
    const own = tables.flatMap(({ input }) => input.columns.find(({ name }) => name === column.name) ?? []);
    return { name: column.name, type: own[0]?.type ?? 'unknown' };
  });
  const inputs = tables.map(({ input, name }) => ({
    input,
    name,
    positions: typed.map((column, i) => (i === sourceIndex ? -1 : positionOf(column, input))),
  }));
  return {
    kind: 'union',
    inputs,
    source: sourceIndex,
    columns: typed,
    isOpen: tables.some(({ input }) => input.isOpen),
    at,
  };
}

/** Columns of one name and several types get their type at the end of the name: `a_long`, `a_string`. */
function positionOf({ name, type }: PlanColumn, { columns }: Step): number {
  const exact = columns.findIndex(
    (column) => column.name === name && (column.type === type || column.type === 'unknown'),
  );
  if (exact !== -1) return exact;
  const [, own, ending] = /^(.*)_([a-z]+)$/.exec(name) ?? [];
  if (own !== undefined && ending !== undefined && isKqlType(ending)) {
    const split = columns.findIndex((column) => column.name === own && column.type === type && type === ending);
    if (split !== -1) return split;
  }
  return type === 'unknown' ? columns.findIndex((column) => column.name === name) : -1;
}

function sourceName(input: Step, index: number): string {
  return input.kind === 'scan' && input.source === 'table' ? input.name : `union_arg${index}`;
}

function lowerTables(item: SyntaxNode, context: Context, isFuzzy: boolean, index: number): NamedTable[] {
  const name = item.child('Name');
  const isWild = item.kind === 'WildcardedName' || name?.kind === 'WildcardedName' || item.kind === 'StarExpression';
  if (isWild) return wildcard(item, context);
  try {
    const input = lowerTable(item, context);
    const called = item.kind === 'NameReference' ? context.scope.find(nameOf(item)) : undefined;
    return [{ input, name: called?.kind === 'function' ? nameOf(item) : sourceName(input, index) }];
  } catch (error) {
    const isUnknown = isFuzzy && error instanceof NotRun && item.kind === 'NameReference' && item.columns === undefined;
    if (isUnknown) return [];
    throw error;
  }
}

/** Tables of the catalog and views of the query that a pattern means. */
function wildcard(item: SyntaxNode, context: Context): NamedTable[] {
  const at = rangeOf(item, context.frame);
  const pattern = item.text;
  const tables = [
    ...tablesNamed(tablesLike(pattern), at),
    ...views(matchWildcard(pattern, context.scope.views()), context, item),
  ];
  return tables.length > 0 ? tables : refuse(pattern, `No table is called like ${pattern}.`, at);
}

function tablesNamed(names: readonly string[], at: Union['at']): NamedTable[] {
  return names.flatMap((name): NamedTable[] => {
    const input = scanTable(name, at);
    return input ? [{ input, name }] : [];
  });
}

function views(names: readonly string[], context: Context, item: SyntaxNode | undefined): NamedTable[] {
  return names.flatMap((name): NamedTable[] => {
    const bound = context.scope.find(name);
    if (bound?.kind === 'table') return [{ input: bound.step(), name }];
    const isCalled = bound?.kind === 'function' && item !== undefined;
    return isCalled ? [{ input: callTableFunction(item, bound, [], context), name }] : [];
  });
}

/** What a search looks through that names no tables: those of the catalog, and the views of the query. */
export function everyTable(item: SyntaxNode, context: Context): NamedTable[] {
  const tables = tablesNamed(tablesLike('*'), rangeOf(item, context.frame));
  return [...tables, ...views(context.scope.views(), context, item)];
}

export function tablesOf(nodes: readonly SyntaxNode[], context: Context): NamedTable[] {
  const tables: NamedTable[] = [];
  for (const node of nodes) {
    const lowered = lowerTables(node, context, false, tables.length);
    tables.push(
      ...lowered.map(({ input, name }) => ({
        input,
        name: node.kind === 'NameReference' && lowered.length === 1 ? nameOf(node) : name,
      })),
    );
  }
  return tables;
}
