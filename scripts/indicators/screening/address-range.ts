import { isIPv4 } from 'node:net';
import * as ipaddr from 'ipaddr.js';

/** A run of addresses of one version, both ends included; those of version 4 are plain numbers, which are quick. */
export type AddressRange = { version: 4; start: number; end: number } | { version: 6; start: bigint; end: bigint };

/** Reads a canonical address or CIDR network; null for anything else. */
export function addressRange(text: string): AddressRange | null {
  const slash = text.indexOf('/');
  const address = slash === -1 ? text : text.slice(0, slash);
  const prefix = slash === -1 ? null : Number(text.slice(slash + 1));
  if (isIPv4(address)) {
    const start = fromOctets(address);
    return { version: 4, start, end: start + 2 ** (32 - (prefix ?? 32)) - 1 };
  }
  if (!ipaddr.IPv6.isValid(address)) return null;
  const start = ipaddr.IPv6.parse(address)
    .toByteArray()
    .reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  return { version: 6, start, end: start + (1n << BigInt(128 - (prefix ?? 128))) - 1n };
}

/** Whether two ranges share an address. */
export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.version === b.version && a.start <= b.end && b.start <= a.end;
}

/** The name that ipaddr.js has for the registered range around the first address: `private`, …; `unicast` for none. */
export function registeredRange({ version, start }: AddressRange): string {
  if (version === 4) return new ipaddr.IPv4([24, 16, 8, 0].map((bits) => (start >>> bits) & 255)).range();
  const bytes = Array.from({ length: 16 }, (_, index) => Number((start >> BigInt(120 - 8 * index)) & 255n));
  return new ipaddr.IPv6(bytes).range();
}

/** The number of an address in four decimal parts. */
function fromOctets(address: string): number {
  let number = 0;
  let octet = 0;
  for (let at = 0; at < address.length; at++) {
    const code = address.charCodeAt(at);
    if (code === DOT) {
      number = number * 256 + octet;
      octet = 0;
    } else octet = octet * 10 + code - ZERO;
  }
  return number * 256 + octet;
}

const DOT = 0x2e;
const ZERO = 0x30;
