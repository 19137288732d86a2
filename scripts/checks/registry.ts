import type { Check, CheckInfo, DetectionCheck, RepositoryCheck, WatchlistCheck } from './check.js';
import { READER_CHECKS } from './readers.js';
import { duplicateId } from './repository/duplicate-id.js';
import { duplicateName } from './repository/duplicate-name.js';
import { unusedWatchlist } from './repository/unused-watchlist.js';
import { watchlistBlankKey } from './watchlist/watchlist-blank-key.js';
import { watchlistDuplicateKey } from './watchlist/watchlist-duplicate-key.js';
import { watchlistHeader } from './watchlist/watchlist-header.js';
import { watchlistRowShape } from './watchlist/watchlist-row-shape.js';
import { watchlistRowSize } from './watchlist/watchlist-row-size.js';

export const DETECTION_CHECKS: readonly DetectionCheck[] = [];

export const WATCHLIST_CHECKS: readonly WatchlistCheck[] = [
  watchlistHeader,
  watchlistBlankKey,
  watchlistDuplicateKey,
  watchlistRowShape,
  watchlistRowSize,
];

export const REPOSITORY_CHECKS: readonly RepositoryCheck[] = [duplicateId, duplicateName, unusedWatchlist];

/** Every check, in the order of its documentation. */
export const CHECKS: readonly Check[] = [
  ...READER_CHECKS,
  ...DETECTION_CHECKS,
  ...WATCHLIST_CHECKS,
  ...REPOSITORY_CHECKS,
];

export function findCheck(code: string): CheckInfo | undefined {
  return CHECKS.find((check) => check.code === code);
}
