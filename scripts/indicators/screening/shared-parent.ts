import { isSharedHost } from './assess.js';

/** A host that many parties share, and whether all names below it are shared too. */
export interface SharedParent {
  host: string;
  withBelow: boolean;
}

/** No list has a name that begins so: whether it counts as shared tells whether a list covers what lies below a name. */
const ANY_LABEL = 'any-name-below';

/**
 * The widest name because of which a host is shared, so that many hosts of one service come down to one name; undefined
 * for a host of its own. Takes a canonical name.
 */
export function sharedParent(host: string): SharedParent | undefined {
  if (!isSharedHost(host)) return undefined;
  const labels = host.split('.');
  for (let from = labels.length - 2; from >= 0; from--) {
    const parent = labels.slice(from).join('.');
    if (isSharedHost(`${ANY_LABEL}.${parent}`)) return { host: parent, withBelow: true };
  }
  return { host, withBelow: false };
}
