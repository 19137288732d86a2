import type { WatchlistCheck } from '../check.js';
import { rowRange } from './columns.js';

export const watchlistRowShape: WatchlistCheck = {
  code: 'watchlist-row-shape',
  scope: 'watchlist',
  effect: 'fails',
  summary: 'Every row has as many cells as the header',
  why: 'With a cell too few or too many, values land in the wrong column, and an indicator is matched with another one’s dates.',
  help: 'Add the missing commas, or quote the cell that holds a comma.',
  *run(watchlist) {
    const wanted = watchlist.items.header.length;
    for (const row of watchlist.items.rows) {
      if (row.cells.length === wanted) continue;
      const message = `This row has ${row.cells.length} cells; the header has ${wanted}`;
      yield { message, file: watchlist.itemsFile, range: rowRange(watchlist, row) };
    }
  },
};
