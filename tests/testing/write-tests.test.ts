import { join } from 'node:path';
import { parse } from 'yaml';
import { runTests } from '../../scripts/testing/run-tests.js';
import { writeFirstTests } from '../../scripts/testing/write-tests.js';
import { HUNT, LIST, setUp } from './support.js';

const AS_OF = new Date('2026-05-31T00:00:00Z');

async function written(files: Record<string, string>) {
  const { changes, skipped } = await writeFirstTests(setUp(files), AS_OF);
  return { texts: Object.fromEntries(changes) as Record<string, string>, skipped };
}

test('a hunt gets a test that finds a listed indicator and one after its life, and both pass', async () => {
  const { texts } = await written({ ...LIST, 'hunts/a.yaml': HUNT });
  const text = texts['hunts/a.yaml'] ?? '';
  expect(text.startsWith(HUNT)).toBe(true);
  expect(parse(text).tests).toEqual([
    {
      name: 'finds-a-listed-address',
      watchlists: {
        'ioc-ip': [
          {
            Indicator: '192.0.2.7',
            Port: 9000,
            MalwareFamily: 'ExampleRAT',
            ThreatType: 'botnet_cc',
            Confidence: 75,
            FirstSeen: '2026-05-06',
            ValidUntil: '2026-06-20',
          },
        ],
      },
      logs: {
        DeviceNetworkEvents: [{ RemoteIP: '192.0.2.7', RemotePort: 9000, TimeGenerated: '2026-05-30T23:59:00Z' }],
      },
      expect: { rows: 1, where: { MatchedIndicator: '192.0.2.7', MalwareFamily: 'ExampleRAT' } },
    },
    {
      name: 'after-the-indicators-life',
      watchlists: expect.anything(),
      logs: {
        DeviceNetworkEvents: [{ RemoteIP: '192.0.2.7', RemotePort: 9000, TimeGenerated: '2026-06-20T00:00:00Z' }],
      },
      expect: { rows: 0 },
    },
  ]);
  const outcomes = await runTests(setUp({ ...LIST, 'hunts/a.yaml': text }));
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['passed', 'passed']);
});

test('what is missing is added to the tests that are there, in their layout', async () => {
  const own = `${HUNT}tests:
- name: mine
  logs: { DeviceNetworkEvents: [] }
  expect: { rows: 0 }
tags: [X]
`;
  const { texts } = await written({ ...LIST, 'hunts/a.yaml': own });
  const { tests, tags } = parse(texts['hunts/a.yaml'] ?? '');
  expect(tests.map(({ name }: { name: string }) => name)).toEqual(['mine', 'finds-a-listed-address']);
  expect(tags).toEqual(['X']);
});

test('a query that reads no list gets rows that satisfy its constants', async () => {
  const query =
    '  SecurityEvent\n  | where EventID == 4625 and AccountType =~ "User"\n  | project TimeGenerated, Account\n';
  const hunt = HUNT.replace(/query: \|\n[\s\S]*?entityMappings/, `query: |\n${query}entityMappings`);
  const { texts } = await written({ 'hunts/a.yaml': hunt });
  expect(parse(texts['hunts/a.yaml'] ?? '').tests).toMatchObject([
    { name: 'finds-an-event', logs: { SecurityEvent: [{ EventID: 4625, AccountType: 'User' }] }, expect: { rows: 1 } },
    { name: 'another-event-id', expect: { rows: 0 } },
  ]);
});

test('a hunt for which no row can be made is said, and left as it is', async () => {
  const hunt = HUNT.replace(
    '| where TimeGenerated > ago(90d)',
    '| where TimeGenerated > ago(90d) and strlen(DeviceName) == 77',
  );
  const { texts, skipped } = await written({ ...LIST, 'hunts/a.yaml': hunt });
  expect(texts).toEqual({});
  expect(skipped).toEqual([
    { file: 'hunts/a.yaml', reason: 'no row could be made that shows what it finds; write the test by hand' },
  ]);
});

test('every template’s first tests pass with a real indicator of each sort', async () => {
  const root = join(__dirname, '..', '..');
  const { loadTestedTemplates } = await import('../../scripts/testing/subject.js');
  const { firstTests } = await import('../../scripts/testing/first-tests.js');
  const { renderHunt } = await import('../../scripts/ingestion/hunt.js');
  const { DEFAULTS } = await import('../../scripts/content/configuration.js');
  const { stringify } = await import('yaml');
  const row = {
    Port: '',
    HashType: '',
    MalwareFamily: 'QakBot',
    ThreatType: 'payload_delivery',
    Confidence: '90',
    FirstSeen: '2026-05-06',
    ValidUntil: '2026-06-05',
    Source: 's',
    Report: 'r',
  };
  const rows = new Map([
    [
      'ip' as const,
      [
        { ...row, Indicator: '203.0.113.9', Port: '8443' },
        { ...row, Indicator: '203.0.113.128/25' },
      ],
    ],
    ['domain' as const, [{ ...row, Indicator: 'bad.example.org' }]],
    ['url' as const, [{ ...row, Indicator: 'http://bad.example.org/a?b' }]],
    ['file-hash' as const, [{ ...row, Indicator: 'b'.repeat(64), HashType: 'sha256' }]],
    ['email' as const, [{ ...row, Indicator: 'x@bad.example.org' }]],
  ]);
  const files: Record<string, string> = {};
  for (const template of loadTestedTemplates(root, [])) {
    const tests = firstTests(template.value, { tests: template.tests.map(({ test: one }) => one) }, rows, DEFAULTS);
    expect(tests.map(({ name }) => name)).toEqual([expect.stringMatching(/^listed-/), 'after-the-indicators-life']);
    const hunt = renderHunt(template.value, { name: 'QakBot', slug: 'qakbot', rows }, [], DEFAULTS);
    files[`hunts/qakbot/${template.value.id}.yaml`] = stringify({ ...hunt, tests });
  }
  const outcomes = await runTests(setUp(files));
  expect(outcomes.filter(({ testFile }) => testFile === undefined)).toHaveLength(2 * Object.keys(files).length);
  expect(
    outcomes.filter(({ outcome }) => outcome !== 'passed').map(({ file, name, message }) => ({ file, name, message })),
  ).toEqual([]);
});
