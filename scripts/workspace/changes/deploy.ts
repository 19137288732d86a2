import type { Repository } from '../../content/repository.js';
import type { Connection } from '../azure/connection.js';
import { type ApplyOptions, applyDeployment, type Outcome } from './apply.js';
import { type Change, type Deployment, keyOf, type PlannedChange } from './change.js';
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
    if (lost.length === 0 || rewrites === REWRITES) return judge(outcome, again);
    const rewritten = await applyDeployment({ ...again, changes: lost }, connection, options);
    if (rewritten.stopped) return { ...judge(outcome, again), stopped: true };
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
    if (
      reading === READINGS ||
      ![...pendingOf(again).values()].some((planned) => isDue(planned) && applied.has(planned.key))
    )
      return again;
    await connection.throttle.pause(connection.patience.firstPause * 2 ** reading);
  }
}

/** What differs in a fresh plan, by key: also what a deployment would leave as it is. */
function pendingOf({ changes }: Deployment): Map<string, PlannedChange> {
  const pending = changes.filter(({ key, change }) => change.action !== 'unchanged' && !key.includes('#'));
  return new Map(pending.map((planned) => [planned.key, planned]));
}

function judge(outcome: Outcome, again: Deployment): Verified {
  const pending = pendingOf(again);
  const keyed = ({ kind, id }: Change) => keyOf(kind, id);
  const told = [...outcome.failed, ...outcome.left].map(({ change }) => change);
  const known = new Set([...outcome.applied, ...told].map(keyed));
  const failed = outcome.applied.flatMap((change) => {
    const now = pending.get(keyed(change))?.change;
    return now ? [{ change, error: whatIsThere(now) }] : [];
  });
  return {
    ...outcome,
    applied: outcome.applied.filter((change) => !pending.has(keyed(change))),
    failed: [...outcome.failed, ...failed],
    moved: [...pending.values()]
      .filter((planned) => isDue(planned) && !known.has(planned.key))
      .map(({ change }) => change),
  };
}

function whatIsThere({ fields, rows, notes, done }: Change): string {
  if (!done && notes.length > 0) return `The service accepted it, but: ${notes.join(' ')}`;
  const what = [...fields.map(({ path }) => path).slice(0, 5), ...(rows.length > 0 ? [`${rows.length} rows`] : [])];
  return `The service accepted it, but the workspace does not show it (${what.join(', ') || 'it as a whole'}).`;
}

/** Whether the workspace is what was asked for: nothing failed, moved, or was left though somebody asked for it. */
export function isComplete({ failed, moved, left, stopped }: Verified): boolean {
  return (
    failed.length + moved.length === 0 && !stopped && left.every(({ change }) => !change.done && change.kept !== true)
  );
}
