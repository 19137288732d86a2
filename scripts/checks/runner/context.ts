import { schemaFolders } from '../../base/system/package-folder.js';
import { createAnalyser } from '../../kql/analysis/analyser.js';
import { openCatalog, type WatchlistColumns } from '../../kql/analysis/catalog.js';
import type { DetectionContext } from '../check.js';
import { QueryAnalyses } from './query-facts.js';

/** What the context of a run is made from: plain data, so that another process can make its own. */
export interface Setup {
  /** Absolute path of the repository, whose `schemas/` adds to ours. */
  root: string;
  watchlists: WatchlistColumns;
}

export function createContext({ root, watchlists }: Setup): DetectionContext {
  const catalog = openCatalog(schemaFolders(root), watchlists);
  return { catalog, queries: new QueryAnalyses(createAnalyser(catalog)) };
}
