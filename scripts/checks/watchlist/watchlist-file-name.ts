import { basename } from 'node:path';
import type { WatchlistCheck } from '../check.js';

export const watchlistFileName: WatchlistCheck = {
  code: 'watchlist-file-name',
  scope: 'watchlist',
  effect: 'advice',
  summary: 'A watchlist’s files are called like its alias',
  why: 'Queries name the alias; who looks for the items looks for a file of that name.',
  help: 'Rename both files, or change the alias; an alias that is deployed already cannot change without a new list.',
  *run({ file, value, yaml }) {
    const name = basename(file).replace(/\.ya?ml$/i, '');
    if (name === value.watchlistAlias) return;
    const message = `The file is called '${name}', the watchlist '${value.watchlistAlias}'`;
    yield { message, range: yaml.rangeOfValue(['watchlistAlias']) };
  },
};
