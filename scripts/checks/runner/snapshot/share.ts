import { availableParallelism } from 'node:os';
import { makeInBackground } from './client.js';

/** From this many queries on, sharing them out is worth the time that the second process takes to start. */
const SHARED_FROM = 80;

/**
 * Has processes that start from a snapshot do some work, an item each; without a snapshot, or where they fail, this
 * process does it. The results are in the order of the items.
 * @param bySnapshot the results of a part of the items; undefined where the process failed
 */
export async function shareOut<T, R>(
  items: readonly T[],
  snapshot: string | undefined,
  bySnapshot: (part: readonly T[], snapshot: string) => Promise<readonly R[] | undefined>,
  here: (left: readonly T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  if (items.length === 0) return [];
  const count = items.length < SHARED_FROM ? 1 : availableParallelism();
  const parts = Array.from({ length: count }, (_, part) => items.filter((_, index) => index % count === part));
  const done = snapshot === undefined ? [] : await Promise.all(parts.map((part) => bySnapshot(part, snapshot)));
  const results = new Map<T, R>();
  const note = (part: readonly T[], found: readonly R[]) => {
    for (const [index, result] of found.entries()) {
      const item = part[index];
      if (item !== undefined) results.set(item, result);
    }
  };
  for (const [index, part] of parts.entries()) note(part, done[index] ?? []);
  const left = parts.filter((_, index) => done[index] === undefined).flat();
  if (left.length > 0) {
    note(left, await here(left));
    if (snapshot !== undefined) makeInBackground(snapshot);
  }
  return items.flatMap((item) => results.get(item) ?? []);
}
