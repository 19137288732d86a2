import { parseExceptions } from '../exceptions.js';
import { addressAndPort, hostOfUrl, type ParsedIndicator } from '../indicator.js';
import { addressRange, overlaps } from './address-range.js';

/** One line of a team's allow-list: what must never be hunted for, why, who says so, and until when. */
export interface AllowListEntry {
  indicator: ParsedIndicator;
  reason: string;
  owner: string;
  /** The last day on which the entry holds, `YYYY-MM-DD`, UTC. */
  expiry: string;
}

/**
 * Reads `allow-list.csv` (columns value, reason, owner, expiry, in any order; every cell is needed). Throws a
 * SentinelError `allow-list` that names the line.
 */
export function parseAllowList(csvText: string, file = 'allow-list.csv'): AllowListEntry[] {
  const entries = parseExceptions(csvText, { code: 'allow-list', file, dayColumn: 'expiry' });
  return entries.map(({ day, ...entry }) => ({ ...entry, expiry: day }));
}

/**
 * The entry that allows an indicator on the day of `asOf`. An entry covers its own value; a domain also the names
 * below it, and URLs and mail addresses on them; an address or network also the sockets and URLs on its addresses.
 */
export function findAllowed(
  entries: readonly AllowListEntry[],
  indicator: ParsedIndicator,
  asOf: Date,
): AllowListEntry | null {
  if (entries.length === 0) return null;
  const today = asOf.toISOString().slice(0, 10);
  return entries.find((entry) => entry.expiry >= today && covers(entry.indicator, indicator)) ?? null;
}

function covers(allowed: ParsedIndicator, indicator: ParsedIndicator): boolean {
  if (allowed.type === indicator.type && allowed.value === indicator.value) return true;
  const host = hostOf(indicator);
  if (host === null) return false;
  if (allowed.type === 'domain') return host === allowed.value || host.endsWith(`.${allowed.value}`);
  if (allowed.type !== 'ip' && allowed.type !== 'cidr') return false;
  const [a, b] = [addressRange(allowed.value), addressRange(host)];
  return a !== null && b !== null && overlaps(a, b);
}

/** Name, address or network that an indicator points at; null for hashes. */
function hostOf(indicator: ParsedIndicator): string | null {
  switch (indicator.type) {
    case 'domain':
      return indicator.value;
    case 'url':
      return hostOfUrl(indicator.value).host;
    case 'email':
      return indicator.value.slice(indicator.value.lastIndexOf('@') + 1);
    case 'ip':
    case 'ip:port':
    case 'cidr':
      return addressAndPort(indicator).address;
    default:
      return null;
  }
}
