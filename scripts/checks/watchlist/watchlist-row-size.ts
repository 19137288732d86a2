import type { WatchlistCheck } from '../check.js';
import { rowRange } from './columns.js';

/** Service limits of one line of the file (characters) and one item (bytes). */
const LINE_LIMIT = 10_240;
const ITEM_LIMIT = 10 * 1024;

export const watchlistRowSize: WatchlistCheck = {
  code: 'watchlist-row-size',
  scope: 'watchlist',
  effect: 'refused',
  summary: 'An item fits the limits: 10,240 characters a line, 10 KB an item',
  why: 'The service refuses longer lines and larger items (service limit).',
  help: 'Shorten the long cells; a watchlist holds keys and short notes, not documents.',
  *run(watchlist) {
    for (const row of watchlist.items.rows) {
      const bytes = Buffer.byteLength(row.cells.join(''));
      const place = { file: watchlist.itemsFile, range: rowRange(watchlist, row) };
      const lineLength = place.range.end.column - 1;
      if (lineLength > LINE_LIMIT) {
        yield { message: `This line has ${lineLength} characters, more than ${LINE_LIMIT}`, ...place };
      } else if (bytes > ITEM_LIMIT) {
        yield { message: `This item has ${bytes} bytes, more than ${ITEM_LIMIT}`, ...place };
      }
    }
  },
};
