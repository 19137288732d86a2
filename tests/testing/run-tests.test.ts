import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '../../scripts/testing/run-tests.js';
import { HUNT, LIST, setUp, testYaml } from './support.js';

const EVENT = '{ TimeGenerated: "2026-05-07T10:00:00Z", RemoteIP: 192.0.2.7, RemotePort: 9000 }';

/** A hunt with a query of one line, and one test. */
function hunt(query: string, body: string): Record<string, string> {
  const text = HUNT.replace(/query: \|[\s\S]*?entityMappings:[\s\S]*?version/, `query: >-\n  ${query}\nversion`);
  return { 'hunts/a.yaml': `${text}tests:\n${testYaml('beacon', body)}` };
}

const LISTED = `logs: { DeviceNetworkEvents: [${EVENT}] }\nexpect: { rows: 1 }`;

describe('a test that passed is run again', () => {
  const outcomes = async (...runs: Record<string, string>[]) => {
    const cacheFile = join(mkdtempSync(join(tmpdir(), 'sentinel-')), 'test.jsonl');
    const seen: string[] = [];
    for (const files of runs) {
      for (const { outcome } of await runTests(setUp(files, cacheFile))) seen.push(outcome);
    }
    return seen;
  };

  it('where a list has other rows', async () => {
    const files = {
      ...LIST,
      ...hunt('DeviceNetworkEvents | where RemoteIP in ((_GetWatchlist("ioc-ip") | project SearchKey))', LISTED),
    };
    const csv = LIST['watchlists/ioc-ip.csv'].replace('192.0.2.7', '192.0.2.8');
    expect(await outcomes(files, files, { ...files, 'watchlists/ioc-ip.csv': csv })).toEqual([
      'passed',
      'passed',
      'failed',
    ]);
  });

  it('where a list that only a saved function reads has other rows', async () => {
    const listed = { name: 'Listed', query: '_GetWatchlist("ioc-ip") | project SearchKey' };
    const files = {
      ...LIST,
      'schemas/functions/Listed.json': JSON.stringify(listed),
      ...hunt('DeviceNetworkEvents | where RemoteIP in (Listed())', LISTED),
    };
    const csv = LIST['watchlists/ioc-ip.csv'].replace('192.0.2.7', '192.0.2.8');
    expect(await outcomes(files, { ...files, 'watchlists/ioc-ip.csv': csv })).toEqual(['passed', 'failed']);
  });

  it('where a list with a blank in its alias has other rows', async () => {
    const list = (address: string) => ({
      'watchlists/our list.yaml': LIST['watchlists/ioc-ip.yaml'].replaceAll('ioc-ip', 'our list'),
      'watchlists/our list.csv': `Indicator\r\n${address}\r\n`,
    });
    const own = hunt(
      'DeviceNetworkEvents | where RemoteIP in ((_GetWatchlist("our list") | project SearchKey))',
      LISTED,
    );
    expect(await outcomes({ ...list('192.0.2.7'), ...own }, { ...list('192.0.2.8'), ...own })).toEqual([
      'passed',
      'failed',
    ]);
  });

  it('where a list is searched by another column, also one whose rows are the test’s', async () => {
    const files = {
      ...LIST,
      ...hunt(
        'DeviceNetworkEvents | where RemoteIP in ((_GetWatchlist("ioc-ip") | project SearchKey))',
        `logs: { DeviceNetworkEvents: [${EVENT}] }\nwatchlists: { ioc-ip: [{ Indicator: 192.0.2.7, Report: a.md }] }\nexpect: { rows: 1 }`,
      ),
    };
    const byReport = LIST['watchlists/ioc-ip.yaml'].replace('itemsSearchKey: Indicator', 'itemsSearchKey: Report');
    expect(await outcomes(files, { ...files, 'watchlists/ioc-ip.yaml': byReport })).toEqual(['passed', 'failed']);
  });

  it('where a list lost a column that the query reads', async () => {
    const withNote = { 'watchlists/our-list.yaml': LIST['watchlists/ioc-ip.yaml'].replaceAll('ioc-ip', 'our-list') };
    const own = hunt(
      'DeviceNetworkEvents | where RemoteIP in ((_GetWatchlist("our-list") | where Note == "" | project SearchKey))',
      `logs: { DeviceNetworkEvents: [${EVENT}] }\nwatchlists: { our-list: [{ Indicator: 192.0.2.7 }] }\nexpect: { rows: 1 }`,
    );
    const before = { ...withNote, ...own, 'watchlists/our-list.csv': 'Indicator,Note\r\na,b\r\n' };
    expect(await outcomes(before, { ...before, 'watchlists/our-list.csv': 'Indicator\r\na\r\n' })).toEqual([
      'passed',
      'failed',
    ]);
  });
});

it('a folder in the place of a file of rows is a failed test', async () => {
  const files = hunt('DeviceNetworkEvents', 'logs: { DeviceNetworkEvents: ../hunts }\nexpect: { rows: 1 }');
  const [outcome] = await runTests(setUp(files));
  expect(outcome).toMatchObject({ outcome: 'failed', message: expect.stringContaining('is no file of rows') });
});
