import { publicSuffix } from '../public-suffix.js';
import platforms from './lists/posting-platforms.json';
import publishers from './lists/report-publishers.json';

const HOSTS = new Set([...publishers.list, ...platforms.list]);

/**
 * Whether a host is one where people write about indicators, keep samples or sell protection: the vendors' own sites,
 * sandboxes, news, and the platforms on which posts are shared.
 */
export function isReferenceHost(host: string): boolean {
  const { suffix } = publicSuffix(host);
  for (let name = host; name.length > suffix.length; name = name.slice(name.indexOf('.') + 1)) {
    if (HOSTS.has(name)) return true;
    if (!name.includes('.')) break;
  }
  return false;
}
