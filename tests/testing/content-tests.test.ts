import { outcomesOf, testYaml } from './support.js';

const EVENT = '{ TimeGenerated: "2026-05-07T10:00:00Z", RemoteIP: 192.0.2.7, RemotePort: 9000, DeviceName: ws-17 }';

async function only(body: string, files: Record<string, string> = {}) {
  const [outcome] = await outcomesOf(testYaml('beacon', body), files);
  return outcome;
}

describe('a test passes', () => {
  test.each([
    [
      'on rows, values, columns and entities',
      'expect: { rows: 1, where: { DeviceName: ws-17, RemotePort: 9000 }, columns: [MalwareFamily], entities: { Host: [ws-17] } }',
    ],
    ['on a time by its instant', 'expect: { where: { TimeGenerated: "2026-05-07T12:00:00+02:00" } }'],
    ['on what is empty', 'expect: { where: { AdditionalFields: null } }'],
    ['on values alone, for as many rows as there are', 'expect: { where: { MalwareFamily: ExampleRAT } }'],
  ])('%s', async (_, expectation) => {
    expect(await only(`logs: { DeviceNetworkEvents: [${EVENT}] }\n${expectation}`)).toMatchObject({
      outcome: 'passed',
    });
  });

  test('on dynamic values by what is in them, lists in any order', async () => {
    const event = EVENT.replace('}', ', AdditionalFields: { a: [1, 2], b: x } }');
    const body = `logs: { DeviceNetworkEvents: [${event}] }\nexpect: { where: { AdditionalFields: { b: x, a: [2, 1] } } }`;
    expect(await only(body)).toMatchObject({ outcome: 'passed' });
  });

  test.each([
    ['rows.jsonl', '{"TimeGenerated":"2026-05-07T10:00:00Z","RemoteIP":"192.0.2.7","DeviceName":"ws-17"}\n'],
    ['rows.json', '[{"TimeGenerated":"2026-05-07T10:00:00Z","RemoteIP":"192.0.2.7","DeviceName":"ws-17"}]'],
    ['rows.csv', 'TimeGenerated [UTC],RemoteIP,DeviceName\n"5/7/2026, 10:00:00 AM",192.0.2.7,ws-17\n'],
  ])('with its logs in the file %s beside it', async (name, text) => {
    const body = `logs: { DeviceNetworkEvents: ${name} }\nexpect: { rows: 1, where: { DeviceName: ws-17 } }`;
    expect(await only(body, { [`hunts/${name}`]: text })).toMatchObject({ outcome: 'passed' });
  });
});

describe('the clock and the lists of a test', () => {
  test('without asOf, a minute after its latest event', async () => {
    expect(await only(`logs: { DeviceNetworkEvents: [${EVENT}] }\nexpect: { rows: 1 }`)).toMatchObject({
      outcome: 'passed',
    });
  });

  test('asOf decides what is long ago', async () => {
    const body = `asOf: 2026-09-01\nlogs: { DeviceNetworkEvents: [${EVENT}] }\nexpect: { rows: 0 }`;
    expect(await only(body)).toMatchObject({ outcome: 'passed' });
  });

  test('a list of the test takes the place of the repository’s', async () => {
    const other =
      '{ Indicator: 198.51.100.9, MalwareFamily: ExampleRAT, Confidence: 80, FirstSeen: 2026-05-01, ValidUntil: 2026-06-01 }';
    const body = `watchlists: { ioc-ip: [${other}] }\nlogs: { DeviceNetworkEvents: [${EVENT}] }\nexpect: { rows: 0 }`;
    expect(await only(body)).toMatchObject({ outcome: 'passed' });
    const found = body.replace('192.0.2.7', '198.51.100.9').replace('rows: 0', 'rows: 1');
    expect(await only(found)).toMatchObject({ outcome: 'passed' });
  });
});

