import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SentinelError } from '../../base/errors.js';
import { isObject } from '../../base/objects.js';
import { diffFields } from '../resources/fields.js';
import type { Deployment, PlannedChange, PlanOptions } from './change.js';

const FORMAT = 'sentinel-plan/3';

/** What a plan was made for and with; a deployment of it uses the same. */
export interface PlanSettings extends Pick<PlanOptions, 'prune' | 'allowReplace' | 'enableAgain'> {
  allowShrink: string[];
  /** Files that it is restricted to. */
  only: string[];
  /** The commit that it goes back to. */
  at?: string | undefined;
  takeOver: boolean;
  validates: boolean;
}

/** A saved plan. */
export interface SavedPlan {
  /** The workspace's name in the configuration, and its resource id. */
  workspace: string;
  workspaceId: string;
  owner: string;
  settings: PlanSettings;
  /** As unchecked data. */
  changes: unknown[];
  /** Of each change: what the repository and the workspace had. */
  versions: unknown[];
}

/** Saves a plan for a later deployment; the file is whole or not there. */
export function savePlan(file: string, deployment: Deployment, workspaceId: string, settings: PlanSettings): void {
  const path = resolve(file);
  const { plan, options } = deployment;
  const changes = shown(deployment);
  const saved = {
    format: FORMAT,
    workspaceId,
    owner: options.owner.id,
    settings,
    plan,
    versions: changes.map(versionOf),
  };
  try {
    writeFileSync(`${path}.tmp`, `${JSON.stringify(saved, null, 2)}\n`);
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
  const saved = isObject(data) && data.format === FORMAT ? readSaved(data) : undefined;
  if (saved) return saved;
  const other = isObject(data) && typeof data.format === 'string' ? ` of this version (${FORMAT})` : '';
  throw new SentinelError('plan-file', `${file} is no saved plan${other}`, 'Make one with sentinel plan --out FILE.');
}

function readSaved(data: Record<string, unknown>): SavedPlan | undefined {
  const { plan, settings, workspaceId, owner, versions } = data;
  const { workspace, changes } = isObject(plan) ? plan : {};
  if (typeof workspace !== 'string' || typeof workspaceId !== 'string' || typeof owner !== 'string') return undefined;
  if (!Array.isArray(changes) || !Array.isArray(versions) || !isObject(settings)) return undefined;
  const texts = (value: unknown) => (Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []);
  return {
    ...{ workspace, workspaceId, owner, changes, versions },
    settings: {
      prune: settings.prune === true,
      allowReplace: settings.allowReplace === true,
      enableAgain: settings.enableAgain === true,
      takeOver: settings.takeOver === true,
      validates: settings.validates !== false,
      allowShrink: texts(settings.allowShrink),
      only: texts(settings.only),
      at: typeof settings.at === 'string' ? settings.at : undefined,
    },
  };
}

/** Refuses another workspace or owner than the plan was made for. */
export function requireSamePlace(saved: SavedPlan, workspaceId: string, owner: string): void {
  const differs = (what: string, was: string, is: string) =>
    new SentinelError(
      'plan-moved',
      `The plan was made for another ${what}: ${was}, not ${is}.`,
      'Nothing was changed. Make a new plan, and have it reviewed.',
      { exitCode: 1 },
    );
  if (saved.workspaceId.toLowerCase() !== workspaceId.toLowerCase()) {
    throw differs('workspace', saved.workspaceId, workspaceId);
  }
  if (saved.owner !== owner) throw differs('owner', saved.owner, owner);
}

/** Refuses to go on when the changes that are due are not those that were saved: something moved since the review. */
export function requireSamePlan(saved: SavedPlan, deployment: Deployment): void {
  const due = shown(deployment);
  const byKey = new Map(
    saved.versions.map((version, index) => [keyIn(version), { version, change: saved.changes[index] }]),
  );
  const moved: string[] = [];
  for (const planned of due) {
    const before = byKey.get(planned.key);
    byKey.delete(planned.key);
    const reason = whatMoved(before, planned);
    if (reason !== undefined) moved.push(`${planned.change.kind} ${planned.change.name}: ${reason}`);
  }
  for (const key of byKey.keys()) moved.push(`${key}: it is no longer there`);
  if (moved.length === 0) return;
  const more = moved.length > 10 ? [`… and ${moved.length - 10} more`] : [];
  throw new SentinelError(
    'plan-moved',
    ['The workspace or the repository changed since the plan was made.', ...moved.slice(0, 10), ...more].join('\n'),
    'Nothing was changed. Make a new plan, and have it reviewed.',
    { exitCode: 1 },
  );
}

function whatMoved(
  before: { version: unknown; change: unknown } | undefined,
  planned: PlannedChange,
): string | undefined {
  const { change } = planned;
  if (!before) return `now ${change.action}, and not in the plan`;
  const [was, is] = [isObject(before.version) ? before.version : {}, versionOf(planned)];
  if (was.wanted !== is.wanted) return `the repository changed, now ${change.action}`;
  if (was.present !== is.present) return `the workspace changed, now ${change.action}`;
  if (change.action !== 'unchanged' && was.etag !== is.etag) return `somebody wrote it since, now ${change.action}`;
  const same =
    isObject(before.change) && diffFields(essence(before.change), essence(JSON.parse(JSON.stringify(change))));
  return same !== false && same.length === 0 ? undefined : `now ${change.action}`;
}

/** A change without who changed what when. */
function essence({ changedBy: _by, changedAt: _at, notes: _notes, ...change }: Record<string, unknown>): object {
  return change;
}

function shown({ changes }: Deployment): PlannedChange[] {
  return changes.filter(({ key }) => !key.includes('#'));
}

function versionOf({ key, wanted, present }: PlannedChange) {
  return { key, wanted: wanted?.hash ?? '', present: present?.hash ?? '', etag: present?.stored.etag ?? '' };
}

function keyIn(version: unknown): string {
  return isObject(version) && typeof version.key === 'string' ? version.key : '';
}
