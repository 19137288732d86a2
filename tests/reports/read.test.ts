import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { SentinelError } from '../../scripts/base/errors.js';
import { readReport } from '../../scripts/reports/read.js';
import type { Report } from '../../scripts/reports/report.js';

const FIXTURES = join(__dirname, '../fixtures/reports');
const OPTIONS = { allowList: [], asOf: new Date('2026-06-01T00:00:00Z') };

function fixture(name: string): string {
  return readFileSync(join(FIXTURES, name), 'utf8');
}

function read(text: string | Uint8Array): Report {
  return readReport({ file: 'report.txt', bytes: typeof text === 'string' ? Buffer.from(text) : text }, OPTIONS);
}

function values(report: Report): string[] {
  return report.indicators.map(({ type, value }) => `${type} ${value}`);
}

function codes(report: Report): string[] {
  return report.warnings.map(({ code }) => code);
}

const UNKNOWN_RAT = [
  'ip:port 192.159.99.249:443',
  'ip:port 158.94.209.27:443',
  'ip:port 66.163.113.238:3333',
  'ip:port 190.255.90.152:5010',
];

describe('a ThreatFox-derived report', () => {
  const report = read(fixture('unknown-rat.txt'));

  it('gives its rows as indicators, with all that they say', () => {
    expect(report.source).toBe('ThreatFox');
    expect(report.family).toBe('Unknown RAT');
    expect(values(report)).toEqual(UNKNOWN_RAT);
    expect(report.indicators[0]).toEqual({
      type: 'ip:port',
      value: '192.159.99.249:443',
      family: 'Unknown RAT',
      threatType: 'botnet_cc',
      confidence: 75,
      firstSeen: '2026-05-26',
      validUntil: null,
      retracted: false,
    });
  });

  it('has nothing to warn of, and nothing left over', () => {
    expect(report.warnings).toEqual([]);
    expect(report.rejected).toEqual([]);
    expect(report.reviews).toEqual([]);
  });

  it('names the tables that it needs', () => {
    expect(report.tables).toEqual(['CommonSecurityLog', 'DeviceNetworkEvents']);
  });

  it('keeps the false-positive scenarios, filters as text', () => {
    expect(report.falsePositives).toEqual([
      {
        scenario: 'Vulnerability scanner of the own team',
        description:
          'The scanner connects to every address of a list, also to those above (e.g., from C:\\Tools\\scan.exe).',
        filter: 'SourceIP == "192.0.2.10" and process.name == "scan.exe"',
      },
      {
        scenario: 'Replay of captured traffic in the laboratory',
        filter: 'hosts whose name starts with “lab-” Example: DeviceName startswith "lab-"',
      },
    ]);
  });

  it('is known by its bytes', () => {
    expect(report.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(read(fixture('unknown-rat.txt')).sha256).toBe(report.sha256);
    expect(read(`${fixture('unknown-rat.txt')}\n`).sha256).not.toBe(report.sha256);
  });
});

describe('a report that ends in the middle of a sentence', () => {
  const report = read(fixture('sectop-rat-cut.txt'));

  it('keeps what is complete', () => {
    expect(values(report)).toEqual([
      'ip:port 194.246.83.43:9000',
      'ip:port 151.59.139.193:8080',
      'ip:port 193.143.1.186:80',
      'url https://sendmay.icu/',
    ]);
    expect(report.falsePositives).toHaveLength(2);
  });

  it('says so', () => {
    expect(codes(report)).toEqual(['truncated']);
  });
});

describe('a URLhaus-derived report', () => {
  const report = read(fixture('mozi-urls.txt'));

  it('gives its URLs; pipes inside of one stay', () => {
    expect(report.source).toBe('URLhaus');
    expect(report.family).toBe('Mozi');
    expect(values(report)).toEqual([
      'url http://117.198.12.34:41231/Mozi.m',
      'url http://59.88.7.9:52101/bin.sh',
      'url https://cdn.files-update.top/x/y.bin?id=7|8',
    ]);
    expect(report.indicators[0]).toMatchObject({
      threatType: 'malware_download',
      firstSeen: '2026-05-20',
      retracted: false,
    });
    expect(report.warnings).toEqual([]);
  });

  it('takes an offline URL as withdrawn on the day of the run', () => {
    expect(report.indicators[2]).toMatchObject({ retracted: true, validUntil: '2026-06-01' });
  });

  it('has no family when the tag names an architecture', () => {
    expect(read(fixture('mozi-urls.txt').replace('Threat: Mozi', 'Threat: mips')).family).toBe('');
  });
});

describe('the full-page form', () => {
  const report = read(fixture('full-page.txt'));

  it('reads as the bare form does', () => {
    expect(report.family).toBe('SectopRAT');
    expect(values(report)).toEqual(['ip:port 194.246.83.43:9000', 'domain panel.1sectop-gate.com']);
    expect(report.indicators[1]).toMatchObject({ firstSeen: '2026-05-06T12:30:00Z', confidence: 50 });
    expect(report.warnings).toEqual([]);
    expect(report.falsePositives).toEqual([
      {
        scenario: "A partner's service on the same address",
        description: 'The address is shared.',
        filter: "the partner's host names",
      },
    ]);
  });

  it('finds the tables in glued cells', () => {
    expect(report.tables).toEqual(['CommonSecurityLog', 'DnsEvents']);
  });

  it('takes no link of the page for an indicator', () => {
    expect(report.reviews).toEqual([]);
  });
});

describe('HTML', () => {
  it('reads as the text does; scripts and markup give nothing', () => {
    const report = read(fixture('page.html'));
    expect(report.family).toBe('SectopRAT');
    expect(values(report)).toEqual(['ip:port 194.246.83.43:9000', 'url https://sendmay.icu/a|b?x=1&y=2']);
    expect(codes(report)).toEqual(['queries-differ']);
    expect(report.tables).toEqual(['CommonSecurityLog']);
    expect(report.falsePositives).toEqual([
      { scenario: 'A <b>partner</b>', description: 'It’s shared.', filter: 'none' },
    ]);
  });
});

describe('a vendor post', () => {
  const report = read(fixture('vendor-post.md'));

  it('takes what is defanged, in a table or in a section of indicators', () => {
    expect(values(report).sort()).toEqual([
      'cidr 45.61.139.0/24',
      'domain panel.blue-kettle.ru',
      'email operator@blue-kettle.ru',
      'ip:port 45.61.138.99:8443',
      'md5 5f4dcc3b5aa765d61d8327deb882cf99',
      'sha256 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      'url https://dl.blue-kettle.ru/stage2.bin',
    ]);
  });

  it('leaves what stands live in prose to a person', () => {
    expect(report.reviews.map(({ value }) => value)).toEqual([
      'time.windows.com',
      'https://research.vendor-lab.net/blog',
      '45.61.137.20',
    ]);
    expect(report.reviews[0]).toMatchObject({ list: 'microsoft-domains', version: '2026-11-01' });
  });

  it('takes no file name for a host', () => {
    expect(JSON.stringify([report.indicators, report.reviews])).not.toMatch(/readme\.md|update\.zip/i);
    expect(report.rejected).toEqual([
      { value: 'readme.md', reason: 'rather the name of a file' },
      { value: 'update.zip', reason: 'rather the name of a file' },
      { value: 'https://attack.mitre.org/techniques/T1105/', reason: 'a reference of the report' },
    ]);
  });
});

describe('the forms in which vendors list indicators', () => {
  const forms: Record<string, string> = {
    'a section with plain headings':
      'Indicators of Compromise\n\nDomains:\nevil-kettle.ru\nIP addresses\n45.61.137.20:443 - the server\n',
    labels: 'IOCs:\nDomain: evil-kettle.ru\nC2 - 45.61.137.20:443\n',
    'a table with notes in its cells':
      '| Indicator | Note |\n|---|---|\n| evil-kettle[.]ru (C2) | x |\n| `45.61.137[.]20:443` | y |\n',
    'several values in a cell': '| IOC | Note |\n|---|---|\n| evil-kettle[.]ru, 45.61.137[.]20:443 | x |\n',
    'a table of types and values without a header': 'Domain | evil-kettle[.]ru\nIP | 45.61.137[.]20:443\n',
    'a table of one column': '| C2 |\n|---|\n| evil-kettle.ru |\n| 45.61.137.20:443 |\n',
    links:
      '| Value | Type |\n|---|---|\n| [evil-kettle[.]ru](https://evil-kettle.ru) | domain |\n| 45.61.137.20:443 | ip:port |\n',
    'defanged prose': 'It asks evil-kettle[.]ru for the address, and calls 45.61.137[.]20:443.',
    'an HTML list': '<h2>IOCs</h2><ul><li>evil-kettle.ru</li><li>45.61.137.20:443</li></ul>',
    'comma-separated lines, live':
      'type,indicator,first_seen\ndomain,evil-kettle.ru,2026-05-20\nip:port,"45.61.137.20:443",\n',
    'a bare list': '# from the colleague\nevil-kettle.ru\n\n- 45.61.137.20:443\n',
    'comma-separated lines': 'indicator,type\nevil-kettle[.]ru,domain\n45.61.137[.]20:443,ip:port\n',
  };

  it.each(Object.keys(forms))('%s', (name) => {
    const report = read(forms[name] ?? '');
    expect(values(report)).toEqual(['domain evil-kettle.ru', 'ip:port 45.61.137.20:443']);
    expect(report.rejected).toEqual([]);
    expect(report.reviews).toEqual([]);
    expect(report.warnings.filter(({ code }) => code !== 'undated')).toEqual([]);
  });
});

describe('variations of one report', () => {
  const text = fixture('unknown-rat.txt');
  const variations: Record<string, (text: string) => string> = {
    'a byte order mark': (report) => `\ufeff${report}`,
    CRLF: (report) => report.replaceAll('\n', '\r\n'),
    'no-break spaces': (report) => report.replaceAll(' | ', '\u00a0|\u00a0'),
    'curly quotes in queries': (report) => report.replace(/"([\d.]+)"/g, '“$1”'),
    'no leading pipes': (report) => report.replace(/^\| ip/gm, 'ip'),
    'no trailing pipes': (report) => report.replace(/% \|$/gm, '%'),
    'no pipes at either end': (report) => report.replace(/^\| (ip.*) \|$/gm, '$1'),
    'no rule below the header': (report) => report.replace('|---|---|---|---|---|\n', ''),
    'no header': (report) => report.replace(/\| Type.*\n.*\n/, ''),
    'a glued header': (report) => report.replace(/\| Type.*\|/, 'TypeValueThreat TypeFirst SeenConfidence'),
    'glued rows': (report) => report.replace(/^\| ip.*$/gm, (row) => row.replace(/ ?\| ?/g, '')),
    'blanks instead of pipes': (report) => report.replace(/^\| ip.*$/gm, (row) => row.replace(/ ?\| ?/g, ' ').trim()),
    tabs: (report) =>
      report
        .replace(/\| Type.*\n.*\n/, 'Type\tValue\tThreat Type\tFirst Seen\tConfidence\n')
        .replace(/^\| (ip.*) \|$/gm, (row) => row.slice(2, -2).replaceAll(' | ', '\t')),
    'a cell a line': (report) =>
      report
        .replace(/\| Type.*\n.*\n/, 'Type\nValue\nThreat Type\nFirst Seen\nConfidence\n')
        .replace(/^\| (ip.*) \|$/gm, (row) => row.slice(2, -2).replaceAll(' | ', '\n')),
    'no intro': (report) => report.slice(report.indexOf('IOC Summary')),
    'a summary field a line': (report) => report.replace(/ (Total|IOC Types)/g, '\n$1'),
    'summary fields in another order': (report) =>
      report.replace(/Malware.*/, 'IOC Types: ip:port\nTotal IOCs: 4\nMalware Family: Unknown RAT'),
    'a summary value below its label': (report) =>
      report.replace(/Malware.*/, 'Malware Family:\nUnknown RAT\n\nTotal IOCs:\n4'),
    'a bold summary': (report) => report.replace(/(Malware Family|Total IOCs|IOC Types):/g, '**$1:**'),
    'a glued summary': (report) => report.replace('RAT Total', 'RATTotal').replace('4 IOC', '4IOC'),
    'no defanging': (report) => report.replaceAll('[.]', '.'),
    'another defanging': (report) => report.replaceAll('[.]', ' dot '),
    'blank lines everywhere': (report) => report.replaceAll('\n', '\n\n'),
    'queries in a fence': (report) => report.replace(/^(\/\/[\s\S]*desc)$/m, '```kql\n$1\n```'),
    'Markdown headings': (report) =>
      report.replace('IOC Summary', '## IOC Summary').replace('// Connections', '## KQL Query\n\n// Connections'),
    'bullets before the scenarios': (report) =>
      report.replace(/^(Scenario|Description|Filter)/gm, '- **$1').replace(/^(- \*\*[\w/]+):/gm, '$1:**'),
  };

  it.each(Object.keys(variations))('%s: the same indicators', (name) => {
    const varied = variations[name]?.(text) ?? '';
    expect(varied).not.toBe(text);
    const report = read(varied);
    expect(values(report)).toEqual(UNKNOWN_RAT);
    expect(report.family).toBe('Unknown RAT');
    expect(report.indicators[0]).toMatchObject({ threatType: 'botnet_cc', confidence: 75, firstSeen: '2026-05-26' });
    expect(report.tables).toEqual(['CommonSecurityLog', 'DeviceNetworkEvents']);
    expect(report.falsePositives).toHaveLength(2);
    expect(report.warnings).toEqual([]);
  });

  it.each([
    ['75%', 75],
    ['75', 75],
    ['0.75', 75],
    ['High', 85],
    ['-', null],
    ['', null],
  ])('a confidence of "%s" is %s', (cell, confidence) => {
    expect(read(text.replaceAll('75%', cell)).indicators[0]?.confidence).toBe(confidence);
  });

  it.each([
    ['2026-05-26 08:09:10', '2026-05-26T08:09:10Z'],
    ['2026-05-26 08:09:10 UTC', '2026-05-26T08:09:10Z'],
    ['2026-05-26T08:09:10Z', '2026-05-26T08:09:10Z'],
    ['May 26, 2026', '2026-05-26'],
    ['-', null],
  ])('first seen "%s" is %s', (cell, firstSeen) => {
    expect(read(text.replaceAll('2026-05-26', cell)).indicators[0]?.firstSeen).toBe(firstSeen);
  });

  it('warns of a date or a confidence that it cannot read', () => {
    expect(codes(read(text.replace('2026-05-26', '26/05/26').replace('75%', '750%')))).toEqual([
      'bad-confidence',
      'bad-date',
      'undated',
    ]);
  });
});

describe('table, summary and queries that disagree', () => {
  const text = fixture('unknown-rat.txt');

  it('a report with queries alone gives what they look for', () => {
    const report = read(text.slice(text.indexOf('// Connections'), text.indexOf('| Sentinel')));
    expect(report.source).toBe('ThreatFox');
    expect(report.family).toBe('Unknown RAT');
    expect(values(report)).toEqual(['ip 192.159.99.249', 'ip 66.163.113.238', 'ip 190.255.90.152', 'ip 158.94.209.27']);
    expect(codes(report)).toEqual(['undated']);
  });

  it('a report with a table alone needs no queries', () => {
    const report = read(text.slice(text.indexOf('| Type'), text.indexOf('// Connections')));
    expect(values(report)).toEqual(UNKNOWN_RAT);
    expect(report.warnings).toEqual([]);
  });

  it('takes the union, and says what differs', () => {
    const report = read(text.replace(/\| ip:port \| 190.*\n/, '').replaceAll('"158.94.209.27"', '"158.94.209.28"'));
    expect(values(report)).toEqual([...UNKNOWN_RAT.slice(0, 3), 'ip 190.255.90.152', 'ip 158.94.209.28']);
    expect(report.warnings).toEqual([
      { code: 'queries-differ', message: 'only the queries name 190.255.90.152, 158.94.209.28; added' },
      { code: 'queries-differ', message: "the report's own queries do not look for 158.94.209.27:443" },
      { code: 'count-mismatch', message: 'the summary announces 4 indicators, the table has 3' },
      {
        code: 'undated',
        message: '2 of 5 indicators without a date: their life begins open, and ends a lifetime after today',
      },
    ]);
  });

  it('leaves out what a query excludes', () => {
    const report = read(text.replace('| order by', '| where RemoteIP !in ("45.61.137.20")\n| order by'));
    expect(values(report)).toEqual(UNKNOWN_RAT);
    expect(report.warnings).toEqual([]);
  });

  it('compares the types', () => {
    const report = read(text.replace('IOC Types: ip:port', 'IOC Types: ip:port, domain'));
    expect(report.warnings).toEqual([
      { code: 'type-mismatch', message: 'summary and table disagree on the types domain' },
    ]);
  });
});

describe('rows that are no indicators', () => {
  const table = (...rows: string[]) =>
    [
      'Malware Family: X Total IOCs: 1',
      '| Type | Value | Threat Type | First Seen | Confidence |',
      '|---|---|---|---|---|',
      ...rows,
      '',
    ].join('\n');

  it.each([
    ['| domain | 3q2+7w/Zm9vYmFyYmF6cXV1eA== | botnet_cc | 2026-05-26 | 75% |', /encoded or encrypted/],
    ['| domain | c2.feed-check.test | botnet_cc | 2026-05-26 | 75% |', /reserved-tlds, 2026/],
    ['| ip:port | 10[.]0[.]0[.]1:80 | botnet_cc | 2026-05-26 | 75% |', /private address/],
    ['| ip:port | 1[.]2[.]3[.]4:99999 | botnet_cc | 2026-05-26 | 75% |', /port 99999/],
    [
      '| sha256_hash | E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855 | payload | 2026-05-26 | 75% |',
      /trivial/,
    ],
    ['| cc_skimming | evil[.]com | botnet_cc | 2026-05-26 | 75% |', /unsupported indicator type/],
    ['| sha3_384_hash | abc | payload | 2026-05-26 | 75% |', /unsupported indicator type/],
    ['| domain | duckdns[.]org | botnet_cc | 2026-05-26 | 75% |', /public suffix/],
    ['| ip:port |  | botnet_cc | 2026-05-26 | 75% |', /names no value/],
    ['| garbage |', /only 1 of 5 cells/],
  ])('%s', (row, reason) => {
    const report = read(table(row));
    expect(report.indicators).toEqual([]);
    expect(report.rejected).toHaveLength(1);
    expect(report.rejected[0]?.reason).toMatch(reason);
  });

  it('what shares its host goes to review; what lies in a cloud is flagged and stays', () => {
    const report = read(
      table(
        '| domain | raw.githubusercontent[.]com | payload_delivery | 2026-05-26 | 75% |',
        '| url | hxxps://raw.githubusercontent[.]com/a/b | payload_delivery | 2026-05-26 | 75% |',
        '| ip:port | 52[.]1[.]2[.]3:443 | botnet_cc | 2026-05-26 | 75% |',
      ),
    );
    expect(report.reviews.map(({ value, list }) => [value, list])).toEqual([
      ['raw.githubusercontent.com', 'trusted-sites'],
    ]);
    expect(values(report)).toEqual(['url https://raw.githubusercontent.com/a/b', 'ip:port 52.1.2.3:443']);
    expect(codes(report).filter((code) => code === 'flagged')).toHaveLength(2);
  });

  it('names types that nobody can hunt for', () => {
    const report = read(table('| cc_skimming | x | y | 2026-05-26 | 75% |'));
    expect(codes(report)).toContain('unknown-type');
  });

  it('a row without its last cell is read, with a warning', () => {
    const report = read(table('| ip:port | 1[.]2[.]3[.]4:80 | botnet_cc | 2026-05-26 |'));
    expect(values(report)).toEqual(['ip:port 1.2.3.4:80']);
    expect(codes(report)).toEqual(['malformed-row']);
  });

  it('a row without its type is told by its shape', () => {
    const report = read(table('| 1[.]2[.]3[.]4:80 | botnet_cc | 2026-05-26 | 75% |'));
    expect(report.indicators[0]).toMatchObject({
      type: 'ip:port',
      value: '1.2.3.4:80',
      threatType: 'botnet_cc',
      confidence: 75,
    });
  });

  it.each(['hxxp://a-b.ru/x|y|z', 'hxxp://a-b.ru/x\\|y\\|z'])('the pipes of %s belong to the URL', (url) => {
    const report = read(table(`| url | ${url} | payload_delivery | 2026-05-26 | 75% |`));
    expect(report.indicators[0]).toMatchObject({
      value: 'http://a-b.ru/x|y|z',
      threatType: 'payload_delivery',
      confidence: 75,
    });
  });

  it('accounts for every row, whatever is in it', () => {
    const type = fc.constantFrom('ip:port', 'domain', 'url', 'sha256_hash', 'md5_hash', 'cc_skimming', '');
    const value = fc.oneof(
      fc.ipV4(),
      fc.domain(),
      fc.webUrl(),
      fc.stringMatching(/^[0-9a-f]{64}$/),
      fc.stringMatching(/^[\w+/=.:;,'"<>()-]{1,40}$/),
    );
    const row = fc.record({ type, value });
    fc.assert(
      fc.property(
        fc.uniqueArray(row, { selector: (item) => item.value.toLowerCase(), minLength: 1, maxLength: 12 }),
        (rows) => {
          const text = table(...rows.map((item) => `| ${item.type} | ${item.value} | botnet_cc | 2026-05-26 | 75% |`));
          const report = read(text.replace('IOCs: 1', `IOCs: ${rows.length}`));
          const accounted = [...report.indicators, ...report.rejected, ...report.reviews].map((item) => item.value);
          expect(accounted.length).toBeGreaterThanOrEqual(rows.length);
          expect(codes(report)).not.toContain('count-mismatch');
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['hxxp:// a-b.ru/x', 'url http://a-b.ru/x'],
    ['https:// a-b[.]ru/x', 'url https://a-b.ru/x'],
    ['hxxp://a-b.ru/x (second stage)', 'url http://a-b.ru/x'],
    ['hxxp://a-b.ru/x hxxp://a-b.ru/y', 'url http://a-b.ru/x, url http://a-b.ru/y'],
  ])('%s is read whole', (cell, expected) => {
    const report = read(table(`| url | ${cell} | payload_delivery | 2026-05-26 | 75% |`));
    expect(values(report).join(', ')).toBe(expected);
    expect(report.rejected).toEqual([]);
  });

  it.each(['hxxp://a-b.ru/x y', 'hxxp://a-b.ru/"); DeviceEvents | take 1 //'])(
    'a URL with blanks is no shorter URL: %s',
    (cell) => {
      const report = read(table(`| url | ${cell} | payload_delivery | 2026-05-26 | 75% |`));
      expect(values(report)).toEqual([]);
      expect(report.rejected).toMatchObject([
        { value: expect.stringContaining('a-b.ru/'), reason: expect.stringContaining('blanks') },
      ]);
    },
  );

  it('merges a row that is there twice', () => {
    const row = '| ip:port | 1[.]2[.]3[.]4:80 | botnet_cc | 2026-05-26 | 75% |';
    const report = read(table(row, row.replace('26 | 75', '20 | 90')).replace('IOCs: 1', 'IOCs: 2'));
    expect(report.indicators).toHaveLength(1);
    expect(report.indicators[0]).toMatchObject({ firstSeen: '2026-05-20', confidence: 90 });
    expect(report.warnings).toEqual([]);
  });
});

describe('the allow-list', () => {
  it('keeps a value out, and says who wants that', () => {
    const indicator = { type: 'ip', value: '192.159.99.249' } as const;
    const allowList = [{ indicator, reason: 'our partner', owner: 'soc@house', expiry: '2026-12-31' }];
    const report = readReport({ file: 'x', bytes: Buffer.from(fixture('unknown-rat.txt')) }, { ...OPTIONS, allowList });
    expect(values(report)).toEqual(UNKNOWN_RAT.slice(1));
    expect(report.rejected).toEqual([
      { value: '192.159.99.249:443', reason: 'allowed by soc@house until 2026-12-31: our partner' },
    ]);
  });
});

describe('hostile text', () => {
  const with_ = (family: string, rest = '') =>
    read(
      `Malware Family: ${family}\nTotal IOCs: 1\n| Type | Value | Threat Type | First Seen | Confidence |\n| ip | 1[.]2[.]3[.]4 | ${rest}x | 2026-05-26 | 75% |\n`,
    );

  it('a family stays data, without anything invisible', () => {
    expect(with_('../../etc').family).toBe('../../etc');
    expect(with_('<script>alert("x")</script>').family).toBe('<script>alert("x")</script>');
    expect(with_('a\u0000b\u202ec\u200b\u001b[31md').family).toBe('abc[31md');
  });

  it('cuts a family of absurd length, with a warning', () => {
    const report = with_('F'.repeat(4000));
    expect(report.family.length).toBe(100);
    expect(report.indicators[0]?.family).toBe(report.family);
    expect(codes(report)).toContain('long-family');
  });

  it('cleans a threat type', () => {
    expect(with_('X', '\u0007\u202e').indicators[0]?.threatType).toBe('x');
  });

  it.each([
    'a.',
    '1.1.1.',
    '[.[.[.',
    'http://!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!<',
    '|',
    '| ',
    '| a ',
    '<',
    '<table',
    '<td>',
    '<!--',
    '(',
    'let x = dynamic(["',
    '"',
    "'",
    '//',
    'Scenario: ',
    'Scenario: a\n',
    '\n',
    ' \n',
    '```\n',
    'Malware Family: ',
    'Threat:',
    '[.] ',
    ' dot ',
    'hxxp:// ',
    '| ip | 1.1.1.1\n',
    '&#x41;',
    'union x\n',
    'a\t',
    '**',
    '- ',
  ])(
    'reads 100 KB of %j',
    (piece) => {
      const text = piece.repeat(100_000 / piece.length);
      for (const start of [
        '',
        '<html><body>',
        '| Type | Value |\n',
        'Malware Family: X Total IOCs: 1\n// Source: ThreatFox - X\n',
      ]) {
        try {
          expect(read(start + text).file).toBe('report.txt');
        } catch (error) {
          expect(error).toBeInstanceOf(SentinelError);
        }
      }
    },
    20_000,
  );
});

describe('what cannot be read', () => {
  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t\u00a0\n'],
    ['a text about something else', 'Dear colleagues, lunch is at noon.\n'],
    ['a PDF', '%PDF-1.7\n\u0000\u0001\u0002'],
    ['a program', Buffer.from(Array.from({ length: 4096 }, (_, index) => index % 256))],
    ['zeros', Buffer.alloc(1000)],
    ['more than 25 MB', Buffer.alloc(25_000_001, 'a')],
  ])('%s is an error that says what to do', (_name, content) => {
    let error: unknown;
    try {
      read(content);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(SentinelError);
    expect(error).toMatchObject({ code: 'report-unreadable', exitCode: 1, help: expect.stringMatching(/\w/) });
  });

  it('reads UTF-16 and Windows-1252', () => {
    const text = fixture('unknown-rat.txt');
    expect(values(read(Buffer.from(`\ufeff${text}`, 'utf16le')))).toEqual(UNKNOWN_RAT);
    const latin = Buffer.from(text.replace(/[“”]/g, '"').replace('Machines', 'Machines à part'), 'latin1');
    expect(values(read(latin))).toEqual(UNKNOWN_RAT);
  });
});

describe('a cut at any byte', () => {
  it.each(['unknown-rat.txt', 'sectop-rat-cut.txt', 'mozi-urls.txt', 'full-page.txt', 'page.html', 'vendor-post.md'])(
    '%s keeps its complete rows, invents none, and fails only in words for people',
    (name) => {
      const bytes = readFileSync(join(FIXTURES, name));
      const whole = read(bytes);
      const known = new Set([
        ...values(whole),
        ...whole.indicators.map(({ value }) => `ip ${value.replace(/:\d+$/, '')}`),
      ]);
      for (let cut = 1; cut < bytes.length; cut += name.endsWith('.md') ? 7 : 1) {
        const part = bytes.subarray(0, cut);
        let report: Report;
        try {
          report = read(part);
        } catch (error) {
          expect(error).toBeInstanceOf(SentinelError);
          continue;
        }
        if (!name.endsWith('.md')) {
          const invented = values(report).filter((value) => !known.has(value));
          if (invented.length > 0) throw new Error(`cut at ${cut}: ${invented.join()}`);
          const lines = part.toString('utf8').split('\n').slice(0, -1);
          const rows = lines.filter((line) => /^(?:\| (?:ip:port|url|domain) |hxxp|<tr><td>)/.test(line)).length;
          expect(report.indicators.length).toBeGreaterThanOrEqual(rows);
        }
      }
    },
    60_000,
  );
});

describe('a report that was cut', () => {
  const whole = fixture('unknown-rat.txt').trimEnd();
  const after = (text: string) => whole.slice(0, whole.indexOf(text) + text.length);

  it.each([
    ['in its summary', 'Total IOCs'],
    ['below the header of its table', '---|---|'],
    ['behind a complete row, with more to come', '158[.]94[.]209[.]27:443 | botnet_cc | 2026-05-26 | 75% |\n'],
    ['in a comment of its first query', '// Connections to'],
    ['behind the list of a query', '"158.94.209.27"]);'],
    ['in the name of the table that a query reads', 'CommonSec'],
    ['in a list of columns', 'DestinationIP, Dest'],
    ['in the table of data sources', 'CommonSecurityLog | The conn'],
    ['in the name of a scenario', 'Scenario: '],
  ])('%s says so', (_where, text) => {
    expect(whole).toContain(text);
    expect(codes(read(after(text)))).toContain('truncated');
  });

  it('in nearly every place says so', () => {
    const silent: number[] = [];
    const start = whole.indexOf('Malware Family');
    const end = whole.lastIndexOf('Filter/Exclusion');
    for (let cut = start + 20; cut < end; cut++) {
      // At the end of a line a shorter report might end, too.
      if (whole[cut] === '\n' || whole[cut - 1] === '\n') continue;
      if (!codes(read(whole.slice(0, cut))).includes('truncated')) silent.push(cut);
    }
    expect(silent.length).toBeLessThan((end - start) / 50);
  });

  it('as a page does not have its closing tags', () => {
    const page = fixture('page.html');
    expect(codes(read(page))).not.toContain('truncated');
    expect(codes(read(page.slice(0, page.indexOf('</body>'))))).toContain('truncated');
  });

  it.each([
    ['a table alone', () => whole.slice(whole.indexOf('IOC Summary'), whole.indexOf('\n// Connections'))],
    ['a table and its queries', () => whole.slice(0, whole.indexOf('\n| Sentinel Table'))],
    ['the whole report', () => whole],
  ])('%s without a last line end is complete', (_what, text) => {
    expect(codes(read(text()))).not.toContain('truncated');
  });
});
