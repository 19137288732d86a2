import type { Diagnostic } from '../../base/diagnostic.js';
import { SentinelError } from '../../base/errors.js';
import { ALLOW_LIST_FILE, EXPIRED_FILE, LIFE_EXTENSIONS_FILE, REVIEW_FILE } from '../../content/layout.js';
import { ExpiredRows } from '../../indicators/lists/expired-rows.js';
import { LifeExtensions } from '../../indicators/lists/life-extensions.js';
import { Reviews } from '../../indicators/lists/reviews.js';
import { loadAllowList } from '../../indicators/screening/allow-list-file.js';
import { toDiagnostic } from '../check.js';
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
