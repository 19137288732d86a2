import { parseExceptions } from '../lists/exceptions.js';
import { addressAndPort, hostOfUrl, type ParsedIndicator } from '../parse.js';
import { type AddressRange, addressRange, overlaps } from './address-range.js';

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
 * The entry that allows an indicator on the day of `asOf`, the first where several do. An entry covers its own value; a
 * domain also the names below it, and URLs and mail addresses on them; an address or network also the sockets and URLs
 * on its addresses.
 */
export function findAllowed(
  entries: readonly AllowListEntry[],
  indicator: ParsedIndicator,
  asOf: Date,
): AllowListEntry | null {
  if (entries.length === 0) return null;
  let known = indexes.get(entries);
  if (known?.asOf !== asOf) {
    known = { asOf, index: new AllowIndex(entries, asOf) };
    indexes.set(entries, known);
  }
  return known.index.find(indicator);
}

/** A list is asked about each value of a feed: it is laid out once, for the day that it was last asked about. */
const indexes = new WeakMap<readonly AllowListEntry[], { asOf: Date; index: AllowIndex }>();

/** An entry and its place in the list. */
type Placed = { entry: AllowListEntry; place: number };

class AllowIndex {
  /** By value, which tells the type too. */
  readonly #values = new Map<string, Placed>();
  readonly #ranges: (Placed & { range: AddressRange })[] = [];

  constructor(entries: readonly AllowListEntry[], asOf: Date) {
    const today = asOf.toISOString().slice(0, 10);
    for (const [place, entry] of entries.entries()) {
      const { type, value } = entry.indicator;
      if (entry.expiry < today) continue;
      if (!this.#values.has(value)) this.#values.set(value, { entry, place });
      const range = type === 'ip' || type === 'cidr' ? addressRange(value) : null;
      if (range !== null) this.#ranges.push({ entry, place, range });
    }
  }

  find(indicator: ParsedIndicator): AllowListEntry | null {
    const host = hostOf(indicator);
    const range = host === null || this.#ranges.length === 0 ? null : addressRange(host);
    const found = [
      this.#values.get(indicator.value),
      ...(host === null ? [] : this.#domains(host)),
      range === null ? undefined : this.#ranges.find((entry) => overlaps(entry.range, range)),
    ].filter((placed) => placed !== undefined);
    return (
      found.reduce<Placed | null>((first, next) => (first && first.place < next.place ? first : next), null)?.entry ??
      null
    );
  }

  /** The entries of a name and of the names above it. */
  *#domains(host: string): Generator<Placed | undefined> {
    for (let dot = 0; dot !== -1; dot = host.indexOf('.', dot + 1)) {
      const placed = this.#values.get(dot === 0 ? host : host.slice(dot + 1));
      if (placed?.entry.indicator.type === 'domain') yield placed;
    }
  }
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
