import type { Step } from '../plan.js';
import type { RowSet, Run } from '../run.js';
import { runApply, runExpand, runGroup, runPartition } from './expand.js';
import { runDistinct, runSummarize } from './group.js';
import { runJoin } from './join.js';
import { runParse, runParseKv } from './parse.js';
import { runPlugin } from './plugin.js';
import { runGetSchema, runProject, runRange, runRows, runShared, runTake, runUnion, runWhere } from './rows.js';
import { runScan } from './scan.js';
import { runMakeSeries } from './series.js';
import { runSort } from './sort.js';

/** Works out a step: its inputs first, then its own rows. */
export function evaluateStep(step: Step, run: Run): RowSet {
  const before = run.at;
  const late = run.late;
  const window = run.window;
  const result = dispatch(step, run);
  run.at = before;
  run.late = late;
  run.window = window;
  if (run.settings.isTraced) note(step, result, run);
  return result;
}

function dispatch(step: Step, run: Run): RowSet {
  const known = run.known.get(step);
  if (known) return known;
  switch (step.kind) {
    case 'scan':
      return runScan(step, run);
    case 'rows':
      return runRows(step, run);
    case 'range':
      return runRange(step, run);
    case 'where':
      return runWhere(step, run);
    case 'project':
      return runProject(step, run);
    case 'summarize':
      return runSummarize(step, run);
    case 'join':
      return runJoin(step, run);
    case 'union':
      return runUnion(step, run);
    case 'sort':
      return runSort(step, run);
    case 'take':
      return runTake(step, run);
    case 'distinct':
      return runDistinct(step, run);
    case 'expand':
      return runExpand(step, run);
    case 'apply':
      return runApply(step, run);
    case 'group':
      return runGroup(step, run);
    case 'partition':
      return runPartition(step, run);
    case 'parse':
      return runParse(step, run);
    case 'parse-kv':
      return runParseKv(step, run);
    case 'make-series':
      return runMakeSeries(step, run);
    case 'plugin':
      return runPlugin(step, run);
    case 'getschema':
      return runGetSchema(step, run);
    case 'shared':
      return runShared(step, run);
  }
}

/** What a step read, for the trace. */
function note(step: Step, { rows }: RowSet, run: Run): void {
  const inputs = inputsOf(step);
  const rowsIn = inputs.reduce((sum, input) => sum + (run.trace.get(input)?.rowsOut ?? 0), 0);
  const before = run.trace.get(step);
  run.trace.set(step, {
    operator: step.kind === 'join' ? step.operator : step.kind,
    start: step.at.start,
    end: step.at.end,
    rowsIn,
    rowsOut: rows.length + (isInBody(step, run) ? (before?.rowsOut ?? 0) : 0),
  });
}

function isInBody(_step: Step, run: Run): boolean {
  return run.groups.size > 0;
}

/** The tables that a step reads. */
export function inputsOf(step: Step): readonly Step[] {
  switch (step.kind) {
    case 'scan':
    case 'rows':
    case 'range':
    case 'group':
      return [];
    case 'join':
      return [step.left, step.right];
    case 'union':
      return step.inputs.map(({ input }) => input);
    case 'apply':
      return [step.expand.input];
    default:
      return [step.input];
  }
}
