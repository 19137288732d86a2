import fc from 'fast-check';
import { SentinelError } from '../../../scripts/base/errors.js';
import type { IndicatorType } from '../../../scripts/indicators/indicator.js';
import { type ParsedIndicator, parseIndicator } from '../../../scripts/indicators/parse.js';
import { addressRange, overlaps } from '../../../scripts/indicators/screening/address-range.js';
import { findAllowed, parseAllowList } from '../../../scripts/indicators/screening/allow-list.js';

const CSV = `value,reason,owner,expiry
partner[.]com,our partner,soc@house,2026-06-30
203.0.114.0/24,"our scanners, rented",soc@house,2026-12-31
hxxps://files.other.net/a,checked by hand,anna,2026-12-31
`;
const JUNE = new Date('2026-06-30T23:00:00Z');
const JULY = new Date('2026-07-01T00:00:00Z');

function parsed(raw: string): ParsedIndicator {
  const indicator = parseIndicator(raw);
  if ('rejected' in indicator) throw new Error(indicator.rejected);
  return indicator;
}

function owner(raw: string, asOf = JUNE): string | undefined {
  return findAllowed(parseAllowList(CSV), parsed(raw), asOf)?.owner;
}

/** Values that cover one another in every way. */
const VALUES = [
  ...['evil.com', 'www.evil.com', 'a.www.evil.com', 'notevil.com', 'evil.com.net'],
  ...['https://www.evil.com/a', 'https://www.evil.com/b', 'http://192.0.2.7/', 'http://[2001:db8::7]:8080/'],
  ...['mail@evil.com', 'mail@www.evil.com', 'a'.repeat(64), 'b'.repeat(32)],
  ...['192.0.2.7', '192.0.2.7:443', '192.0.2.0/24', '192.0.2.0/29', '192.0.0.0/16', '198.51.100.1'],
  ...['2001:db8::7', '[2001:db8::7]:443', '2001:db8::/32', '2001:db8:1::/48'],
];
const listed = fc.constantFrom(...VALUES);

/** What the documentation says of an entry, said again without any index. */
function covers(entry: ParsedIndicator, indicator: ParsedIndicator): boolean {
  if (entry.type === indicator.type && entry.value === indicator.value) return true;
  const host = hostOf(indicator);
  if (entry.type === 'domain') return host === entry.value || host.endsWith(`.${entry.value}`);
  if (entry.type !== 'ip' && entry.type !== 'cidr') return false;
  const [network, range] = [addressRange(entry.value), addressRange(host)];
  return network !== null && range !== null && overlaps(network, range);
}

function hostOf({ type, value }: ParsedIndicator): string {
  if (type === 'url') return new URL(value).hostname.replace(/^\[|\]$/g, '');
  if (type === 'email') return value.replace(/.*@/, '');
  return type === 'ip:port' ? value.replace(/:\d+$/, '').replace(/^\[|\]$/g, '') : value;
}

describe('the allow-list', () => {
  it('reads its four columns, in any order, refanged', () => {
    const [first] = parseAllowList('owner,expiry,value,reason\r\nanna,2026-01-31,evil[.]com,because\r\n');
    expect(first).toEqual({
      indicator: { type: 'domain', value: 'evil.com' },
      reason: 'because',
      owner: 'anna',
      expiry: '2026-01-31',
    });
  });

  it.each([
    'partner.com',
    'www.partner.com',
    'https://www.partner.com/x',
    'mail@partner.com',
    '203.0.114.9',
    '203.0.114.9:443',
    'http://203.0.114.9/',
    '203.0.114.0/25',
  ])('covers %s', (value) => {
    expect(owner(value)).toBe('soc@house');
  });

  it.each(['notpartner.com', 'partner.com.evil.net', '203.0.115.1', 'https://files.other.net/b', 'files.other.net'])(
    'leaves %s alone',
    (value) => {
      expect(owner(value)).toBeUndefined();
    },
  );

  it('names the first entry that covers a value, in the order of the list', () => {
    const list = [
      ['evil.com', 'late', '2026-01-01'],
      ['www.evil.com', 'first', '2026-12-31'],
      ['evil.com', 'second', '2026-12-31'],
      ['192.0.2.0/24', 'third', '2026-12-31'],
      ['192.0.2.7', 'fourth', '2026-12-31'],
      ['2001:db8::/32', 'fifth', '2026-12-31'],
    ].map(([value, who, day]) => `${value},because,${who},${day}\n`);
    const entries = parseAllowList(`value,reason,owner,expiry\n${list.join('')}`);
    const allowedBy = (type: IndicatorType, value: string) => findAllowed(entries, { type, value }, JUNE)?.owner;
    expect(allowedBy('domain', 'evil.com')).toBe('second');
    expect(allowedBy('url', 'http://a.www.evil.com/')).toBe('first');
    expect(allowedBy('ip', '192.0.2.7')).toBe('third');
    expect(allowedBy('ip:port', '[2001:db8::1]:443')).toBe('fifth');
    expect(allowedBy('sha256', 'a'.repeat(64))).toBeUndefined();
  });

  it('answers as if it were read line by line, whatever stands in it', () => {
    const day = fc.constantFrom('2026-06-29', '2026-06-30', '2026-07-01');
    fc.assert(
      fc.property(fc.array(fc.tuple(listed, day), { maxLength: 12 }), fc.constantFrom(...VALUES), (lines, raw) => {
        const rows = lines.map(([value, until], line) => `${value},because,line ${line},${until}\n`);
        const entries = parseAllowList(`value,reason,owner,expiry\n${rows.join('')}`);
        const indicator = parsed(raw);
        const first = entries.find((entry) => entry.expiry >= '2026-06-30' && covers(entry.indicator, indicator));
        expect(findAllowed(entries, indicator, JUNE)?.owner).toBe(first?.owner);
      }),
      { numRuns: 500 },
    );
  });

  it('holds through the day of its expiry, and no longer', () => {
    expect(owner('partner.com', JUNE)).toBe('soc@house');
    expect(owner('partner.com', JULY)).toBeUndefined();
    expect(owner('https://files.other.net/a', JULY)).toBe('anna');
  });

  it.each([
    ['value,reason,owner\na.com,x,y\n', /columns value, reason, owner, expiry/],
    ['value,reason,owner,expiry\na.com,x,y,2026-02-30\n', /line 2: the expiry "2026-02-30" is no date/],
    ['value,reason,owner,expiry\na.com,x,,2026-02-01\n', /line 2: reason or owner is empty/],
    ['value,reason,owner,expiry\na.com,x,y,2026-02-01\nnonsense,x,y,2026-02-01\n', /line 3: "nonsense"/],
    ['value,reason,owner,expiry\n"a.com,x,y\n', /allow-list\.csv/],
  ])('refuses %j', (csv, message) => {
    expect(() => parseAllowList(csv)).toThrow(SentinelError);
    expect(() => parseAllowList(csv)).toThrow(message);
  });
});
