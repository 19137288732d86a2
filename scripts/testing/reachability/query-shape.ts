import type { Call, Expr, Scan, Step } from '../../kql/engine/plan.js';
import type { Prepared } from '../../kql/index.js';

/** What a query says about itself: the lists that it reads, and what it asks of the other columns of its tables. */
export interface QueryShape {
  /** The rows of a list that the query uses: the scan of the list with the filters that follow it at once. */
  lists: readonly { alias: string; step: Step }[];
  /** Tables of indicators that stand in the query itself. */
  inline: readonly Step[];
  /** A value that satisfies the query's comparison of a column with a constant, by the column's name. */
  constants: ReadonlyMap<string, Expr & { kind: 'constant' }>;
  /** Offsets of the steps that make one row of several events: what follows may ask for more than one. */
  summaries: readonly number[];
}

/** Columns without which a row of a list cannot be told. */
const KEY_COLUMNS = ['SearchKey', 'MalwareFamily'];

/** Columns by which a table of indicators in a query is known. */
const INLINE_COLUMNS = ['Indicator', 'MalwareFamily'];

export function shapeOf({ plan }: Prepared): QueryShape {
  const lists: { alias: string; step: Step }[] = [];
  const inline: Step[] = [];
  const constants = new Map<string, Expr & { kind: 'constant' }>();
  const summaries: number[] = [];
  const seen = new Set<object>();
  const visit = (node: unknown) => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return;
    seen.add(node);
    if (isStep(node)) {
      if (summarizesLogs(node)) summaries.push(node.at.start);
      if (isInline(node)) inline.push(node);
      const list = listOf(node);
      if (list) {
        lists.push(list);
        return;
      }
    }
    if (isCall(node)) noteConstant(node, constants);
    for (const value of Object.values(node)) visit(value);
  };
  visit(plan);
  return { lists, inline, constants, summaries };
}

function summarizesLogs(step: Step): boolean {
  return (step.kind === 'summarize' || step.kind === 'make-series') && readsLogs(step.input);
}

function isInline({ kind, columns }: Step): boolean {
  return kind === 'rows' && INLINE_COLUMNS.every((name) => columns.some((column) => column.name === name));
}

/** Whether a part of a plan reads a table of events, and not lists alone. */
function readsLogs(part: Step): boolean {
  const seen = new Set<object>();
  const visit = (node: unknown): boolean => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return false;
    seen.add(node);
    if (isStep(node) && node.kind === 'scan') return node.source === 'table';
    return (Array.isArray(node) ? node : Object.values(node)).some(visit);
  };
  return visit(part);
}

function isStep(node: object): node is Step {
  return 'columns' in node && 'kind' in node && 'at' in node;
}

function isCall(node: object): node is Call {
  return 'kind' in node && node.kind === 'call';
}

/** The highest of the steps above the scan of a list that only filter and extend it. */
function listOf(top: Step): { alias: string; step: Step } | undefined {
  const chain: Step[] = [];
  let step: Step = top;
  while (step.kind === 'where' || step.kind === 'project' || step.kind === 'sort' || step.kind === 'distinct') {
    chain.push(step);
    step = step.input;
  }
  if (step.kind !== 'scan' || step.source !== 'watchlist') return undefined;
  const { name: alias }: Scan = step;
  const keeps = (one: Step) => KEY_COLUMNS.every((name) => one.columns.some((column) => column.name === name));
  return { alias, step: chain.find(keeps) ?? step };
}

/** Comparisons that a row satisfies by holding the constant itself. */
const SATISFIED_BY_EQUALITY = new Set([
  ...['==', '=~', 'in', 'in~', 'has', 'has_cs', 'has_any', 'has_all', 'contains', 'contains_cs', 'startswith'],
  ...['startswith_cs', 'endswith', 'endswith_cs', 'hasprefix', 'hassuffix', '<=', '>='],
]);

function noteConstant({ name, args }: Call, constants: Map<string, Expr & { kind: 'constant' }>): void {
  if (!SATISFIED_BY_EQUALITY.has(name)) return;
  const column = innermostColumn(args[0]);
  const constant = args.slice(1).find((arg) => arg.kind === 'constant');
  if (column === undefined || constant?.kind !== 'constant' || constants.has(column)) return;
  const { value } = constant;
  // A list of alternatives: the first is as good as any.
  const first = Array.isArray(value) ? value[0] : value;
  if (first === null || first === undefined || first === '') return;
  constants.set(column, { ...constant, value: first });
}

/** The column inside `tolower(Column)` and its like. */
function innermostColumn(expr: Expr | undefined): string | undefined {
  if (expr?.kind === 'column') return expr.name;
  return expr?.kind === 'call' && expr.args.length === 1 ? innermostColumn(expr.args[0]) : undefined;
}
