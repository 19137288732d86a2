import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SentinelError } from '../content/errors.js';
import type { Change, Plan } from './change.js';
import { diffFields, isRecord } from './fields.js';

const FORMAT = 'sentinel-plan/1';

/** Saves a plan for a later deployment; the file is whole or not there. */
export function savePlan(file: string, plan: Plan): void {
  const path = resolve(file);
  try {
    writeFileSync(`${path}.tmp`, `${JSON.stringify({ format: FORMAT, plan }, null, 2)}\n`);
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
  const plan = isRecord(data) && data.format === FORMAT && isRecord(data.plan) ? data.plan : {};
  if (typeof plan.workspace !== 'string' || !Array.isArray(plan.changes)) {
    throw new SentinelError('plan-file', `${file} is no saved plan`, 'Make one with sentinel plan --out FILE.');
  }
  return { workspace: plan.workspace, changes: plan.changes };
}

/** Refuses to go on when the changes that are due are not those that were saved: something moved since the review. */
export function requireSamePlan(saved: SavedPlan, due: Plan): void {
  const moved = due.changes.filter((change, index) => !isSame(saved.changes[index], change));
  if (moved.length === 0 && saved.changes.length === due.changes.length) return;
  const names = moved.slice(0, 10).map(({ kind, name, action }) => `${kind} ${name}: now ${action}`);
  throw new SentinelError(
    'plan-moved',
    ['The workspace or the repository changed since the plan was made.', ...names].join('\n'),
    'Nothing was changed. Make a new plan, and have it reviewed.',
    { exitCode: 1 },
  );
}

function isSame(saved: unknown, due: Change): boolean {
  return isRecord(saved) && diffFields(saved, JSON.parse(JSON.stringify(due))).length === 0;
}
