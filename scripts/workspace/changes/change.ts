import { compareText } from '../../base/diagnostic.js';
import type { FieldChange } from '../resources/fields.js';
import type { Present, ResourceKind, Stages, Wanted } from '../resources/handler.js';
import type { Owner } from '../resources/marks.js';
import { HANDLERS } from '../resources/registry.js';
import type { RowChange } from '../resources/rows.js';

export type { FieldChange } from '../resources/fields.js';
export type { ResourceKind } from '../resources/handler.js';
export type { RowChange } from '../resources/rows.js';

export type Action = 'create' | 'update' | 'replace' | 'delete' | 'unchanged';

/** What a deployment would do to one resource. */
export interface Change {
  kind: ResourceKind;
  id: string;
  name: string;
  /** The file that asks for it, relative to the root; empty for a deletion. */
  file: string;
  action: Action;
  /** Whether this deployment does it, or only lists it: a deletion without `--prune`. */
  done: boolean;
  fields: FieldChange[];
  /** Watchlist rows, with a whole list too. */
  items: { add: number; change: number; remove: number };
  rows: RowChange[];
  /** Rows that a list has in the workspace. */
  rowsBefore?: number;
  /** Asked for, and not done all the same: a deletion of what something still reads. */
  kept?: boolean;
  /** Why it is not done, or what it endangers; a sentence each. */
  notes: string[];
  /** Who changed it in the workspace, where the service tells. */
  changedBy?: string;
  /** When, ISO 8601. */
  changedAt?: string;
}

/** A change with all that it takes to make it, as data. */
export interface PlannedChange {
  key: string;
  change: Change;
  steps: Stages;
  /** Keys of the changes that come before it. */
  after: string[];
  /** Whether it is left out when one of those has failed: a deletion of what may still be read. */
  needs: boolean;
  wanted: Wanted | undefined;
  present: Present | undefined;
}

/** What a deployment may do, as people ask for it. */
export interface PlanOptions {
  owner: Owner;
  /** Also delete what we deployed earlier and no file asks for now. */
  prune: boolean;
  /** Also delete and make again what the service cannot change. */
  allowReplace: boolean;
  /** Also switch on again what the service has switched off. */
  enableAgain: boolean;
  /** Only the resources of these files; all without it. */
  only?: ReadonlySet<string> | undefined;
  /** The present, which indicators carry as their last change. */
  now: Date;
}

/** A plan with the means to carry it out. */
export interface Deployment {
  plan: Plan;
  changes: PlannedChange[];
  options: PlanOptions;
}

/** What a deployment would change, as `plan --format json` prints it. */
export interface Plan {
  /** The workspace's name in the configuration. */
  workspace: string;
  changes: Change[];
  summary: Summary;
  cost: Cost;
  /** Kinds that could not be read, and why: nothing is known or done about them. */
  unreadable: { kind: ResourceKind; reason: string }[];
}

export interface Summary {
  create: number;
  update: number;
  replace: number;
  delete: number;
  unchanged: number;
  itemChanges: number;
}

/** What the changes that are done cost. */
export interface Cost {
  requests: number;
  /** At the least, under the service's throttle. */
  minutes: number;
  itemChanges: number;
  /** Item changes that the service allows in a month. */
  monthlyItemChanges: number;
}

export function keyOf(kind: ResourceKind, id: string): string {
  return `${kind}/${id.toLowerCase()}`;
}

/** Lists and functions before what reads them, their deletions last; then by file and id. */
export function compareChanges(a: Change, b: Change): number {
  return rank(a) - rank(b) || compareText(a.file, b.file) || compareText(a.id, b.id);
}

function rank({ kind, action }: Change): number {
  const place = HANDLERS.findIndex((handler) => handler.kind === kind);
  return action === 'delete' ? 2 * HANDLERS.length - place : place;
}

export function summarise(changes: readonly Change[]): Summary {
  const summary: Summary = { create: 0, update: 0, replace: 0, delete: 0, unchanged: 0, itemChanges: 0 };
  for (const { kind, action, items } of changes) {
    summary[action]++;
    // Indicators in the workspace's own table have a budget of their own.
    if (kind === 'watchlist') summary.itemChanges += countItems(items);
  }
  return summary;
}

export function countItems({ add, change, remove }: Change['items']): number {
  return add + change + remove;
}

/** How many resources a plan changes. */
export function pendingChanges({ create, update, replace, delete: deletions }: Summary): number {
  return create + update + replace + deletions;
}
