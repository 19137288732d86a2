import { toText } from '../../values/convert.js';
import type { Value } from '../../values/value.js';
import { isList } from '../../values/value.js';
import { binary, count, type Entry, entry, type Family, optional, text, unary } from '../entry.js';

const OCTET = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const ADDRESS = new RegExp(`^\\s*${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}(?:/(\\d{1,2}))?\\s*$`);

export interface Ipv4Range {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** The addresses of a network; an address alone is a network of one. */
export function rangeOfIpv4(value: string): Ipv4Range | undefined {
  const match = ADDRESS.exec(value);
  if (!match) return undefined;
  const address = numberOf(match);
  const prefix = match[5] === undefined ? 32 : Number(match[5]);
  if (prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1, prefix };
}

function numberOf(match: RegExpExecArray): number {
  return [1, 2, 3, 4].reduce((sum, i) => sum * 256 + Number(match[i]), 0);
}

/** An address as a number; undefined where the text is none. */
export function ipv4Of(value: string): number | undefined {
  const match = ADDRESS.exec(value);
  return match && match[5] === undefined ? numberOf(match) : undefined;
}

function addressAndPrefix(value: string): { address: number; prefix: number } | undefined {
  const match = ADDRESS.exec(value);
  const prefix = match?.[5] === undefined ? 32 : Number(match[5]);
  return match && prefix <= 32 ? { address: numberOf(match), prefix } : undefined;
}

function masked(address: number, prefix: number): number {
  const size = 2 ** (32 - prefix);
  return Math.floor(address / size) * size;
}

function writeIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** -1, 0 or 1 under the shortest of the prefixes. */
function compare(a: string, b: string, prefix: number): bigint | null {
  const [x, y] = [addressAndPrefix(a), addressAndPrefix(b)];
  if (!x || !y || prefix < 0 || prefix > 32) return null;
  const bits = Math.min(x.prefix, y.prefix, prefix);
  const [left, right] = [masked(x.address, bits), masked(y.address, bits)];
  return left < right ? -1n : left > right ? 1n : 0n;
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap((network) => rangeOfIpv4(network) ?? []);

function isPrivate(value: string): boolean | null {
  const range = rangeOfIpv4(value);
  return range ? PRIVATE.some(({ first, last }) => range.first >= first && range.last <= last) : null;
}

function isInRange(address: string, network: string): boolean | null {
  const [one, range] = [addressAndPrefix(address), rangeOfIpv4(network)];
  if (!one || !range) return null;
  const first = masked(one.address, Math.min(one.prefix, range.prefix));
  return first >= range.first && first <= range.last;
}

/** Ranges as arguments, or arrays of them. */
const isInAnyRange: Entry = entry('bool', ([first, ...rest]) => {
  const address = text.read(first);
  return (row, run) => {
    const value = address(row, run) ?? '';
    if (rangeOfIpv4(value) === undefined) return null;
    const networks = rest.flatMap(({ evaluate }) => textsOf(evaluate(row, run)));
    return networks.some((network) => isInRange(value, network) === true);
  };
});

export function textsOf(value: Value): string[] {
  return isList(value) ? value.map((item) => toText(item, 'dynamic')) : [toText(value, 'dynamic')];
}

const compareEntry: Entry = entry('long', (args) => {
  const [a, b, prefix] = [text.read(args[0]), text.read(args[1]), optional(count, 32).read(args[2])];
  return (row, run) => compare(a(row, run) ?? '', b(row, run) ?? '', prefix(row, run) ?? 32);
});

const isMatch: Entry = entry('bool', (args) => {
  const [a, b, prefix] = [text.read(args[0]), text.read(args[1]), optional(count, 32).read(args[2])];
  return (row, run) => {
    const order = compare(a(row, run) ?? '', b(row, run) ?? '', prefix(row, run) ?? 32);
    return order === null ? null : order === 0n;
  };
});

function format(value: string, prefix: number): { address: string; prefix: number } | undefined {
  const asNumber = /^-?\d+$/.test(value) ? Number(BigInt.asUintN(32, BigInt(value))) : undefined;
  const one = asNumber === undefined ? addressAndPrefix(value) : { address: asNumber, prefix: 32 };
  if (!one || prefix < 0 || prefix > 32) return undefined;
  const bits = Math.min(prefix, one.prefix);
  return { address: writeIpv4(masked(one.address, bits)), prefix: bits };
}

function rangeToCidrs(first: string, last: string): Value {
  const [from, to] = [ipv4Of(first), ipv4Of(last)];
  if (from === undefined || to === undefined || from > to) return null;
  const networks: string[] = [];
  for (let at = from; at <= to; ) {
    let bits = 32;
    while (bits > 0 && at % 2 ** (33 - bits) === 0 && at + 2 ** (33 - bits) - 1 <= to) bits--;
    networks.push(`${writeIpv4(at)}/${bits}`);
    at += 2 ** (32 - bits);
  }
  return networks;
}

/** Addresses in a text: they end where a digit, letter or point would go on. */
const IN_TEXT = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\w)/g;

function addressesIn(value: string): string[] {
  return (value.match(IN_TEXT) ?? []).filter((one) => ipv4Of(one) !== undefined);
}

/** Each list of wanted values is read once, however many rows it is compared with. */
function hasAny(finderOf: (wanted: readonly string[]) => (address: string) => boolean): Entry {
  return entry('bool', ([first, ...rest]) => {
    const value = text.read(first);
    let last: { values: readonly Value[]; finds: (address: string) => boolean } | undefined;
    return (row, run) => {
      const found = addressesIn(value(row, run) ?? '');
      if (found.length === 0) return false;
      const values = rest.map(({ evaluate }) => evaluate(row, run));
      if (!last || values.some((one, i) => one !== last?.values[i])) {
        last = { values, finds: finderOf(values.flatMap(textsOf)) };
      }
      return found.some(last.finds);
    };
  });
}

const isAnyOf = (wanted: readonly string[]) => {
  const numbers = new Set(wanted.flatMap((one) => ipv4Of(one) ?? []));
  return (address: string) => numbers.has(ipv4Of(address) ?? -1);
};
const startsWithAny = (wanted: readonly string[]) => (address: string) =>
  wanted.some((prefix) => address.startsWith(prefix) && (prefix.endsWith('.') || address === prefix));

export const ipv4: Family = {
  parse_ipv4: unary('long', text, (value) => {
    const one = addressAndPrefix(value);
    return one ? BigInt(masked(one.address, one.prefix)) : null;
  }),
  parse_ipv4_mask: binary('long', text, count, (value, prefix) => {
    const one = addressAndPrefix(value);
    return one && prefix >= 0 && prefix <= 32 ? BigInt(masked(one.address, Math.min(one.prefix, prefix))) : null;
  }),
  ipv4_compare: compareEntry,
  ipv4_is_match: isMatch,
  ipv4_is_in_range: binary('bool', text, text, isInRange),
  ipv4_is_in_any_range: isInAnyRange,
  ipv4_is_private: unary('bool', text, isPrivate),
  ipv4_netmask_suffix: unary('long', text, (value) => {
    const one = addressAndPrefix(value);
    return one ? BigInt(one.prefix) : null;
  }),
  ipv4_range_to_cidr_list: binary('dynamic', text, text, rangeToCidrs),
  format_ipv4: binary('string', text, optional(count, 32), (value, prefix) => format(value, prefix)?.address ?? ''),
  format_ipv4_mask: binary('string', text, optional(count, 32), (value, prefix) => {
    const formatted = format(value, prefix);
    return formatted ? `${formatted.address}/${formatted.prefix}` : '';
  }),
  has_ipv4: hasAny(isAnyOf),
  has_any_ipv4: hasAny(isAnyOf),
  has_ipv4_prefix: hasAny(startsWithAny),
  has_any_ipv4_prefix: hasAny(startsWithAny),
};
