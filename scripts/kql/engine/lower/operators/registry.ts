import type { SyntaxNode } from '../../../analysis/syntax.js';
import type { Expr, Step } from '../../plan.js';
import { refuse } from '../../run.js';
import { callStoredFunction, callTableFunction, declaredFunction } from '../calls.js';
import { describe, lowerScalar } from '../expressions.js';
import { type Context, nameOf, rangeOf } from '../scope.js';
import { lowerTable } from '../tables.js';
import {
  lowerExtend,
  lowerItem,
  lowerProject,
  lowerProjectAway,
  lowerProjectByNames,
  lowerProjectKeep,
  lowerProjectRename,
  lowerProjectReorder,
} from './columns.js';
import { lowerApply, lowerExpand, lowerPartition } from './expand.js';
import { lowerJoin } from './join.js';
import { lowerParse, lowerParseKv } from './parse.js';
import { lowerPlugin } from './plugin.js';
import {
  lowerAs,
  lowerCount,
  lowerDistinct,
  lowerGetSchema,
  lowerNothing,
  lowerSampleDistinct,
  lowerSort,
  lowerTake,
  lowerTop,
  lowerWhere,
} from './rows.js';
import { lowerFind, lowerSearch } from './search.js';
import { lowerMakeSeries } from './series.js';
import { type LowerOperator, need, resultColumns } from './shape.js';
import { lowerSummarize } from './summarize.js';
import { lowerUnion } from './union.js';

const OPERATORS: Partial<Record<string, LowerOperator>> = {
  FilterOperator: lowerWhere,
  ProjectOperator: lowerProject,
  ProjectAwayOperator: lowerProjectAway,
  ProjectKeepOperator: lowerProjectKeep,
  ProjectRenameOperator: lowerProjectRename,
  ProjectReorderOperator: lowerProjectReorder,
  ProjectByNamesOperator: lowerProjectByNames,
  ExtendOperator: lowerExtend,
  SerializeOperator: lowerExtend,
  SummarizeOperator: lowerSummarize,
  CountOperator: lowerCount,
  DistinctOperator: lowerDistinct,
  SortOperator: lowerSort,
  TopOperator: lowerTop,
  TakeOperator: lowerTake,
  SampleOperator: lowerTake,
  SampleDistinctOperator: lowerSampleDistinct,
  JoinOperator: lowerJoin,
  LookupOperator: lowerJoin,
  MvExpandOperator: lowerExpand,
  MvApplyOperator: lowerApply,
  PartitionOperator: lowerPartition,
  ParseOperator: lowerParse,
  ParseWhereOperator: lowerParse,
  ParseKvOperator: lowerParseKv,
  MakeSeriesOperator: lowerMakeSeries,
  EvaluateOperator: lowerPlugin,
  AsOperator: lowerAs,
  RenderOperator: lowerNothing,
  ConsumeOperator: lowerNothing,
  GetSchemaOperator: lowerGetSchema,
};

/** Lowers an operator over the table before it, or one that begins a pipeline. */
export function lowerOperator(node: SyntaxNode, input: Step | undefined, context: Context): Step {
  const at = rangeOf(node, context.frame);
  if (node.kind === 'UnionOperator') return lowerUnion(node, input, context);
  if (node.kind === 'SearchOperator') return lowerSearch(node, input, context);
  if (node.kind === 'FindOperator') return lowerFind(node, context);
  if (node.kind === 'RangeOperator') return lowerRange(node, context);
  if (node.kind === 'PrintOperator') return lowerPrint(node, context);
  const lower = OPERATORS[node.kind];
  if (node.kind === 'InvokeOperator' && input) return lowerInvoke(node, input, context);
  if (!lower) return refuse(describe(node), `The operator ${describe(node)} is not supported.`, at);
  if (!input) return refuse(describe(node), `The operator ${describe(node)} has no table before it.`, at);
  return lower(node, input, context);
}

function lowerRange(node: SyntaxNode, context: Context): Step {
  const part = (role: string): Expr => lowerScalar(need(node, role, context), { ...context, row: undefined });
  const [column] = resultColumns(node, context);
  const [from, to, step] = [part('From'), part('To'), part('Step')];
  const name = column?.name ?? nameOf(need(node, 'Name', context));
  const type = column && column.type !== 'unknown' ? column.type : from.type;
  return { kind: 'range', from, to, step, columns: [{ name, type }], isOpen: false, at: rangeOf(node, context.frame) };
}

function lowerPrint(node: SyntaxNode, context: Context): Step {
  const row = node.items('Expressions').flatMap((item) => lowerItem(item, { ...context, row: undefined }));
  const columns = resultColumns(node, context).map((column, i) =>
    column.type === 'unknown' ? { name: column.name, type: row[i]?.type ?? 'unknown' } : column,
  );
  return { kind: 'rows', rows: [row], columns, isOpen: false, at: rangeOf(node, context.frame) };
}

function lowerInvoke(node: SyntaxNode, input: Step, context: Context): Step {
  const call = need(node, 'Function', context);
  const name = nameOf(need(call, 'Name', context));
  const args = call.child('ArgumentList')?.items('Expressions') ?? [];
  const declared = declaredFunction(name, context);
  if (declared) return callTableFunction(call, declared, args, context, input);
  const stored = callStoredFunction(call, [], args, context, input);
  if (!stored)
    return refuse(`invoke ${name}()`, `The function ${name}() is not supported.`, rangeOf(node, context.frame));
  return lowerTable(stored.body, stored.inner);
}
