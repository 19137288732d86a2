import type { RepositoryCheck } from '../check.js';
import { duplicateId } from './duplicate-id.js';
import { duplicateName } from './duplicate-name.js';
import { duplicateQuery } from './duplicate-query.js';
import { unusedWatchlist } from './unused-watchlist.js';
import { workspaceLimits } from './workspace-limits.js';

/** Apart from the other checks, because they alone run when everything else is known from the cache. */
export const REPOSITORY_CHECKS: readonly RepositoryCheck[] = [
  duplicateId,
  duplicateName,
  duplicateQuery,
  unusedWatchlist,
  workspaceLimits,
];
