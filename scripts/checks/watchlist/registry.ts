import type { WatchlistCheck } from '../check.js';
import { indicatorCells } from './indicator-cells.js';
import { indicatorColumns } from './indicator-columns.js';
import { indicatorExpired } from './indicator-expired.js';
import { indicatorValue } from './indicator-value.js';
import { watchlistBlankKey } from './watchlist-blank-key.js';
import { watchlistDuplicateKey } from './watchlist-duplicate-key.js';
import { watchlistFileName } from './watchlist-file-name.js';
import { watchlistHeader } from './watchlist-header.js';
import { watchlistRowShape } from './watchlist-row-shape.js';
import { watchlistRowSize } from './watchlist-row-size.js';
import { watchlistUploadSize } from './watchlist-upload-size.js';

export const WATCHLIST_CHECKS: readonly WatchlistCheck[] = [
  watchlistFileName,
  watchlistHeader,
  watchlistBlankKey,
  watchlistDuplicateKey,
  watchlistRowShape,
  watchlistRowSize,
  watchlistUploadSize,
  indicatorColumns,
  indicatorValue,
  indicatorCells,
  indicatorExpired,
];
