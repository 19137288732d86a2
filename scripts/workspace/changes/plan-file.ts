import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SentinelError } from '../../base/errors.js';
import type { PlannedChange } from './change.js';
import type { Deployment } from './deployment.js';
import { diffFields, isRecord } from './fields.js';

const FORMAT = 'sentinel-plan/2';

/** Saves a plan for a later deployment; the file is whole or not there. */
export function savePlan(file: string, { plan, changes }: Deployment): void {
  const path = resolve(file);
  try {
    writeFileSync(
      `${path}.tmp`,
      `${JSON.stringify({ format: FORMAT, plan, digests: changes.map(digestOf) }, null, 2)}\n`,
    );
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    throw new SentinelError(
      'write-failed',
      `The plan could not be saved: ${error instanceof Error ? error.message : String(error)}`,
      'Name a file in a folder that exists and that you may write.',
      { cause: error },
    );
  }
}

/** A saved plan, as unchecked data but for its format and workspace. */
export interface SavedPlan {
  workspace: string;
  changes: unknown[];
  /** Of each change, what it counts but does not show. */
  digests: unknown[];
}

export function loadPlan(file: string): SavedPlan {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(resolve(file), 'utf8'));
  } catch (error) {
    throw new SentinelError(
      'plan-file',
      `${file} is no saved plan: ${error instanceof Error ? error.message : String(error)}`,
      'Make one with sentinel plan --out FILE.',
      { cause: error },
    );
  }
  const { plan, digests } = isRecord(data) && data.format === FORMAT ? data : {};
  const { workspace, changes } = isRecord(plan) ? plan : {};
  if (typeof workspace !== 'string' || !Array.isArray(changes) || !Array.isArray(digests)) {
    throw new SentinelError('plan-file', `${file} is no saved plan`, 'Make one with sentinel plan --out FILE.');
  }
  return { workspace, changes, digests };
}

/** Refuses to go on when the changes that are due are not those that were saved: something moved since the review. */
export function requireSamePlan(saved: SavedPlan, { changes: due }: Deployment): void {
  const moved = due.filter((planned, index) => !isSame(saved.changes[index], saved.digests[index], planned));
  if (moved.length === 0 && saved.changes.length === due.length) return;
  const names = moved.slice(0, 10).map(({ change: { kind, name, action } }) => `${kind} ${name}: now ${action}`);
  throw new SentinelError(
    'plan-moved',
    ['The workspace or the repository changed since the plan was made.', ...names].join('\n'),
    'Nothing was changed. Make a new plan, and have it reviewed.',
    { exitCode: 1 },
  );
}

function isSame(saved: unknown, digest: unknown, due: PlannedChange): boolean {
  const same = isRecord(saved) && diffFields(saved, JSON.parse(JSON.stringify(due.change))).length === 0;
  return same && digest === digestOf(due);
}

function digestOf({ digest = '' }: PlannedChange): string {
  return digest;
}
