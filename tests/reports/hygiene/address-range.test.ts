import fc from 'fast-check';
import * as ipaddr from 'ipaddr.js';
import { addressRange, overlaps, registeredRange } from '../../../scripts/reports/hygiene/address-range.js';

const address = fc.oneof(fc.ipV4(), fc.ipV6());
const network = fc.oneof(
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map((parts) => parts.join('/')),
  fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map((parts) => parts.join('/')),
);

/** The network's first address, as a library that knows nothing of ranges says it. */
function canonical(text: string): string {
  const [base, prefix] = ipaddr.parseCIDR(text);
  const first =
    base.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(text).toString()
      : ipaddr.IPv6.networkAddressFromCIDR(text).toRFC5952String();
  return `${first}/${prefix}`;
}

function rangeOf(text: string) {
  const range = addressRange(text);
  if (range === null) throw new Error(`${text} is no address`);
  return range;
}

describe('ranges of addresses', () => {
  it('overlap exactly when an address is in a network, for either version', () => {
    fc.assert(
      fc.property(network, address, (cidr, one) => {
        const parsed = ipaddr.parse(one);
        const [base, prefix] = ipaddr.parseCIDR(cidr);
        const isIn = parsed.kind() === base.kind() && parsed.match(base, prefix);
        expect(overlaps(rangeOf(canonical(cidr)), rangeOf(one))).toBe(isIn);
      }),
    );
  });

  it('are registered as the library says, up to the last address', () => {
    const ends = ['0.0.0.0', '127.255.255.255', '128.0.0.0', '192.0.2.255', '223.255.255.255', '255.255.255.255'];
    for (const end of ends) expect(registeredRange(rangeOf(end))).toBe(ipaddr.parse(end).range());
    fc.assert(fc.property(address, (one) => expect(registeredRange(rangeOf(one))).toBe(ipaddr.parse(one).range())));
  });

  it.each(['', 'evil.com', '1.2.3', '1.2.3.4.5', '0x7f.1', '::g'])('%s is none', (text) => {
    expect(addressRange(text)).toBeNull();
  });
});
