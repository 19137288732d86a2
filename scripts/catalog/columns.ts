import { schemaFolders } from '../base/system/package-folder.js';
import { OWN_PART, ownPartOf } from '../content/query-parts.js';
import type { Repository } from '../content/repository.js';
import { createAnalyser } from '../kql/analysis/analyser.js';
import { openCatalog } from '../kql/analysis/catalog.js';

export interface Column {
  name: string;
  type: string;
}

/**
 * What a query returns, as the analyser tells; empty where it cannot. Hunts of one template return the same columns
 * whatever family their indicators are of, and are analysed once.
 */
export function createColumns({ root, watchlists }: Repository): (query: string) => readonly Column[] {
  const headers = new Map(watchlists.map(({ value, items }) => [value.watchlistAlias, items.header]));
  const analyser = createAnalyser(openCatalog(schemaFolders(root), headers));
  const known = new Map<string, readonly Column[]>();
  return (query) => {
    const shape = query.includes(OWN_PART) ? ownPartOf(query) : query;
    const columns = known.get(shape) ?? analyser.analyse(query).columns ?? [];
    known.set(shape, columns);
    return columns;
  };
}
