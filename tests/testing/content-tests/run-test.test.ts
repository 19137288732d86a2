import { runTests } from '../../../scripts/testing/run-tests.js';
import { outcomesOf, setUp, testYaml } from '../support.js';

const EVENT = '{ TimeGenerated: "2026-05-07T10:00:00Z", RemoteIP: 192.0.2.7, RemotePort: 9000, DeviceName: ws-17 }';

describe('rows that cannot be used stand where they are written', () => {
  it.each([
    ['logs: { NoTable: [] }\nexpect: { rows: 0 }', { line: 26, column: 13 }],
    [
      'watchlists: { ioc-ip: none.json }\nlogs: { DeviceNetworkEvents: [] }\nexpect: { rows: 0 }',
      { line: 26, column: 19 },
    ],
  ])('%s', async (body, start) => {
    const [outcome] = await outcomesOf(testYaml('t', body));
    expect(outcome).toMatchObject({ outcome: 'failed', range: { start } });
  });
});

it('the row that came furthest is the one that is told', async () => {
  const far = EVENT.replace('2026-05-07T', '2026-01-07T');
  const near = EVENT.replace('}', ', ActionType: ConnectionFailed }');
  for (const rows of [`${near}, ${far}`, `${far}, ${near}`]) {
    const body = `asOf: 2026-04-01\nlogs: { DeviceNetworkEvents: [${rows}] }\nexpect: { rows: 1 }`;
    const [outcome] = await outcomesOf(testYaml('t', body));
    expect(outcome?.message).toMatch(/is lost at `(?:lookup|where TimeGenerated >= ActiveFrom)/);
  }
});

it('a table that the query does not read is told', async () => {
  const body = `logs: { SigninLogs: [{ TimeGenerated: "2026-05-07T10:00:00Z" }] }\nexpect: { rows: 1 }`;
  const [outcome] = await outcomesOf(testYaml('t', body));
  expect(outcome?.message).toBe('expected 1 row, got 0\nthe query does not read the table SigninLogs');
});

describe('a rule sees the events of its period alone', () => {
  const rule = (kind: string, period: string) => `id: 00000000-0000-4000-8000-000000000001
kind: ${kind}
name: A rule
description: Finds things.
severity: Low
query: |
  Heartbeat | project TimeGenerated, Computer
${period}version: 1.0.0
tests:
  - name: t
    asOf: 2026-05-07T12:00:00Z
    logs:
      Heartbeat:
        - { TimeGenerated: "2026-05-07T10:59:59Z", Computer: before }
        - { TimeGenerated: "2026-05-07T11:00:00Z", Computer: first }
        - { TimeGenerated: "2026-05-07T12:00:00Z", Computer: last }
        - { TimeGenerated: "2026-05-07T12:00:01Z", Computer: after }
        - { Computer: none }
    expect: { rows: ROWS }
`;
  const outcome = async (text: string) =>
    (await runTests(setUp({ 'analytic-rules/a.yaml': text }))).map((one) => one.message)[0];

  it('where it is scheduled', async () => {
    const period = 'queryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\n';
    expect(await outcome(rule('Scheduled', period).replace('ROWS', '3'))).toBe('');
  });

  it('but not where it runs on each event', async () => {
    expect(await outcome(rule('NRT', '').replace('ROWS', '5'))).toBe('');
  });
});
