import { SentinelError } from '../../base/errors.js';
import type { Wanted } from '../changes/change.js';

/**
 * The mark of what we deploy: the value of the tag `managedBy` of a saved search, a label of a watchlist, the name of
 * the source in a rule's metadata. Plans see only what carries it; nothing else in a workspace is ever touched.
 */
export const OWNER = 'sentinel-content';

/**
 * Stops a plan that would overwrite what somebody else made under the same id.
 * @param how what makes the resource ours
 */
export function refuseForeign(what: string, wanted: Wanted[], foreign: ReadonlyMap<string, string>, how: string): void {
  const taken = wanted.filter(({ id }) => foreign.has(id.toLowerCase()));
  if (taken.length === 0) return;
  const list = taken.map(({ id, file }) => `${file}: the workspace has another ${what} under ${id}`);
  throw new SentinelError(
    'not-ours',
    list.join('\n'),
    `It was not deployed from here, so it is left alone. To adopt it, ${how}; else give yours another id.`,
    { exitCode: 1 },
  );
}
