import { type Analyser, createAnalyser } from '../analysis/analyser.js';
import type { Catalog } from '../analysis/catalog.js';
import type { SyntaxNode } from '../analysis/syntax.js';
import { evaluateStep, inputsOf } from './interpret/step.js';
import { Scope } from './lower/scope.js';
import { bindStatements, lowerTable, withCatalog } from './lower/tables.js';
import type { Step } from './plan.js';
import { preparedOf } from './prepared.js';
import { NotRun, Run } from './run.js';
import type { Outcome, Preparation, Prepared, RunOptions, Sources } from './types.js';
import { typeOfDynamic } from './values/convert.js';
import { parseDatetime } from './values/ticks.js';
import type { Row, ValueType } from './values/value.js';

export interface Engine {
  /** Binds a query and lowers it to a plan. Throws a SentinelError `schema-file` for a malformed schema only. */
  prepare(query: string): Preparation;
}

/** An engine for the tables, functions and watchlists of a catalog. */
export function createEngine(catalog: Catalog, analyser: Analyser = createAnalyser(catalog)): Engine {
  return { prepare: (query) => prepare(query, catalog, analyser) };
}

/** Only a warning to others, who may know fewer tables than the workspace has; here a table without columns cannot be read. */
const UNKNOWN_TABLE = 'KS204';

function prepare(query: string, catalog: Catalog, analyser: Analyser): Preparation {
  const { diagnostics, tree } = analyser.analyse(query);
  const errors = diagnostics.filter(({ severity, code }) => severity === 'error' || code === UNKNOWN_TABLE);
  if (errors.length > 0 || !tree) return { outcome: 'invalid', diagnostics: errors };
  try {
    const plan = withCatalog(catalog, query, () => lowerQuery(tree, query));
    return { outcome: 'prepared', prepared: preparedOf(query, plan) };
  } catch (error) {
    if (error instanceof NotRun) return { outcome: 'refused', refused: error.refused };
    throw error;
  }
}

function lowerQuery(tree: SyntaxNode, query: string): Step {
  const context = {
    scope: new Scope(undefined),
    frame: { kind: 'offset', offset: 0 },
    row: undefined,
    source: undefined,
  } as const;
  const statements = tree.items('Statements');
  bindStatements(statements, context);
  const last = statements.findLast(({ kind }) => kind === 'ExpressionStatement')?.child('Expression');
  if (last) return lowerTable(last, context);
  throw new NotRun({ construct: 'query', message: 'The query returns no table.', start: 0, end: query.length });
}

const DEFAULT_DEADLINE_MS = 10_000;
const DEFAULT_MAX_ROWS = 2_000_000;

/** Runs a prepared query. What a query cannot do here is an outcome, never an exception. */
export function run(prepared: Prepared, sources: Sources, options: RunOptions): Outcome {
  const state = startRun(sources, options);
  try {
    return finishRun(prepared, state);
  } catch (error) {
    return refusalOf(error, state);
  }
}

/** The state of a run at its beginning. */
export function startRun(sources: Sources, options: RunOptions): Run {
  const now = typeof options.now === 'bigint' ? options.now : parseDatetime(options.now);
  if (now === null) throw new RangeError(`"${String(options.now)}" is no datetime.`);
  return new Run({
    evaluate: evaluateStep,
    now,
    sources,
    deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
    maxRows: options.maxRows ?? DEFAULT_MAX_ROWS,
    isTraced: options.trace === true,
  });
}

/** Works out what is not worked out yet. */
export function finishRun(prepared: Prepared, state: Run): Outcome {
  const { rows, late } = evaluateStep(prepared.plan, state);
  const columns = [...prepared.columns, ...late.map((name) => ({ name, type: 'unknown' as const }))];
  return {
    outcome: 'ran',
    result: {
      columns: columns.map(({ name, type }, i) => ({ name, type: type === 'unknown' ? dataType(rows, i) : type })),
      rows,
      isOrdered: isOrdered(prepared.plan),
      trace: [...state.trace.values()],
    },
  };
}

/** What ended a run, where it is a refusal; other errors are thrown on. */
export function refusalOf(error: unknown, state: Run): Outcome {
  if (error instanceof NotRun) return { outcome: 'refused', refused: error.refused };
  if (error instanceof RangeError && /call stack/i.test(error.message)) {
    return {
      outcome: 'refused',
      refused: { construct: 'depth', message: 'The query nests too deeply.', ...state.at },
    };
  }
  // JavaScript's own bounds of texts, arrays and whole numbers.
  if (error instanceof RangeError && /invalid (?:string|array) length|maximum (?:bigint )?size/i.test(error.message)) {
    return {
      outcome: 'refused',
      refused: { construct: 'memory limit', message: 'A value is too large.', ...state.at },
    };
  }
  throw error;
}

/** The type of a column that only the data knows: that of its values, where they agree. */
function dataType(rows: readonly Row[], index: number): ValueType {
  const types = new Set(rows.flatMap((row) => typeOfDynamic(row[index] ?? null) ?? []));
  const [only] = types;
  return types.size === 1 && only ? only : types.size === 0 ? 'unknown' : 'dynamic';
}

/** Whether the order of the rows means something: nothing after the last sort mixes them up. */
function isOrdered(step: Step): boolean {
  if (step.kind === 'sort') return true;
  const keeps = ['where', 'project', 'take', 'parse', 'parse-kv', 'expand', 'shared'];
  const [input] = inputsOf(step);
  return keeps.includes(step.kind) && input !== undefined && isOrdered(input);
}
