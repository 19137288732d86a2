import { runInNewContext } from 'node:vm';

/** What takes so long on an input of a megabyte or less does not take linear time, however busy the machine is. */
const LIMIT_MS = 30_000;

/**
 * Runs synchronous work, and stops it when it takes more than half a minute: Jest's own limit cannot, since it waits for
 * the test to give back control. A guard against quadratic time, no statement on speed.
 */
export function withinLimit<T>(work: () => T): T {
  const results: T[] = [];
  runInNewContext('work()', { work: () => results.push(work()) }, { timeout: LIMIT_MS });
  for (const result of results) return result;
  throw new Error('the work gave nothing');
}
