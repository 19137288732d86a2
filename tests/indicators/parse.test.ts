import fc from 'fast-check';
import { addressAndPort, hostOfUrl, kindOf, parseIndicator } from '../../scripts/indicators/parse.js';
import { withinLimit } from '../limit.js';

/** `type value`, or the reason of a rejection. */
function read(raw: string, stated?: string): string {
  const outcome = parseIndicator(raw, stated);
  return 'type' in outcome ? `${outcome.type} ${outcome.value}` : `rejected: ${outcome.rejected}`;
}

describe('canonical forms', () => {
  it.each([
    ['1.2.3.4', 'ip 1.2.3.4'],
    ['2001:DB8:0:0::1', 'ip 2001:db8::1'],
    ['[2001:db8::1]', 'ip 2001:db8::1'],
    ['::ffff:1.2.3.4', 'ip 1.2.3.4'],
    ['1.2.3.4:0443', 'ip:port 1.2.3.4:443'],
    ['1.2.3.4|443', 'ip:port 1.2.3.4:443'],
    ['[2001:DB8::1]:443', 'ip:port [2001:db8::1]:443'],
    ['tcp://1.2.3.4:443', 'ip:port 1.2.3.4:443'],
    ['10.1.2.3/16', 'cidr 10.1.0.0/16'],
    ['2001:db8:ffff::/32', 'cidr 2001:db8::/32'],
    ['EVIL.Com.', 'domain evil.com'],
    ['*.evil.com', 'domain evil.com'],
    ['_dmarc.evil.com', 'domain _dmarc.evil.com'],
    ['München.de', 'domain xn--mnchen-3ya.de'],
    ['xn--MNCHEN-3ya.de', 'domain xn--mnchen-3ya.de'],
    ['x.duckdns.org', 'domain x.duckdns.org'],
    ['evil\u200b.com', 'domain evil.com'],
    ['“evil.com”', 'domain evil.com'],
    ['HTTP://Evil.com', 'url http://evil.com/'],
    ['https://evil.com:443/A%2f|b?Q=%7C#F', 'url https://evil.com/A%2f|b?Q=%7C#F'],
    ['http://evil.com:443/', 'url http://evil.com:443/'],
    ['http://evil.com?q', 'url http://evil.com/?q'],
    ['http://evil.com/a/../b//c', 'url http://evil.com/a/../b//c'],
    ['http://[2001:DB8::1]:8080/x', 'url http://[2001:db8::1]:8080/x'],
    ['http://user:pa@ss@evil.com/', 'url http://user:pa@ss@evil.com/'],
    ['http://münchen.de/ä', 'url http://xn--mnchen-3ya.de/ä'],
    ['D41D8CD98F00B204E9800998ECF8427E', 'md5 d41d8cd98f00b204e9800998ecf8427e'],
    ['A'.repeat(40), `sha1 ${'a'.repeat(40)}`],
    ['F'.repeat(64), `sha256 ${'f'.repeat(64)}`],
    ['Some.User@EVIL.com', 'email Some.User@evil.com'],
  ])('%s is %s', (raw, expected) => {
    expect(read(raw)).toBe(expected);
  });

  it.each([
    '999.1.1.1',
    '1.2.3',
    '01.2.3.4',
    '0x7f.1',
    '1.2.3.4:0',
    '1.2.3.4:65536',
    '1.2.3.4/33',
    'localhost',
    'evil',
    'a..com',
    'evil.nosuchtld',
    `${'a'.repeat(64)}.com`,
    'ex%61mple.com',
    'http://0x7f.1/',
    'http:///path',
    'http://evil.com:99999/',
    'javascript://evil.com/%0aalert(1)',
    'http://evil .com/',
    'a'.repeat(96),
    '=cmd|calc@evil.com',
    '@evil.com',
    '',
    ' ',
    `http://evil.com/${'a'.repeat(9000)}`,
  ])('%s is refused with a reason', (raw) => {
    expect(read(raw)).toMatch(/^rejected: \S/);
  });
});

