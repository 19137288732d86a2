import type { WatchlistCheck } from '../check.js';
import { headerRow, rowRange } from './columns.js';
import { columnsOfKind, indicatorKind } from './indicator-list.js';

export const indicatorColumns: WatchlistCheck = {
  code: 'indicator-columns',
  scope: 'watchlist',
  severity: 'error',
  summary: 'A list of indicators has the columns that the hunts read',
  why: 'The hunts filter by family, confidence and life; without the column they find nothing, or do not run at all.',
  help: 'Add the column; sentinel ingest writes the lists with all of them.',
  *run(watchlist) {
    const kind = indicatorKind(watchlist);
    if (kind === undefined) return;
    const missing = columnsOfKind(kind).filter((column) => !watchlist.items.header.includes(column));
    if (missing.length === 0) return;
    const range = rowRange(watchlist, headerRow(watchlist));
    yield { message: `The header lacks ${missing.join(', ')}`, file: watchlist.itemsFile, range };
  },
};
