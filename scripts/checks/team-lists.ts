import { ExpiredRows } from '../authoring/expired-rows.js';
import { LifeExtensions } from '../authoring/life-extensions.js';
import { Reviews } from '../authoring/reviews.js';
import type { Diagnostic } from '../content/diagnostic.js';
import { SentinelError } from '../content/errors.js';
import { ALLOW_LIST_FILE, EXPIRED_FILE, LIFE_EXTENSIONS_FILE, REVIEW_FILE } from '../content/layout.js';
import { loadAllowList } from '../reports/allow-list.js';
import { toDiagnostic } from './check.js';
import { teamList } from './readers.js';

/** The lists at the root, and who reads them. */
const LISTS: Record<string, (root: string) => unknown> = {
  [ALLOW_LIST_FILE]: loadAllowList,
  [LIFE_EXTENSIONS_FILE]: (root) => LifeExtensions.load(root),
  [REVIEW_FILE]: (root) => Reviews.load(root),
  [EXPIRED_FILE]: (root) => ExpiredRows.load(root),
};

/** Reads each of the team's lists as ingest and expire would, and finds the first line at which they would stop. */
export function inspectTeamLists(root: string): Diagnostic[] {
  return Object.entries(LISTS).flatMap(([file, load]) => {
    try {
      load(root);
      return [];
    } catch (error) {
      if (!(error instanceof SentinelError)) throw error;
      const { message, help, line = 1 } = error;
      const place = { line, column: 1 };
      return [toDiagnostic(teamList, file, { message, help, range: { start: place, end: place } })];
    }
  });
}
