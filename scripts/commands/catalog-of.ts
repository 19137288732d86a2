import type { Repository } from '../content/repository.js';

/** What queries of a repository may name: the shipped tables and functions, its own, and its lists with their columns. */
export async function catalogOf({ root, watchlists }: Repository) {
  const { schemaFolders } = await import('../base/system/package-folder.js');
  const { openCatalog } = await import('../kql/analysis/catalog.js');
  const columns = new Map(watchlists.map(({ value, items }) => [value.watchlistAlias, items.header] as const));
  return openCatalog(schemaFolders(root), columns);
}
