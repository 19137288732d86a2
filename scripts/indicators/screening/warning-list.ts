import { publicSuffix } from '../public-suffix.js';
import { type AddressRange, addressRange, overlaps } from './address-range.js';
import cdnRanges from './lists/cdn-ranges.json';
import cloudRanges from './lists/cloud-ranges.json';
import dynamicDnsParents from './lists/dynamic-dns-parents.json';
import microsoftDomains from './lists/microsoft-domains.json';
import publicDnsResolvers from './lists/public-dns-resolvers.json';
import reportPublishers from './lists/report-publishers.json';
import reservedTlds from './lists/reserved-tlds.json';
import sharedHostingParents from './lists/shared-hosting-parents.json';
import sinkholes from './lists/sinkholes.json';
import topSites from './lists/top-sites.json';
import trivialFiles from './lists/trivial-files.json';
import trustedSites from './lists/trusted-sites.json';
import urlShorteners from './lists/url-shorteners.json';

/** What becomes of an indicator that a list knows. */
export type ListOutcome = 'reject' | 'review' | 'flag';

/** A dated list of values that make poor indicators: `lists/<name>.json`. */
export interface WarningList {
  name: string;
  /** The day on which the list was last checked, `YYYY-MM-DD`. */
  version: string;
  /** `string`: the value itself; `hostname`: a name and all below it; `cidr`: addresses and networks. */
  type: string;
  outcome: string;
  /** For a URL that names more than the host: the one URL can be bad on a good host. Default: `outcome`. */
  outcomeForUrl?: string;
  reason: string;
  list: string[];
}

export interface ListHit {
  list: string;
  version: string;
  outcome: ListOutcome;
  outcomeForUrl: ListOutcome;
  reason: string;
}

/** Strictest first: the first list that knows a value decides. */
const LISTS: readonly WarningList[] = [
  reservedTlds,
  reportPublishers,
  trivialFiles,
  publicDnsResolvers,
  sinkholes,
  urlShorteners,
  trustedSites,
  microsoftDomains,
  topSites,
  dynamicDnsParents,
  sharedHostingParents,
  cdnRanges,
  cloudRanges,
];

const strings = new Map<string, ListHit>();
const hostnames = new Map<string, ListHit>();
const ranges: { range: AddressRange; hit: ListHit }[] = [];
/** The ranges of IPv4 by the first of the four parts of their addresses: a feed asks half a million times. */
const rangesByFirstPart = new Map<number, typeof ranges>();

for (const list of LISTS) {
  const outcome = outcomeOf(list.outcome);
  const hit: ListHit = {
    list: list.name,
    version: list.version,
    outcome,
    outcomeForUrl: list.outcomeForUrl === undefined ? outcome : outcomeOf(list.outcomeForUrl),
    reason: list.reason,
  };
  for (const value of list.list) {
    if (list.type === 'cidr') addRange(value, hit);
    else addOnce(list.type === 'hostname' ? hostnames : strings, value, hit);
  }
}

/** The list that knows this exact value. */
export function findString(value: string): ListHit | null {
  return strings.get(value) ?? null;
}

/**
 * The list that knows a name or one of its parents. Parents end at the public or private suffix: what stands below
 * `blob.core.windows.net` belongs to a tenant, not to `windows.net`.
 */
export function findHost(host: string): ListHit | null {
  const { suffix } = publicSuffix(host);
  for (let name = host; name.length > suffix.length; name = name.slice(name.indexOf('.') + 1)) {
    const hit = hostnames.get(name);
    if (hit !== undefined) return hit;
    if (!name.includes('.')) break;
  }
  // Reserved top-level domains are on a list as such.
  return strings.get(host) ?? hostnames.get(host.slice(host.lastIndexOf('.') + 1)) ?? null;
}

/** The list that knows an address, or a part of a network. */
export function findAddress(range: AddressRange): ListHit | null {
  const [first, last] = firstParts(range);
  const candidates = first === last ? rangesByFirstPart.get(first) : ranges;
  return candidates?.find((entry) => overlaps(entry.range, range))?.hit ?? null;
}

/** The first part of the first and of the last address; IPv6 counts as one that IPv4 does not have. */
function firstParts({ version, start, end }: AddressRange): [number, number] {
  return version === 4 ? [start >>> 24, end >>> 24] : [-1, -1];
}

function addOnce(map: Map<string, ListHit>, value: string, hit: ListHit): void {
  if (!map.has(value)) map.set(value, hit);
}

function addRange(value: string, hit: ListHit): void {
  const range = addressRange(value);
  if (range === null) throw new TypeError(`warning list ${hit.list}: "${value}" is no address and no network`);
  ranges.push({ range, hit });
  const [first, last] = firstParts(range);
  for (let part = first; part <= last; part++) {
    const list = rangesByFirstPart.get(part) ?? [];
    rangesByFirstPart.set(part, list);
    list.push({ range, hit });
  }
}

function outcomeOf(word: string): ListOutcome {
  if (word === 'reject' || word === 'review' || word === 'flag') return word;
  throw new TypeError(`warning list: unknown outcome "${word}"`);
}
