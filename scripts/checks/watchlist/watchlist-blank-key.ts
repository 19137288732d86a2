import type { WatchlistCheck } from '../check.js';
import { cellPlace, keyColumn } from './columns.js';
import { wellFormedRows } from './indicator-list.js';

export const watchlistBlankKey: WatchlistCheck = {
  code: 'watchlist-blank-key',
  scope: 'watchlist',
  effect: 'refused',
  summary: 'Every item has a search key',
  why: 'The service refuses a bulk upload that has an item with a blank search key (service limit).',
  help: 'Fill the cell, or remove the row.',
  *run(watchlist) {
    const key = keyColumn(watchlist);
    if (key === undefined) return;
    for (const row of wellFormedRows(watchlist)) {
      if ((row.cells[key] ?? '').trim() !== '') continue;
      yield { message: `This item has no ${watchlist.value.itemsSearchKey}`, ...cellPlace(watchlist, row, key) };
    }
  },
};
