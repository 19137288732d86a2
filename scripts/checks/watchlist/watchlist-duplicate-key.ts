import type { WatchlistCheck } from '../check.js';
import { cellPlace, keyColumn, quoted } from './columns.js';
import { wellFormedRows } from './indicator-list.js';

/** Columns that set apart rows of one search key, where a list has them: one address may serve two families. */
const KEY_PARTS = ['Port', 'MalwareFamily'];

export const watchlistDuplicateKey: WatchlistCheck = {
  code: 'watchlist-duplicate-key',
  scope: 'watchlist',
  effect: 'fails',
  summary: 'No two items have the same key',
  why: 'The service keeps both rows when any cell differs, so a query that joins the list returns each event twice.',
  help: 'Merge the rows into one; they may share the search key when Port or MalwareFamily tells them apart.',
  *run(watchlist) {
    const { header } = watchlist.items;
    const key = keyColumn(watchlist);
    if (key === undefined) return;
    const parts = [key, ...KEY_PARTS.map((name) => header.indexOf(name)).filter((index) => index !== -1)];
    const seen = new Map<string, number>();
    for (const row of wellFormedRows(watchlist)) {
      const value = row.cells[key] ?? '';
      if (value.trim() === '') continue;
      const identity = parts.map((index) => row.cells[index] ?? '').join('\n');
      const first = seen.get(identity);
      if (first === undefined) seen.set(identity, row.line);
      else {
        const help = `The other one is on line ${first}: merge the two. Rows may share the search key when Port or MalwareFamily tells them apart.`;
        yield { message: `${quoted(value)} is in the list twice`, ...cellPlace(watchlist, row, key), help };
      }
    }
  },
};