describe('a test fails', () => {
  test('where a row is lost, with the row and the step in the file', async () => {
    const event = EVENT.replace('}', ', ActionType: ConnectionFailed }');
    const outcome = await only(`logs: { DeviceNetworkEvents: [${event}] }\nexpect: { rows: 1 }`);
    expect(outcome).toMatchObject({ file: 'hunts/a.yaml', name: 'beacon', outcome: 'failed' });
    expect(outcome?.message).toBe(
      'expected 1 row, got 0\n' +
        'row 1 of DeviceNetworkEvents {"ActionType":"ConnectionFailed","DeviceName":"ws-17","RemoteIP":"192.0.2.7","TimeGenerated":"2026-05-07T10:00:00.0000000Z","RemotePort":9000}' +
        ' is lost at `where ActionType != "ConnectionFailed"` (hunts/a.yaml:14:5)',
    );
    // Where the expectation stands.
    expect(outcome?.range.start).toEqual({ line: 27, column: 21 });
  });

  test('where a row should have been left out, with the last step that lets it pass', async () => {
    const outcome = await only(`logs: { DeviceNetworkEvents: [${EVENT}] }\nexpect: { rows: 0 }`);
    expect(outcome?.message).toContain('expected 0 rows, got 1\nrow 1 of DeviceNetworkEvents {');
    expect(outcome?.message).toContain(
      'the last step that lets it pass is `where TimeGenerated >= ActiveFrom and TimeGenerated < ActiveUntil` (hunts/a.yaml:16:5)',
    );
  });

  test('where a value is another, with the step that makes it', async () => {
    const outcome = await only(
      `logs: { DeviceNetworkEvents: [${EVENT}] }\nexpect: { where: { MatchedIndicator: 192.0.2.8 } }`,
    );
    expect(outcome?.message).toContain("MatchedIndicator is '192.0.2.7', expected '192.0.2.8'\nin the row {");
    expect(outcome?.message).toContain('MatchedIndicator is made at `project TimeGenerated');
  });

  test.each([
    ['expect: { columns: [Nothing] }', "the result has no column 'Nothing'; it has TimeGenerated, MatchedIndicator"],
    ['expect: { entities: { Host: [ws-18] } }', 'the Host entities are ws-17, expected ws-18'],
    ['expect: { entities: { IP: [192.0.2.7] } }', 'no entity mapping gives a IP'],
  ])('%s', async (expectation, message) => {
    const outcome = await only(`logs: { DeviceNetworkEvents: [${EVENT}] }\n${expectation}`);
    expect(outcome).toMatchObject({ outcome: 'failed' });
    expect(outcome?.message).toContain(message);
  });

  test.each([
    ['logs: { DeviceNetworkEvents: missing.json }', "there is no file 'missing.json'"],
    ['logs: { DeviceNetworkEvents: ../../etc.json }', "'../../etc.json' lies outside the repository"],
    ['logs: { NoTable: [] }', "there is no table 'NoTable'"],
    [
      'logs: { DeviceNetworkEvents: [ { RemotePort: many } ] }',
      `row 1 of DeviceNetworkEvents: '"many"' does not fit the column RemotePort`,
    ],
  ])('for rows that cannot be used: %s', async (logs, message) => {
    const outcome = await only(`${logs}\nexpect: { rows: 0 }`);
    expect(outcome).toMatchObject({ outcome: 'failed' });
    expect(outcome?.message).toContain(message);
  });
});

test('a construct that the engine does not have is neither passed nor failed, and named with its place', async () => {
  const [outcome] = await outcomesOf(testYaml('beacon', 'logs: { DeviceNetworkEvents: [] }\nexpect: { rows: 0 }'), {
    'hunts/a.yaml': `id: 2042a718-4a49-5f62-bb57-b9d425340260
name: Patterns
description: x
tactics: []
relevantTechniques: []
query: |
  DeviceNetworkEvents
  | project DeviceName
  | evaluate autocluster()
tests:
${testYaml('beacon', 'logs: { DeviceNetworkEvents: [] }\nexpect: { rows: 0 }')}`,
  });
  expect(outcome).toMatchObject({ outcome: 'not-run', range: { start: { line: 9, column: 5 } } });
  expect(outcome?.message).toContain('autocluster');
});

test('a file that cannot be read is a failed test', async () => {
  const [outcome] = await outcomesOf('  - broken\n');
  expect(outcome).toMatchObject({ file: 'hunts/a.yaml', name: 'the file can be read', outcome: 'failed' });
});
