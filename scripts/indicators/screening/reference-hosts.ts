import { hostOfUrl, type ParsedIndicator } from '../parse.js';
import { publicSuffix } from '../public-suffix.js';
import platforms from './lists/posting-platforms.json';
import publishers from './lists/report-publishers.json';

const PUBLISHERS = new Set(publishers.list);
const PLATFORMS = new Set(platforms.list);

/**
 * Whether a value is of those who write about indicators, keep samples or sell protection: a URL of a vendor, a sandbox,
 * a newspaper or a platform on which posts are shared; a name or a mail address of a publisher.
 */
export function isReference({ type, value }: ParsedIndicator): boolean {
  if (type === 'url') {
    const { host } = hostOfUrl(value);
    return isAt(host, PUBLISHERS) || isAt(host, PLATFORMS);
  }
  return (type === 'domain' || type === 'email') && isAt(value.slice(value.lastIndexOf('@') + 1), PUBLISHERS);
}

/** Whether a host is one of these, or below one. */
function isAt(host: string, sites: ReadonlySet<string>): boolean {
  const { suffix } = publicSuffix(host);
  for (let name = host; name.length > suffix.length; name = name.slice(name.indexOf('.') + 1)) {
    if (sites.has(name)) return true;
    if (!name.includes('.')) break;
  }
  return false;
}
