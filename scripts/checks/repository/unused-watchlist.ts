import type { RepositoryCheck } from '../check.js';

export const unusedWatchlist: RepositoryCheck = {
  code: 'unused-watchlist',
  scope: 'repository',
  effect: 'advice',
  summary: 'A watchlist that no query reads',
  why: 'Its items cost changes of the monthly budget and find nothing. Often the alias is misspelt in the query.',
  help: "Read it in a query with _GetWatchlist('alias'), or remove it.",
  *run(outlines) {
    const used = new Set(outlines.flatMap(({ watchlists }) => watchlists).map((alias) => alias.toLowerCase()));
    for (const { kind, file, id } of outlines) {
      if (kind !== 'watchlist' || !id || used.has(id.value.toLowerCase())) continue;
      yield { file, range: id.range, message: `No query reads the watchlist '${id.value}'` };
    }
  },
};
