import { createHash } from 'node:crypto';
import { RECORD_FOLDERS } from '../../content/layout.js';
import { type Change, type Plan, summarise } from './change.js';
import type { Verified } from './deploy.js';

/** Who deployed what, and how it went: one JSON file in `records/deployments/<workspace>/`. */
export interface DeploymentRecord {
  /** ISO 8601. */
  recordedAt: string;
  workspace: string;
  /** The commit that was deployed; empty outside of git. */
  commit: string;
  actor: string;
  /** SHA-256 of the plan's changes. */
  planDigest: string;
  outcome: 'complete' | 'incomplete';
  resources: {
    kind: string;
    id: string;
    name: string;
    file: string;
    action: string;
    outcome: 'applied' | 'failed' | 'left' | 'moved';
    reason?: string;
  }[];
  summary: Plan['summary'];
}

export function recordOf(
  plan: Plan,
  outcome: Verified,
  complete: boolean,
  run: { at: Date; commit: string; actor: string },
): DeploymentRecord {
  const entry = (change: Change, result: DeploymentRecord['resources'][number]['outcome'], reason?: string) => {
    const { kind, id, name, file, action } = change;
    return { kind, id, name, file, action, outcome: result, ...(reason ? { reason } : {}) };
  };
  return {
    recordedAt: run.at.toISOString(),
    workspace: plan.workspace,
    commit: run.commit,
    actor: run.actor,
    planDigest: createHash('sha256').update(JSON.stringify(plan.changes)).digest('hex'),
    outcome: complete ? 'complete' : 'incomplete',
    resources: [
      ...outcome.applied.map((change) => entry(change, 'applied')),
      ...outcome.failed.map(({ change, error }) => entry(change, 'failed', error)),
      ...outcome.left.map(({ change, reason }) => entry(change, 'left', reason)),
      ...outcome.moved.map((change) => entry(change, 'moved')),
    ],
    summary: summarise(plan.changes),
  };
}

/** Where a record goes, relative to the root; the name sorts by time. */
export function recordFile({ workspace, recordedAt }: DeploymentRecord): string {
  return `${RECORD_FOLDERS.deployments}/${workspace}/${recordedAt.replaceAll(':', '-')}.json`;
}
