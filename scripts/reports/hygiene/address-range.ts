import * as ipaddr from 'ipaddr.js';

/** A run of addresses of one version, both ends included. */
export interface AddressRange {
  version: 4 | 6;
  start: bigint;
  end: bigint;
}

/** Reads a canonical address or CIDR network; null for anything else. */
export function addressRange(text: string): AddressRange | null {
  const [address = '', prefix] = text.split('/');
  if (!ipaddr.isValid(address)) return null;
  const parsed = ipaddr.parse(address);
  const version = parsed.kind() === 'ipv4' ? 4 : 6;
  const bits = version === 4 ? 32 : 128;
  const start = parsed.toByteArray().reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  const size = 1n << BigInt(bits - (prefix === undefined ? bits : Number(prefix)));
  return { version, start, end: start + size - 1n };
}

/** Whether two ranges share an address. */
export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.version === b.version && a.start <= b.end && b.start <= a.end;
}
