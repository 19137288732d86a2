import { compareText } from '../../base/diagnostic.js';

export type ResourceKind = 'huntingQuery' | 'analyticRule' | 'watchlist';

export type Action = 'create' | 'update' | 'delete' | 'unchanged';

/** One field that differs between the workspace (`before`) and the repository (`after`). */
export interface FieldChange {
  path: string;
  before: unknown;
  after: unknown;
}

/** What a deployment would do to one resource. */
export interface Change {
  kind: ResourceKind;
  id: string;
  name: string;
  /** The file that asks for it, relative to the root; empty for a deletion. */
  file: string;
  action: Action;
  fields: FieldChange[];
  /** Watchlist rows to add and to remove, with a whole list too; a changed row is one of each. */
  items: { add: number; remove: number };
}

/** A change with the means to make it. */
export interface PlannedChange {
  change: Change;
  /** What the change counts but does not show, as a hash: the rows of a watchlist. */
  digest?: string;
  apply(): Promise<void>;
}

/** What a deployment would change, as `plan --format json` prints it. */
export interface Plan {
  /** The workspace's name in the configuration. */
  workspace: string;
  changes: Change[];
  summary: Summary;
}

export interface Summary {
  create: number;
  update: number;
  delete: number;
  unchanged: number;
  itemChanges: number;
}

/** A resource as the repository wants it. */
export interface Wanted {
  id: string;
  name: string;
  file: string;
}

const ORDER: readonly ResourceKind[] = ['watchlist', 'huntingQuery', 'analyticRule'];

/**
 * Watchlists first, since the service runs a rule's query when the rule is saved, but their deletions last, when no
 * rule reads them any more; then by file and id.
 */
export function compareChanges(a: Change, b: Change): number {
  return rank(a) - rank(b) || compareText(a.file, b.file) || compareText(a.id, b.id);
}

function rank({ kind, action }: Change): number {
  return kind === 'watchlist' && action === 'delete' ? ORDER.length : ORDER.indexOf(kind);
}

export function summarise(changes: readonly Change[]): Summary {
  const summary: Summary = { create: 0, update: 0, delete: 0, unchanged: 0, itemChanges: 0 };
  for (const { action, items } of changes) {
    summary[action]++;
    summary.itemChanges += items.add + items.remove;
  }
  return summary;
}

/** How many resources a plan changes. */
export function pendingChanges({ create, update, delete: deletions }: Summary): number {
  return create + update + deletions;
}
