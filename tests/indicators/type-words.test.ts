import {
  isFingerprintWord,
  isOtherType,
  isWord,
  looseType,
  partsOf,
  statedType,
} from '../../scripts/indicators/type-words.js';

describe('a word for a type', () => {
  it.each([
    [
      'ip',
      [
        'IP',
        'ips',
        'IPv4',
        'ipv6',
        'ip_address',
        'ip-addr',
        'IPv4-Addr',
        'ipv6addr',
        'ip-src',
        'ip-dst',
        'address',
        'dst ip',
      ],
    ],
    ['ip:port', ['ip:port', 'ip_port', 'ip|port', 'ip-src|port', 'ip-dst|port', 'socket', 'ipv4:port', 'ipv6:port']],
    ['cidr', ['CIDR', 'netblock', 'network', 'subnet', 'ip-range', 'ipv4-cidr', 'IPv6 CIDR']],
    ['domain', ['domain', 'Domains', 'domain-name', 'FQDN', 'hostname|port']],
    ['url', ['URL', 'urls', 'uri', 'link']],
    ['md5', ['MD5', 'md5_hash', 'FileHash-MD5', 'file_md5', 'hash_md5']],
    ['sha1', ['SHA-1', 'sha1_hash', 'FileHash-SHA1', 'file_sha1', 'hash_sha1']],
    ['sha256', ['SHA-256', 'sha256_hash', 'FileHash-SHA256', 'file sha256', 'hash_sha256']],
    [
      'email',
      [
        'E-mail',
        'email_address',
        'email-addr',
        'email-src',
        'email-dst',
        'envelope_from',
        'body-from',
        'Sender',
        'mail',
      ],
    ],
    ['host', ['host', 'hostname', 'C2', 'c2-server', 'server']],
    ['hash', ['hash', 'file_hash', 'hashes']],
  ] as const)('%s', (type, words) => {
    for (const word of words) expect([word, statedType(word), looseType(word)]).toEqual([word, type, type]);
  });

  it.each(['mutex', '', '12ip', 'sha512'])('is none: %j', (word) => expect(statedType(word)).toBeNull());

  it('begins with a letter, and is of forty characters at most', () => {
    expect(['a'.repeat(40), 'a'.repeat(41), '(a)', '1a', '-', ''].map(isWord)).toEqual([
      ...[true, false, true, false, false, false],
    ]);
    expect(statedType(`i${'-'.repeat(38)}p`)).toBe('ip');
    expect(statedType(`i${'-'.repeat(39)}p`)).toBeNull();
  });
});

describe('a longer word, by its parts', () => {
  it.each([
    ['SILKLOADER_SHA256', 'sha256'],
    ['sha 256 sum', 'sha256'],
    ['file sha-1', 'sha1'],
    ['File Hash (MD5)', 'md5'],
    ['sample digest', 'hash'],
    ['recipient address', 'email'],
    ['phishing urls', 'url'],
    ['bad subnets', 'cidr'],
    ['c2 ip', 'ip'],
    ['dstIpAddress', 'ip'],
    ['domain_port', 'domain'],
    ['subdomains seen', 'domain'],
    ['c2 servers', 'host'],
    ['mutex name', null],
  ])('%s is %s', (text, type) => expect(looseType(text)).toBe(type));

  it('is of sixty characters at most', () => {
    expect(looseType(`ip ${'x'.repeat(57)}`)).toBe('ip');
    expect(looseType(`ip ${'x'.repeat(58)}`)).toBeNull();
  });

  it('has these parts', () => {
    expect(['dstIp_address', ' SHA-256 (hash) ', ''].map(partsOf)).toEqual(['dst ip address', 'sha 256 hash', '']);
  });
});

describe('a word for what no list can hold', () => {
  it.each(['filename', 'File Path', 'mutexes', 'Registry Key', 'CVE', 'JA3', 'user-agent', 'pdb', 'tool'])(
    '%s',
    (word) => expect(isOtherType(word)).toBe(true),
  );

  it.each(['ip', 'file hash', 'url description', 'thing'])('is not %s', (word) =>
    expect(isOtherType(word)).toBe(false),
  );
});

describe('a word for fingerprints', () => {
  it.each(['JA3S hash', 'imphash', 'Certificate SHA-1', 'cert thumbprint', 'vhash'])('%s', (word) =>
    expect(isFingerprintWord(word)).toBe(true),
  );

  it.each(['sha1', 'signed files (certificate)', 'serial of malware samples'])('is not %s', (word) =>
    expect(isFingerprintWord(word)).toBe(false),
  );
});
