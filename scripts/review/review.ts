import { compareText } from '../base/diagnostic.js';
import type { Repository } from '../content/repository.js';
import { newlyWaiting, type Waiting } from './decisions.js';
import { changedDetections, type DetectionChange, gained, type Reach } from './detections.js';
import { changedReports, type ReportChange } from './reports.js';
import { changedRows, type RowChange } from './rows.js';

/** Everything that a change of the repository brings, as a reviewer wants to know it. */
export interface Review {
  reports: readonly ReportChange[];
  rows: readonly RowChange[];
  /** Lines of `review.csv` that are new, or got a decision. */
  waiting: readonly Waiting[];
  detections: readonly DetectionChange[];
  gained: Reach;
  /** Watchlist item changes that the service will count, of the configured limit of one deployment. */
  cost: { itemChanges: number; limit: number; ofMonth: number };
  /** The size of the pull request: what its reviewer has to read. Zeros where git does not know. */
  size: { files: number; added: number; removed: number };
  /** Files of content that could not be read. */
  unreadable: readonly string[];
}

/** The service's allowance: watchlist item changes of a workspace in a month. */
export const ITEM_CHANGES_A_MONTH = 100_000;

/** What the repository is now, against what it was. @param size of the change, in files and lines */
export function reviewChange(before: Repository, after: Repository, size = { files: 0, added: 0, removed: 0 }): Review {
  const rows = changedRows(before, after);
  return {
    reports: changedReports(before.root, after.root, rows),
    rows,
    waiting: newlyWaiting(before.root, after.root),
    detections: changedDetections(before, after),
    gained: gained(before, after),
    cost: {
      itemChanges: rows.length,
      limit: after.configuration.limits.itemChanges,
      ofMonth: rows.length / ITEM_CHANGES_A_MONTH,
    },
    size,
    unreadable: [...new Set(after.diagnostics.map(({ file }) => file))].sort(compareText),
  };
}
