import { FILE_START } from '../../base/diagnostic.js';
import type { WatchlistCheck } from '../check.js';

/** Service limit of a local upload. */
const UPLOAD_LIMIT = 3.8 * 1024 * 1024;

export const watchlistUploadSize: WatchlistCheck = {
  code: 'watchlist-upload-size',
  scope: 'watchlist',
  effect: 'slow',
  summary: 'The items fit one upload of 3.8 MB',
  why: 'The service takes at most 3.8 MB at once. We upload a larger list in parts, one after the other, but the portal cannot take it back in one piece, and a watchlist is not made for large volumes.',
  help: 'Retire old items (sentinel expire), split the list, or send large feeds to the threat intelligence upload API.',
  *run({ items, itemsFile }) {
    const bytes = Buffer.byteLength(items.source.text);
    if (bytes <= UPLOAD_LIMIT) return;
    const message = `The items have ${(bytes / 1024 / 1024).toFixed(1)} MB, more than the 3.8 MB of one upload`;
    yield { message, file: itemsFile, range: FILE_START };
  },
};
