import { addressAndPort, hostOfUrl, isAddress, type ParsedIndicator } from '../parse.js';
import { publicSuffix } from '../public-suffix.js';
import { addressRange, registeredRange } from './address-range.js';
import { findAddress, findHost, findString, type ListHit } from './warning-list.js';

/** `accept`; or why not as it stands, with the list that says so and the list's version. */
export type Assessment = { outcome: 'accept' } | Finding;

export interface Finding {
  /** `reject`: no indicator. `review`: a person decides. `flag`: hunted for, with a warning. */
  outcome: 'reject' | 'review' | 'flag';
  reason: string;
  list: string;
  version: string;
}

const ACCEPT: Assessment = { outcome: 'accept' };

/** Ranges by their names in ipaddr.js; every other range than `unicast` is rejected without a better reason. */
const RANGE_REASONS: Record<string, string> = {
  private: 'a private address (RFC 1918)',
  loopback: 'a loopback address',
  linkLocal: 'a link-local address',
  multicast: 'a multicast address',
  carrierGradeNat: 'a shared address of carrier-grade NAT (RFC 6598)',
  uniqueLocal: 'a unique local address (RFC 4193)',
  unspecified: 'the unspecified address',
  broadcast: 'the broadcast address',
  discard: 'a discard-only address (RFC 6666)',
};
/** Addresses that carry an IPv4 address inside: unusual, yet they can be reached. */
const TRANSITION_RANGES = new Set(['6to4', 'teredo', 'rfc6052', 'rfc6145']);

/** Networks of fewer bits cover too much of the Internet: below `reject` no hunt helps, below `review` a person looks. */
const PREFIX_BITS = { 4: { reject: 8, review: 16 }, 6: { reject: 16, review: 32 } };

/** Judges a canonical indicator by special ranges, public suffixes and the warning lists. */
export function assess(indicator: ParsedIndicator): Assessment {
  switch (indicator.type) {
    case 'ip':
    case 'ip:port':
    case 'cidr':
      return assessNetwork(addressAndPort(indicator).address);
    case 'domain':
      return assessHost(indicator.value);
    case 'url':
      return assessUrl(indicator.value);
    case 'email':
      return assessEmail(indicator.value);
    default:
      return fromList(findString(indicator.value));
  }
}

/**
 * Whether many parties share a host, so that one malicious URL says nothing about the rest of it: a hunt must then
 * keep to the URL and not widen to its host. Takes a canonical name or address.
 */
export function isSharedHost(host: string): boolean {
  const assessment = isAddress(host) ? assessNetwork(host) : assessHost(host);
  return assessment.outcome === 'reject' || assessment.outcome === 'review';
}

function assessNetwork(text: string): Assessment {
  const range = addressRange(text);
  if (range === null) return finding('reject', 'not an address', 'special-ranges');
  const special = registeredRange(range);
  if (TRANSITION_RANGES.has(special)) return finding('review', `a ${special} address`, 'special-ranges');
  if (special !== 'unicast') {
    return finding('reject', RANGE_REASONS[special] ?? 'an address that IANA reserves', 'special-ranges');
  }
  const bits = PREFIX_BITS[range.version];
  const slash = text.indexOf('/');
  const width = slash === -1 ? 128 : Number(text.slice(slash + 1));
  if (width < bits.reject) return finding('reject', `a network as wide as /${width} finds everybody`, 'wide-networks');
  if (width < bits.review) return finding('review', `a network as wide as /${width}`, 'wide-networks');
  return fromList(findAddress(range));
}

function assessHost(host: string): Assessment {
  const listed = fromList(findHost(host));
  if (listed.outcome === 'reject') return listed;
  if (publicSuffix(host).suffix === host) {
    return finding('reject', 'a public suffix: everybody can register names below it', 'public-suffixes');
  }
  return listed;
}

function assessUrl(url: string): Assessment {
  const { host } = hostOfUrl(url);
  const assessment = isAddress(host) ? assessNetwork(host) : assessHost(host);
  if (assessment.outcome !== 'review' || !namesMoreThanHost(url)) return assessment;
  const hit = isAddress(host) ? listOfAddress(host) : findHost(host);
  return hit === null ? assessment : { ...assessment, outcome: hit.outcomeForUrl };
}

function listOfAddress(address: string): ListHit | null {
  const range = addressRange(address);
  return range === null ? null : findAddress(range);
}

/** `https://bit.ly/` names the whole service, `https://bit.ly/3xYz` one page of it. */
function namesMoreThanHost(url: string): boolean {
  return !/^[a-z]+:\/\/[^/]*\/$/.test(url);
}

function assessEmail(address: string): Assessment {
  const hit = findHost(address.slice(address.lastIndexOf('@') + 1));
  return hit?.outcome === 'reject' ? fromList(hit) : ACCEPT;
}

function fromList(hit: ListHit | null): Assessment {
  if (hit === null) return ACCEPT;
  return { outcome: hit.outcome, reason: hit.reason, list: hit.list, version: hit.version };
}

/** Findings that no file lists: their version is that of the library or the rule behind them. */
const VERSIONS = { 'special-ranges': 'ipaddr.js 2', 'public-suffixes': 'tldts 7', 'wide-networks': '2026-11-01' };

function finding(outcome: Finding['outcome'], reason: string, list: keyof typeof VERSIONS): Finding {
  return { outcome, reason, list, version: VERSIONS[list] };
}
