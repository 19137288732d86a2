import {
  boundsOf,
  type Face,
  facesOf,
  formsOf,
  type HostStyle,
  nearMissesOf,
  stylesOf,
} from '../../../scripts/testing/reachability/forms.js';

const NAME = new Set<HostStyle>(['name']);
const URL_STYLE = new Set<HostStyle>(['url']);
const lines = (forms: { value: string; how: string }[]) => forms.map(({ value, how }) => `${value} ${how}`);

it.each([
  ['ip', '192.0.2.1', [['address', '192.0.2.1']]],
  ['ip', '192.0.2.0/24', [['range', '192.0.2.0/24']]],
  ['domain', 'bad.icu', [['host', 'bad.icu']]],
  [
    'url',
    'https://bad.icu/a',
    [
      ['url', 'https://bad.icu/a'],
      ['host', 'bad.icu'],
    ],
  ],
  [
    'url',
    'https://192.0.2.1/a',
    [
      ['url', 'https://192.0.2.1/a'],
      ['address', '192.0.2.1'],
    ],
  ],
  ['file-hash', 'ab', [['file-hash', 'ab']]],
  ['email', 'a@bad.icu', [['email', 'a@bad.icu']]],
] as const)('the faces of the %s %s', (kind, value, faces) => {
  expect(facesOf(kind, value).map(({ face, value: text }) => [face, text])).toEqual(faces);
});

it.each([
  ['RemoteUrl', ['name', 'url']],
  ['remoteurl', ['name', 'url']],
  ['RequestURL', ['url']],
  ['Url', ['url']],
  ['UriStem', ['url']],
  ['QueryUri', ['url']],
  ['UrlOriginal', ['url']],
  ['Name', ['name']],
  ['HourlyCount', ['name']],
])('a column called %s writes hosts as %j', (column, styles) => expect([...stylesOf(column)]).toEqual(styles));

describe('the forms in which logs write', () => {
  it.each<[Face, string, string[]]>([
    ['address', '192.0.2.1', ['192.0.2.1 as it is listed', '::ffff:192.0.2.1 as an IPv6 address']],
    ['address', '2001:db8::a', ['2001:db8::a as it is listed', '2001:DB8::A in upper case']],
    ['address', 'none', ['none as it is listed']],
    [
      'range',
      '192.0.2.64/26',
      ['192.0.2.64 as the first address of the range', '192.0.2.127 as the last address of the range'],
    ],
    ['range', 'none', []],
    ['file-hash', 'aB', ['ab in lower case', 'AB in upper case']],
    ['email', 'a@b.icu', ['a@b.icu as it is listed', 'A@B.ICU in upper case']],
    [
      'url',
      'https://bad.icu/',
      [
        'https://bad.icu/ as it is listed',
        'HTTPS://BAD.ICU/ with scheme and host in upper case',
        'bad.icu/ without its scheme',
        'https://bad.icu:443/ with its default port',
        'https://bad.icu without the slash at its end',
      ],
    ],
    [
      'url',
      'http://bad.icu:8080/a?b',
      [
        'http://bad.icu:8080/a?b as it is listed',
        'HTTP://BAD.ICU:8080/a?b with scheme and host in upper case',
        'bad.icu:8080/a?b without its scheme',
      ],
    ],
    [
      'url',
      'http://bad.icu/a',
      [
        'http://bad.icu/a as it is listed',
        'HTTP://BAD.ICU/a with scheme and host in upper case',
        'bad.icu/a without its scheme',
        'http://bad.icu:80/a with its default port',
      ],
    ],
    ['url', 'bad.icu/a', ['bad.icu/a as it is listed']],
  ])('the %s %s', (face, value, forms) => expect(lines(formsOf(face, value, NAME))).toEqual(forms));

  it('a host', () => {
    const names = ['bad.icu as it is listed', 'BAD.ICU in upper case', 'bad.icu. with a dot at the end'];
    const urls = [
      'https://bad.icu:8443/a/b?c=d in a URL with a port and a path',
      'http://bad.icu/ in a URL',
      'https://BAD.ICU/ in a URL, in upper case',
    ];
    expect(lines(formsOf('host', 'bad.icu', NAME))).toEqual(names);
    expect(lines(formsOf('host', 'bad.icu', URL_STYLE))).toEqual(urls);
    expect(lines(formsOf('host', 'bad.icu', new Set<HostStyle>(['name', 'url']), true))).toEqual([
      ...[...names, 'cdn.bad.icu as a subdomain'],
      ...[...urls, 'https://cdn.bad.icu/ in a URL, as a subdomain'],
    ]);
  });
});

describe('what only looks like', () => {
  it.each<[Face, string, string[]]>([
    ['address', '192.0.2.0', ['192.0.1.255 a neighbouring address', '192.0.2.1 a neighbouring address']],
    ['address', '192.0.2.255', ['192.0.2.254 a neighbouring address', '192.0.3.0 a neighbouring address']],
    ['address', '0.0.0.0', ['0.0.0.1 a neighbouring address']],
    ['address', '255.255.255.255', ['255.255.255.254 a neighbouring address']],
    ['address', 'none', []],
    ['range', '192.0.2.0/24', ['192.0.1.255 a neighbouring address', '192.0.3.0 a neighbouring address']],
    ['range', 'none', []],
    ['file-hash', 'a0', ['a1 a hash with another last digit']],
    ['file-hash', 'a1', ['a0 a hash with another last digit']],
    [
      'email',
      'a@b.icu',
      ['xa@b.icu a longer name of the same domain', 'a@b.icu.example.net the same name of another domain'],
    ],
    [
      'url',
      'https://bad.icu/a/',
      ['https://bad.icu/a/other another path of the same host', 'https://x-bad.icu/a/ the same path of another host'],
    ],
    [
      'url',
      'https://bad.icu/a?b',
      [
        'https://bad.icu/other/a?b another path of the same host',
        'https://x-bad.icu/a?b the same path of another host',
      ],
    ],
    [
      'url',
      'https://bad.icu/a#b',
      [
        'https://bad.icu/other/a#b another path of the same host',
        'https://x-bad.icu/a#b the same path of another host',
      ],
    ],
    ['url', 'bad.icu', []],
  ])('the %s %s', (face, value, forms) => expect(lines(nearMissesOf(face, value, NAME))).toEqual(forms));

  it('a host', () => {
    const how = 'a name that only looks alike';
    expect(lines(nearMissesOf('host', 'bad.icu', NAME))).toEqual(
      ['x-bad.icu', 'notbad.icu', 'bad.icu.example.net'].map((name) => `${name} ${how}`),
    );
    expect(lines(nearMissesOf('host', 'bad.icu', URL_STYLE))).toEqual([
      ...['x-bad.icu', 'notbad.icu', 'bad.icu.example.net'].map((name) => `https://${name}/ ${how}`),
      'https://example.net/?q=bad.icu a URL of another host that mentions it',
    ]);
  });
});

it.each([
  ['192.0.2.77/26', { first: '192.0.2.64', last: '192.0.2.127' }],
  ['192.0.2.1/32', { first: '192.0.2.1', last: '192.0.2.1' }],
  ['10.20.30.40/12', { first: '10.16.0.0', last: '10.31.255.255' }],
  ['0.0.0.0/0', { first: '0.0.0.0', last: '255.255.255.255' }],
  ['2001:db8::/33', { first: '2001:db8::', last: '2001:db8:7fff:ffff:ffff:ffff:ffff:ffff' }],
  ['192.0.2.1', undefined],
])('the range %s', (range, bounds) => expect(boundsOf(range)).toEqual(bounds));
