import type { Repository } from '../../content/repository.js';
import type { Connection } from '../azure/connection.js';
import { type ApplyOptions, applyDeployment, type Outcome } from './apply.js';
import { type Change, type Deployment, keyOf } from './change.js';
import { isDue } from './dependencies.js';
import { planDeployment } from './plan.js';

/** What a deployment did, and what a fresh plan says afterwards. */
export interface Verified extends Outcome {
  /** Changes that are due again, though this deployment made or did not need them: somebody else wrote meanwhile. */
  moved: Change[];
}

/** How often the workspace is read again until what was written is visible. */
const READINGS = 5;

/** How often what was accepted and is not there is written again. */
const REWRITES = 1;

/**
 * Makes the changes of a plan, and believes nothing: the workspace is read again, and what does not stick has failed.
 * Only a deployment without `failed`, `moved` and unasked `left` has brought the workspace to what the repository says.
 */
export async function deploy(
  repository: Repository,
  connection: Connection,
  deployment: Deployment,
  options: ApplyOptions = {},
): Promise<Verified> {
  const outcome = await applyDeployment(deployment, connection, options);
  if (outcome.stopped || outcome.applied.length + outcome.failed.length === 0) return { ...outcome, moved: [] };
  const applied = new Set(outcome.applied.map(({ kind, id }) => keyOf(kind, id)));
  for (let rewrites = 0; ; rewrites++) {
    const again = await readAgain(repository, connection, deployment, applied);
    const lost = again.changes.filter((planned) => isDue(planned) && applied.has(planned.key));
    if (lost.length === 0 || rewrites === REWRITES) return judge(outcome, dueOf(again));
    const rewritten = await applyDeployment({ ...again, changes: lost }, connection, options);
    if (rewritten.stopped) return { ...judge(outcome, dueOf(again)), stopped: true };
  }
}

/** Plans anew; what was written may take a while to be seen. */
async function readAgain(
  repository: Repository,
  connection: Connection,
  deployment: Deployment,
  applied: ReadonlySet<string>,
): Promise<Deployment> {
  for (let reading = 1; ; reading++) {
    const again = await planDeployment(repository, connection, deployment.options, deployment);
    if (reading === READINGS || ![...dueOf(again).keys()].some((key) => applied.has(key))) return again;
    await connection.throttle.pause(connection.patience.firstPause * 2 ** reading);
  }
}

function dueOf({ changes }: Deployment): Map<string, Change> {
  return new Map(changes.filter(isDue).map(({ change }) => [keyOf(change.kind, change.id), change]));
}

function judge(outcome: Outcome, due: Map<string, Change>): Verified {
  const stuck = outcome.applied.filter(({ kind, id }) => !due.has(keyOf(kind, id)));
  const lost = outcome.applied.filter(({ kind, id }) => due.has(keyOf(kind, id)));
  const known = new Set(
    [...outcome.applied, ...outcome.failed.map(({ change }) => change)].map(({ kind, id }) => keyOf(kind, id)),
  );
  for (const { change } of outcome.left) known.add(keyOf(change.kind, change.id));
  const failed = lost.map((change) => {
    const again = due.get(keyOf(change.kind, change.id));
    const what = again?.fields.map(({ path }) => path).slice(0, 5) ?? [];
    const rows = again && again.rows.length > 0 ? [`${again.rows.length} rows`] : [];
    const differs = [...what, ...rows].join(', ') || 'it as a whole';
    return { change, error: `The service accepted it, but the workspace does not show it (${differs}).` };
  });
  return {
    ...outcome,
    applied: stuck,
    failed: [...outcome.failed, ...failed],
    moved: [...due].filter(([key]) => !known.has(key)).map(([, change]) => change),
  };
}

/** Whether the workspace is what was asked for: nothing failed, moved, or was left though somebody asked for it. */
export function isComplete({ failed, moved, left, stopped }: Verified): boolean {
  return (
    failed.length + moved.length === 0 && !stopped && left.every(({ change }) => !change.done && !isRefused(change))
  );
}

/** Whether a deletion was asked for and is not made, because something reads what it would delete. */
function isRefused({ notes }: Change): boolean {
  return notes.some((note) => note.startsWith('It is still read by'));
}
