import { formsOf, nearMissesOf } from '../../scripts/testing/reachability/forms.js';
import { proveReachability } from '../../scripts/testing/reachability/reachability.js';
import { HUNT, LIST, setUp } from './support.js';

const AS_OF = new Date('2026-05-31T00:00:00Z');
const HEADER = 'Indicator,Port,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report\r\n';

function prove(files: Record<string, string>, rows?: string[]) {
  const list = rows ? { 'watchlists/ioc-ip.csv': `${HEADER}${rows.join('\r\n')}\r\n` } : {};
  return proveReachability(setUp({ ...LIST, ...list, ...files }), AS_OF);
}

/** The hunt with a text replaced, which must be there. */
function hunt(from: string, to: string): Record<string, string> {
  expect(HUNT).toContain(from);
  return { 'hunts/a.yaml': HUNT.replace(from, to) };
}

/** A hunt that catches addresses in either form. */
const SOUND = hunt(
  '| lookup kind=inner listed on $left.RemoteIP',
  '| extend Ip = replace_string(tolower(RemoteIP), "::ffff:", "")\n  | lookup kind=inner listed on $left.Ip',
);

test('a hunt that finds every form of each indicator, and nothing near', () => {
  const { indicators, reached, unreached, wronglyMatched, nearMisses } = prove(SOUND);
  expect({ indicators, reached, unreached, wronglyMatched }).toEqual({
    indicators: 1,
    reached: 1,
    unreached: [],
    wronglyMatched: [],
  });
  // Two neighbours, before and after its life.
  expect(nearMisses).toBe(4);
});

describe('a hunt with its indicators inline', () => {
  const inline = (until: string) =>
    (SOUND['hunts/a.yaml'] ?? '').replace(
      /let listed = [\s\S]*?;\n/,
      `let listed = datatable(Indicator: string, MalwareFamily: string, ActiveFrom: datetime, ActiveUntil: datetime)[
      "192.0.2.7", "ExampleRAT", datetime(2026-04-29), datetime(${until})];\n`,
    );

  test('is asked for them, and for no other', () => {
    const other = '192.0.2.9,9000,ExampleRAT,botnet_cc,75,2026-05-06,2026-06-20,ThreatFox,reports/a.md';
    const row = other.replace('192.0.2.9', '192.0.2.7');
    const { reached, unreached, wronglyMatched, nearMisses } = prove({ 'hunts/a.yaml': inline('2026-06-20') }, [
      row,
      other,
    ]);
    expect({ reached, wronglyMatched }).toEqual({ reached: 1, wronglyMatched: [] });
    expect(unreached.map(({ message }) => message)).toEqual(['no hunt or rule looks for 192.0.2.9:9000']);
    expect(nearMisses).toBe(5);
  });

  test('must find them for the whole of their life', () => {
    const { unreached } = prove({ 'hunts/a.yaml': inline('2026-06-10') });
    expect(unreached[0]?.message).toContain('at the last moment of its life');
  });
});

test('a form that a hunt misses, with the step that loses it', () => {
  const { reached, unreached } = prove({ 'hunts/a.yaml': HUNT });
  expect(reached).toBe(0);
  expect(unreached).toEqual([
    expect.objectContaining({
      indicator: '192.0.2.7:9000',
      file: 'hunts/a.yaml',
      isFault: true,
      message:
        "'::ffff:192.0.2.7' in DeviceNetworkEvents.RemoteIP (as an IPv6 address) is not found: lost at `lookup kind=inner listed on $left.RemoteIP == $right.Indicator`",
    }),
  ]);
});

const sound = (from: string, to: string) => ({ 'hunts/a.yaml': (SOUND['hunts/a.yaml'] ?? '').replace(from, to) });

test.each([
  [
    'the first moment of its life',
    'TimeGenerated >= ActiveFrom',
    'TimeGenerated > ActiveFrom',
    'at the first moment of its life',
  ],
  [
    'the last moment',
    'TimeGenerated < ActiveUntil',
    'TimeGenerated < ActiveUntil - 1tick',
    'at the last moment of its life',
  ],
  ['other ports', '| where ActionType', '| where RemotePort in (443, 9000)\n  | where ActionType', 'on another port'],
])('a hunt that misses %s', (_, from, to, how) => {
  const { unreached } = prove(sound(from, to));
  expect(unreached.map(({ message }) => message)).toEqual([expect.stringContaining(`(${how}) is not found`)]);
});

test.each([
  ['before the life of its indicator', ' - 7d,', ' - 8d,', 'before its life'],
  ['after it', 'TimeGenerated < ActiveUntil', 'TimeGenerated <= ActiveUntil', 'after its life'],
])('a hunt that still finds something %s', (_, from, to, how) => {
  const { wronglyMatched } = prove(sound(from, to));
  expect(wronglyMatched.map(({ message }) => message)).toEqual([
    `'192.0.2.7' in DeviceNetworkEvents.RemoteIP is found: ${how}`,
  ]);
});