describe('the stated type', () => {
  it.each([
    ['sha256_hash', 'sha256'],
    ['SHA-256', 'sha256'],
    ['FileHash-SHA256', 'sha256'],
    ['hash', 'sha256'],
  ])('%s means %s', (word, type) => {
    expect(read('b'.repeat(64), word)).toBe(`${type} ${'b'.repeat(64)}`);
  });

  it.each(['ip-dst', 'ipv4-addr', 'IPv4', 'ip:port', 'domain', 'hostname', 'url'])(
    'an address listed as %s is an address',
    (word) => {
      expect(read('1.2.3.4', word)).toBe('ip 1.2.3.4');
    },
  );

  it('takes the true type where the shape is certain', () => {
    expect(read('1.2.3.4:80', 'ip')).toBe('ip:port 1.2.3.4:80');
    expect(read('http://evil.com/x', 'domain')).toBe('url http://evil.com/x');
    expect(read('evil.com', 'url')).toBe('domain evil.com');
    expect(read('evil.com/x', 'url')).toBe('url http://evil.com/x');
    expect(read('c'.repeat(32), 'sha256_hash')).toBe(`md5 ${'c'.repeat(32)}`);
  });

  it('rejects what has no certain shape', () => {
    expect(read('3q2+7w/Zm9vYmFy==', 'domain')).toBe(
      'rejected: not a valid domain: not a domain name: perhaps encoded or encrypted text',
    );
    expect(read('README.md', 'md5')).toBe('rejected: not a valid md5: looks like a domain');
    expect(read('2001:470::1:443', 'ip:port')).toContain('[address]:port');
    expect(read('xn--.com', 'domain')).toContain('rejected');
    expect(read('x', 'cc_skimming')).toBe('rejected: unsupported indicator type "cc_skimming"');
    expect(read('a'.repeat(96), 'sha3_384_hash')).toContain('unsupported indicator type');
  });
});

describe('parts of an indicator', () => {
  it('splits a socket', () => {
    expect(addressAndPort({ type: 'ip:port', value: '[2001:db8::1]:443' })).toEqual({
      address: '2001:db8::1',
      port: '443',
    });
    expect(addressAndPort({ type: 'ip:port', value: '1.2.3.4:80' })).toEqual({ address: '1.2.3.4', port: '80' });
    expect(addressAndPort({ type: 'ip', value: '2001:db8::1' })).toEqual({ address: '2001:db8::1', port: '' });
  });

  it('finds the host of a URL, and the port that it means', () => {
    expect(hostOfUrl('https://sendmay.icu/')).toEqual({ host: 'sendmay.icu', port: '443' });
    expect(hostOfUrl('http://u:p@evil.com:8080/@x')).toEqual({ host: 'evil.com', port: '8080' });
    expect(hostOfUrl('http://[2001:db8::1]/')).toEqual({ host: '2001:db8::1', port: '80' });
  });

  it('knows the watchlist of each type', () => {
    expect((['ip', 'ip:port', 'cidr', 'domain', 'url', 'md5', 'sha1', 'sha256', 'email'] as const).map(kindOf)).toEqual(
      ['ip', 'ip', 'ip', 'domain', 'url', 'file-hash', 'file-hash', 'file-hash', 'email'],
    );
  });
});

describe('laws', () => {
  it('reading a canonical value again changes nothing', () => {
    const host = fc.domain();
    const values = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      host,
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 70_000 })).map(([ip, port]) => `${ip}:${port}`),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 130 })).map(([ip, bits]) => `${ip}/${bits}`),
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.emailAddress(),
      fc.string({ unit: 'binary' }),
      fc.tuple(fc.constantFrom('http://', 'HTTPS://', ''), host, fc.string()).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(values, (raw) => {
        const once = parseIndicator(raw);
        if ('rejected' in once) return;
        expect(parseIndicator(once.value)).toEqual(once);
        expect(parseIndicator(once.value, once.type)).toEqual(once);
        expect(once.value).not.toMatch(/^[=+@-]|[\p{Cc}\p{Cf}\s]/u);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['a.', '1.', '[.', ':', '1:', 'http://', '@', 'a@', '%', '-', '!'])(
    'is linear on a megabyte of %j',
    (piece) => {
      expect(withinLimit(() => read(piece.repeat(1_000_000 / piece.length)))).toMatch(/^rejected: longer than/);
      expect(withinLimit(() => read(`http://${piece.repeat(8000 / piece.length)}`))).toBeDefined();
    },
  );
});
