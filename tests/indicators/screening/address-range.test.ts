import fc from 'fast-check';
import * as ipaddr from 'ipaddr.js';
import { addressRange, overlaps, registeredRange } from '../../../scripts/indicators/screening/address-range.js';

/** An address as a number that knows its version, by the definition: no trick, no speed. */
interface Plain {
  bits: 32 | 128;
  value: bigint;
}

const anyAddress = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value): Plain => ({ bits: 32, value })),
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).map((value): Plain => ({ bits: 128, value })),
);

/** An address and a prefix that both versions have. */
const anyNetwork = anyAddress.chain((address) =>
  fc.integer({ min: 0, max: address.bits }).map((prefix) => ({ ...address, prefix })),
);

/** A second address that differs from the first from some bit on: it is in the network, or just not. */
const near = ({ bits, value }: Plain) =>
  fc
    .tuple(fc.integer({ min: 0, max: bits }), fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }))
    .map(([same, other]): Plain => ({ bits, value: value ^ (other >> BigInt(same)) }));

const networkAndNear = anyNetwork.chain((network) => near(network).map((address) => [network, address] as const));

const firstOf = ({ bits, value, prefix }: Plain & { prefix: number }) =>
  (value >> BigInt(bits - prefix)) << BigInt(bits - prefix);

function text({ bits, value }: Plain): string {
  const bytes = Array.from({ length: bits / 8 }, (_, at) => Number((value >> BigInt(bits - 8 * (at + 1))) & 255n));
  const parsed = ipaddr.fromByteArray(bytes);
  return parsed instanceof ipaddr.IPv6 ? parsed.toRFC5952String() : parsed.toString();
}

const cidr = (network: Plain & { prefix: number }) =>
  `${text({ ...network, value: firstOf(network) })}/${network.prefix}`;

function rangeOf(address: string) {
  const range = addressRange(address);
  if (range === null) throw new Error(`${address} is no address`);
  return range;
}

describe('ranges of addresses', () => {
  it('overlap exactly when an address has the bits of a network, for either version', () => {
    fc.assert(
      fc.property(networkAndNear, ([network, address]) => {
        const isIn = firstOf({ ...address, prefix: network.prefix }) === firstOf(network);
        expect(overlaps(rangeOf(cidr(network)), rangeOf(text(address)))).toBe(isIn);
        expect(overlaps(rangeOf(text(address)), rangeOf(cidr(network)))).toBe(isIn);
      }),
      { numRuns: 500 },
    );
  });

  it('overlap exactly when the smaller of two networks begins in the larger', () => {
    fc.assert(
      fc.property(networkAndNear, fc.nat(128), ([one, address], prefix) => {
        const other = { ...address, prefix: Math.min(prefix, address.bits) };
        const wide = Math.min(one.prefix, other.prefix);
        const areNested = firstOf({ ...one, prefix: wide }) === firstOf({ ...other, prefix: wide });
        expect(overlaps(rangeOf(cidr(one)), rangeOf(cidr(other)))).toBe(areNested);
      }),
      { numRuns: 500 },
    );
  });

  it('of different versions never overlap', () => {
    expect(overlaps(rangeOf('0.0.0.0/0'), rangeOf('::/0'))).toBe(false);
    expect(overlaps(rangeOf('192.0.2.7'), rangeOf('::ffff:c000:207'))).toBe(false);
  });

  it('are registered as the library says, up to the last address', () => {
    const ends = ['0.0.0.0', '127.255.255.255', '128.0.0.0', '192.0.2.255', '223.255.255.255', '255.255.255.255'];
    for (const end of ends) expect(registeredRange(rangeOf(end))).toBe(ipaddr.parse(end).range());
    const named = (one: string) => expect(registeredRange(rangeOf(one))).toBe(ipaddr.parse(one).range());
    fc.assert(fc.property(anyAddress, (one) => named(text(one))));
  });

  it.each(['', 'evil.com', '1.2.3', '1.2.3.4.5', '0x7f.1', '::g'])('%s is none', (text) => {
    expect(addressRange(text)).toBeNull();
  });
});
