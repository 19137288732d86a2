import ipaddr from 'ipaddr.js';
import { count, type Entry, entry, type Family, optional, text, unary } from '../entry.js';
import { textsOf } from './ipv4.js';

const BITS = 128n;

/** An IPv6 or IPv4 address as 128 bits, with the length of its prefix. */
function read(value: string): { address: bigint; prefix: number } | undefined {
  const [host = '', suffix] = value.trim().split('/');
  if (!ipaddr.isValid(host) || (!host.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(host))) return undefined;
  const parsed = ipaddr.parse(host);
  const isV4 = parsed instanceof ipaddr.IPv4;
  const six = parsed instanceof ipaddr.IPv4 ? parsed.toIPv4MappedAddress() : parsed;
  const address = six.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const own = suffix === undefined ? undefined : Number(suffix);
  if (own !== undefined && !(Number.isInteger(own) && own >= 0 && own <= (isV4 ? 32 : 128))) return undefined;
  return { address, prefix: own === undefined ? 128 : own + (isV4 ? 96 : 0) };
}

function masked(address: bigint, prefix: number): bigint {
  const shift = BITS - BigInt(prefix);
  return (address >> shift) << shift;
}

function compare(a: string, b: string, prefix: number): bigint | null {
  const [x, y] = [read(a), read(b)];
  if (!x || !y || prefix < 0 || prefix > 128) return null;
  const bits = Math.min(x.prefix, y.prefix, prefix);
  const [left, right] = [masked(x.address, bits), masked(y.address, bits)];
  return left < right ? -1n : left > right ? 1n : 0n;
}

/** All eight groups, in full. */
function writeFull(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(112 - i * 16)) & 0xffffn));
  return groups.map((group) => group.toString(16).padStart(4, '0')).join(':');
}

const order: Entry = entry('long', (args) => {
  const [a, b, prefix] = [text.read(args[0]), text.read(args[1]), optional(count, 128).read(args[2])];
  return (row, run) => compare(a(row, run) ?? '', b(row, run) ?? '', prefix(row, run) ?? 128);
});

const isMatch: Entry = entry('bool', (args) => {
  const evaluate = order.compile(args, { name: 'ipv6_is_match', type: 'long', at: { start: 0, end: 0 }, refuse: fail });
  return (row, run) => {
    const value = evaluate(row, run);
    return value === null ? null : value === 0n;
  };
});

function fail(message: string): never {
  throw new Error(message);
}

function isInRange(value: string, network: string): boolean | null {
  const [one, range] = [read(value), read(network)];
  return one && range ? masked(one.address, range.prefix) === masked(range.address, range.prefix) : null;
}

const isInAnyRange: Entry = entry('bool', ([first, ...rest]) => {
  const address = text.read(first);
  return (row, run) => {
    const value = address(row, run) ?? '';
    if (!read(value)) return null;
    return rest
      .flatMap(({ evaluate }) => textsOf(evaluate(row, run)))
      .some((network) => isInRange(value, network) === true);
  };
});

export const ipv6: Family = {
  parse_ipv6: unary('string', text, (value) => {
    const one = read(value);
    return one ? writeFull(masked(one.address, one.prefix)) : '';
  }),
  ipv6_compare: order,
  ipv6_is_match: isMatch,
  ipv6_is_in_range: isInAnyRange,
  ipv6_is_in_any_range: isInAnyRange,
};
