import type { Logs } from '../logs/search.js';

/** Days that a table may have been without data and still counts. */
export const FILLED_DAYS = 30;

/** `Usage` has a row an hour for each table that got data: cheaper than a look into the tables. */
const QUERY = 'Usage | where Quantity > 0 | distinct DataType';

/**
 * The tables that got data in the last days, sorted; the service's reason where it does not answer the query.
 * Throws a `SentinelError` where the logs cannot be queried at all.
 */
export async function filledTables(logs: Logs, now: Date): Promise<{ names: string[] } | { reason: string }> {
  const from = new Date(now.getTime() - FILLED_DAYS * 86_400_000);
  const answer = await logs.search({ query: QUERY, range: { from, to: now }, now });
  if (answer.outcome !== 'ran') return { reason: answer.reason };
  return { names: answer.hits.flatMap(({ DataType }) => (typeof DataType === 'string' ? [DataType] : [])).sort() };
}