test('another family’s indicator that a hunt finds', () => {
  const rows = [
    '192.0.2.7,9000,ExampleRAT,c2,75,2026-05-06,2026-06-20,s,r',
    '198.51.100.8,,Other,c2,75,2026-05-06,2026-06-20,s,r',
  ];
  expect(prove(SOUND, rows).wronglyMatched).toEqual([]);
  const greedy = sound('| lookup kind=inner listed on', '| lookup kind=leftouter listed on')['hunts/a.yaml'] ?? '';
  const broken = greedy.replace(
    '| where TimeGenerated >= ActiveFrom',
    '| where RemoteIP matches regex "^198" or TimeGenerated >= ActiveFrom',
  );
  expect(prove({ 'hunts/a.yaml': broken }, rows).wronglyMatched.map(({ message }) => message)).toEqual([
    "'198.51.100.8' in DeviceNetworkEvents.RemoteIP is found: an indicator of Other, which it does not hunt",
  ]);
});

test('another path of an address is no near miss where addresses are hunted in the same column', () => {
  const words = `query: |
  let listed = materialize(
      _GetWatchlist('ioc-url')
      | extend Host = tostring(parse_url(SearchKey).Host), ActiveFrom = todatetime(FirstSeen) - 7d, ActiveUntil = todatetime(ValidUntil));
  let hosts = toscalar(listed | summarize make_set(Host));
  Syslog
  | where TimeGenerated > ago(90d) and SyslogMessage has_any (hosts)
  | extend Found = extract(@"((?:\\d{1,3}\\.){3}\\d{1,3})", 1, SyslogMessage)
  | lookup kind=inner listed on $left.Found == $right.Host
  | where TimeGenerated >= ActiveFrom and TimeGenerated < ActiveUntil
  | project TimeGenerated, Computer, Found, MalwareFamily
`;
  const url =
    'http://192.0.2.7:82/me1.bat,82,ExampleRAT,payload_delivery,75,2026-05-06,2026-06-20,ThreatFox,reports/a.md';
  const { reached, unreached, wronglyMatched } = prove({
    'hunts/a.yaml': HUNT.replace(/query: \|\n(?: .*\n|\n)+/, words).replace(
      /^(entityMappings|tests):(?:\n .*)+\n/gm,
      '',
    ),
    'watchlists/ioc-ip.csv': HEADER,
    'watchlists/ioc-url.yaml': (LIST['watchlists/ioc-ip.yaml'] ?? '').replaceAll('ioc-ip', 'ioc-url'),
    'watchlists/ioc-url.csv': `${HEADER}${url}\r\n`,
  });
  expect({ reached, unreached, wronglyMatched }).toEqual({ reached: 1, unreached: [], wronglyMatched: [] });
});

test('an indicator that nothing looks for is named at its line; one that is dead or uncertain is not', () => {
  const rows = [
    '192.0.2.7,9000,ExampleRAT,c2,75,2026-05-06,2026-06-20,s,r',
    '198.51.100.8,,Other,c2,75,2026-05-06,2026-06-20,s,r',
    '198.51.100.9,,Other,c2,75,2026-01-06,2026-02-20,s,r',
    '198.51.100.10,,Other,c2,10,2026-05-06,2026-06-20,s,r',
  ];
  const { indicators, reached, unreached } = prove(SOUND, rows);
  expect({ indicators, reached }).toEqual({ indicators: 2, reached: 1 });
  expect(unreached).toMatchObject([
    { indicator: '198.51.100.8', file: 'watchlists/ioc-ip.csv', range: { start: { line: 3 } }, isFault: false },
  ]);
});

test('a hunt that asks for several events proves nothing, and says so', () => {
  const several = sound(
    '| project TimeGenerated, MatchedIndicator = RemoteIP',
    '| summarize Hits = count() by RemoteIP\n  | where Hits > 10\n  | project MatchedIndicator = RemoteIP',
  );
  const text =
    Object.values(several)[0]?.replace(', MalwareFamily, RemotePort, DeviceName, AdditionalFields', '') ?? '';
  expect(prove({ 'hunts/a.yaml': text }).unproven).toEqual([
    { file: 'hunts/a.yaml', reason: 'it asks for more than one event' },
  ]);
});

describe('forms and near misses', () => {
  const styles = (...list: ('name' | 'url')[]) => new Set(list);
  test.each([
    ['address', '192.0.2.7', ['192.0.2.7', '::ffff:192.0.2.7'], ['192.0.2.6', '192.0.2.8']],
    ['address', '2001:db8::1', ['2001:db8::1', '2001:DB8::1'], ['2001:db8::', '2001:db8::2']],
    ['range', '192.0.2.0/30', ['192.0.2.0', '192.0.2.3'], ['192.0.1.255', '192.0.2.4']],
    [
      'host',
      'a.example',
      ['a.example', 'A.EXAMPLE', 'a.example.', 'cdn.a.example'],
      ['x-a.example', 'nota.example', 'a.example.example.net'],
    ],
    [
      'url',
      'https://a.example/',
      ['https://a.example/', 'HTTPS://A.EXAMPLE/', 'a.example/', 'https://a.example:443/', 'https://a.example'],
      ['https://a.example/other', 'https://x-a.example/'],
    ],
    ['file-hash', 'ab10', ['ab10', 'AB10'], ['ab11']],
    ['email', 'a@b.example', ['a@b.example', 'A@B.EXAMPLE'], ['xa@b.example', 'a@b.example.example.net']],
  ] as const)('%s %s', (face, value, forms, nearMisses) => {
    expect(formsOf(face, value, styles('name'), true).map((form) => form.value)).toEqual(forms);
    expect(nearMissesOf(face, value, styles('name')).map((form) => form.value)).toEqual(nearMisses);
  });
});
