import fc from 'fast-check';
import { extract } from '../../../scripts/reports/extraction/extract.js';

/** `type value`, with a `*` for what is defanged. */
function found(text: string): string[] {
  return extract(text).map(({ type, value, defanged }) => `${type} ${value}${defanged ? ' *' : ''}`);
}

const SHA256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

describe('extraction from running text', () => {
  it.each([
    ['It calls hxxps://sendmay[.]icu/a (again)).', ['url https://sendmay.icu/a *']],
    ['(see http://a-b.ru/x(1).txt)', ['url http://a-b.ru/x(1).txt']],
    ['to 45.61.137[.]20:8443, then', ['ip:port 45.61.137.20:8443 *']],
    ['the range 45.61.136.0/22.', ['cidr 45.61.136.0/22']],
    ['at [2a02:6b8::1]:443 and 2a02:6b8::2', ['ip:port [2a02:6b8::1]:443', 'ip 2a02:6b8::2']],
    ['at 2a02:6b8::/32', ['cidr 2a02:6b8::/32']],
    ['mail user[@]evil[.]com or <other@evil.com>', ['email user@evil.com *', 'email other@evil.com']],
    ['mailto:user@evil.com', ['email user@evil.com']],
    [`SHA256:${SHA256.toUpperCase()}.`, [`sha256 ${SHA256}`]],
    [SHA256, [`sha256 ${SHA256}`]],
    ['C2:45.61.137.20:80', ['ip:port 45.61.137.20:80']],
    ['`evil[.]org`, **bad(.)net** and “worse{.}com”', ['domain evil.org *', 'domain bad.net *', 'domain worse.com *']],
    ['münchen[.]de', ['domain xn--mnchen-3ya.de *']],
    ['evil[.]com/gate.php?id=1&x=[0]', ['url http://evil.com/gate.php?id=1&x=[0] *']],
    ['45[.]61[.]137[.]20/tcp', ['ip 45.61.137.20 *']],
    ['1.1.1.2,8.8.4.5;evil[.]ru', ['ip 1.1.1.2', 'ip 8.8.4.5', 'domain evil.ru *']],
    ['http://a-b.ru/x,http://c-d.ru/y', ['url http://a-b.ru/x', 'url http://c-d.ru/y']],
    ['http://a-b.ru/x,y', ['url http://a-b.ru/x,y']],
    ['http://a-b.ru/%2f?u=http://c-d.ru/', ['url http://a-b.ru/%2f?u=http://c-d.ru/']],
    ['[its page](https://a-b.ru/x) says', ['url https://a-b.ru/x']],
    ["href='hxxp://a-b.ru/x'>", ['url http://a-b.ru/x *']],
    ['hxxp:// a-b[.]ru/x and', ['url http://a-b.ru/x *']],
    ['user [at] evil [dot] com and', ['email user@evil.com *']],
    ['evil [.] com, evil dot com.', ['domain evil.com *', 'domain evil.com *']],
    ['1 dot 2 dot 3 dot 4', ['ip 1.2.3.4 *']],
    ['no\u00a0break\u00a0evil[.]com\u00a0space', ['domain evil.com *']],
    ['Das ist evil[.]com。', ['domain evil.com *']],
    ['evil.com:8080', ['domain evil.com']],
    ['tcp://45.61.137.20:4444', ['ip:port 45.61.137.20:4444']],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    '999.1.1.1',
    '1.2.3.4.5',
    'version 1.2.3',
    'v1.2.3.4',
    'README.md and update.zip and install.sh',
    'System.IO and Foo.Name',
    'e.g. i.e. U.S. etc.',
    'at 12:30:45 on 2026-05-26',
    'aa:bb:cc:dd:ee:ff',
    'dead::beef std::vector',
    'C:\\Users\\evil.com\\a.py',
    'TCP/IP and/or 24/7',
    'https:// and http://',
    'serial 3a:4b:5c:6d:7e:8f:90:a1:b2:c3:d4:e5:f6:07:18:29',
    `${SHA256}00`,
    'the dot com years, a dot in the picture',
    'write [.] for a dot',
    'user@localhost',
    'example of a sentence.The next one',
  ])('%s: nothing', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('a hash in the path of a URL is no hash of a file', () => {
    expect(found(`hxxps://a-b.ru/${SHA256}/x`)).toEqual([`url https://a-b.ru/${SHA256}/x *`]);
  });
});

describe('completeness', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{2,9}$/);
  const host = fc.tuple(label, fc.constantFrom('com', 'ru', 'co.uk', 'duckdns.org')).map((parts) => parts.join('.'));
  const address = fc
    .tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255), fc.nat(255), fc.nat(255))
    .map((parts) => parts.join('.'));
  const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
  const value = fc.oneof(
    host,
    address,
    fc.tuple(address, fc.integer({ min: 1, max: 65_535 })).map((parts) => parts.join(':')),
    fc
      .tuple(fc.constantFrom('http://', 'https://'), host, fc.stringMatching(/^\/[a-z0-9/_-]{0,20}$/))
      .map((parts) => parts.join('')),
    fc.tuple(label, host).map((parts) => parts.join('@')),
    fc.constantFrom(32, 40, 64).chain(hex),
  );
  const defang = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => text.replaceAll('.', '[.]').replace(/^http/, 'hxxp'),
    (text) => text.replaceAll('.', '(.)'),
    (text) => text.replaceAll('.', '[dot]').replace('@', '[at]'),
    (text) => text.replaceAll('.', '{.}').replace('://', '[://]'),
    (text) => text.replace('://', '[:]//').replace('@', '[@]'),
  );
  const between = fc.constantFrom(
    ' ',
    '\n',
    ', ',
    '; ',
    '. ',
    ' (',
    ') ',
    '" ',
    ' and ',
    '\t',
    ' — ',
    '>',
    ' The loader stopped. ',
    '\r\n- ',
  );

  it('finds every value of a text, in its order, and no other', () => {
    const parts = fc.array(fc.tuple(value, defang, between), { maxLength: 20 });
    fc.assert(
      fc.property(parts, (items) => {
        const text = items.map(([item, style, glue]) => style(item) + glue).join('');
        expect(extract(text).map((item) => item.value)).toEqual(items.map(([item]) => item));
      }),
      { numRuns: 500 },
    );
  });

  it('never fails, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        expect(Array.isArray(extract(text))).toBe(true);
      }),
    );
  });
});

describe('hostile text', () => {
  it.each([
    'a.',
    'a.a.a. ',
    '1.1.1.',
    '1.',
    '[.[.[.',
    '[.] ',
    'dot ',
    `http://${'!'.repeat(40)}<`,
    'http://',
    'hxxp:// ',
    '(',
    ')',
    '[',
    '@',
    'a@',
    ':',
    'f:',
    '::',
    '/',
    'a/',
    '-.',
    '.a',
    'a.](',
    'evil(',
    '%',
    '\\',
    "'",
    ',',
    'f',
    'Ä.',
  ])('200 KB of %j are done in one pass', (piece) => {
    for (const [before, after] of [
      ['', ''],
      ['a', 'a'],
      ['http://a.com/', ''],
      ['evil.com', '.com'],
    ]) {
      expect(extract(before + piece.repeat(200_000 / piece.length) + after).length).toBeLessThan(1_000_000);
    }
  });
});
