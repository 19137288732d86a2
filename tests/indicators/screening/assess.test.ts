import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseIndicator } from '../../../scripts/indicators/parse.js';
import { assess, isSharedHost } from '../../../scripts/indicators/screening/assess.js';

/** `outcome list` of a value in any spelling. */
function judge(raw: string): string {
  const indicator = parseIndicator(raw);
  if ('rejected' in indicator) throw new Error(`${raw}: ${indicator.rejected}`);
  const assessment = assess(indicator);
  return assessment.outcome === 'accept' ? 'accept' : `${assessment.outcome} ${assessment.list}`;
}

describe('assess', () => {
  it.each([
    '192.159.99.249:443',
    '45.61.137.0/24',
    '2a02:6b8::1',
    'sendmay.icu',
    'x.duckdns.org',
    'shop.ac.ug',
    'a.us.com',
    'evil.wordpress.com',
    'tenant.blob.core.windows.net',
    'https://sendmay.icu/',
    'someone@gmail.com',
    '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  ])('accepts %s', (value) => {
    expect(judge(value)).toBe('accept');
  });

  it.each([
    ['10.1.2.3', 'special-ranges'],
    ['127.0.0.1:80', 'special-ranges'],
    ['100.64.0.1', 'special-ranges'],
    ['169.254.1.1', 'special-ranges'],
    ['192.0.2.1', 'special-ranges'],
    ['198.51.100.0/24', 'special-ranges'],
    ['224.0.0.1', 'special-ranges'],
    ['0.0.0.0/0', 'special-ranges'],
    ['2001:db8::1', 'special-ranges'],
    ['fe80::1', 'special-ranges'],
    ['http://192.168.1.1/x', 'special-ranges'],
    ['60.0.0.0/6', 'wide-networks'],
    ['evil.test', 'reserved-tlds'],
    ['evil.example', 'reserved-tlds'],
    ['evil.invalid', 'reserved-tlds'],
    ['www.example.com', 'reserved-tlds'],
    ['http://printer.local/', 'reserved-tlds'],
    ['a@evil.test', 'reserved-tlds'],
    ['co.uk', 'public-suffixes'],
    ['duckdns.org', 'public-suffixes'],
    ['http://github.io/', 'public-suffixes'],
    ['d41d8cd98f00b204e9800998ecf8427e', 'trivial-files'],
    ['da39a3ee5e6b4b0d3255bfef95601890afd80709', 'trivial-files'],
    ['E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855', 'trivial-files'],
    ['44d88612fea8a8f36de82e1278abb02f', 'trivial-files'],
    ['0'.repeat(64), 'trivial-files'],
  ])('rejects %s', (value, list) => {
    expect(judge(value)).toBe(`reject ${list}`);
  });

  it.each([
    ['8.8.8.8:53', 'public-dns-resolvers'],
    ['8.8.8.0/24', 'public-dns-resolvers'],
    ['2606:4700:4700::1111', 'public-dns-resolvers'],
    ['104.16.1.1:443', 'cdn-ranges'],
    ['60.0.0.0/9', 'wide-networks'],
    ['www.google.com', 'top-sites'],
    ['bit.ly', 'url-shorteners'],
    ['https://bit.ly/', 'url-shorteners'],
    ['mooo.com', 'dynamic-dns-parents'],
    ['wordpress.com', 'shared-hosting-parents'],
    ['raw.githubusercontent.com', 'trusted-sites'],
    ['login.microsoftonline.com', 'microsoft-domains'],
    ['216.218.185.162', 'sinkholes'],
  ])('leaves %s to a person', (value, list) => {
    expect(judge(value)).toBe(`review ${list}`);
  });

  it.each([
    ['52.1.2.3:443', 'cloud-ranges'],
    ['https://bit.ly/3xYz', 'url-shorteners'],
    ['https://raw.githubusercontent.com/a/b', 'trusted-sites'],
    ['http://104.16.1.1/x', 'cdn-ranges'],
  ])('flags %s and keeps it', (value, list) => {
    expect(judge(value)).toBe(`flag ${list}`);
  });

  it('names the list, its version and the reason', () => {
    expect(assess({ type: 'domain', value: 'bit.ly' })).toEqual({
      outcome: 'review',
      reason: expect.stringContaining('shortener'),
      list: 'url-shorteners',
      version: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    });
  });

  it('judges an address as it judges the network of that one address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(judge(`${address}/32`)).toBe(judge(address));
      }),
    );
  });
});

describe('a shared host is never a stand-in for one of its URLs', () => {
  it.each(['bit.ly', 'github.com', 'gist.github.com', 'duckdns.org', '104.16.1.1', '8.8.8.8'])(
    '%s is shared',
    (host) => {
      expect(isSharedHost(host)).toBe(true);
    },
  );

  it.each(['sendmay.icu', 'x.duckdns.org', 'evil.github.io', '45.61.137.20', '52.1.2.3'])('%s is not', (host) => {
    expect(isSharedHost(host)).toBe(false);
  });
});

describe('the warning lists', () => {
  const folder = join(__dirname, '../../../scripts/indicators/screening/lists');

  it.each(readdirSync(folder))('%s is dated, says why, and holds canonical values once', (file) => {
    const list = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    expect(`${list.name}.json`).toBe(file);
    expect(list.version).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(list.reason).toMatch(/\w{3}/);
    expect(new Set(list.list).size).toBe(list.list.length);
    for (const value of list.list) {
      const indicator = parseIndicator(value);
      // Top-level domains stand alone.
      if ('rejected' in indicator) expect(value).toMatch(/^[a-z]+$/);
      else expect(indicator.value).toBe(value);
    }
  });
});
