import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareQueries, runTests } from '../../scripts/testing/run-tests.js';
import { HUNT, LIST, setUp, testYaml } from './support.js';

const EVENT = '{ TimeGenerated: "2026-05-07T10:00:00Z", RemoteIP: 192.0.2.7, RemotePort: 9000 }';
const TEST = testYaml('beacon', `logs: { DeviceNetworkEvents: [${EVENT}] }\nexpect: { rows: 1 }`);
const FILES = { ...LIST, 'hunts/a.yaml': `${HUNT}tests:\n${TEST}` };

describe('bound queries', () => {
  let cacheFile: string;
  beforeEach(() => {
    cacheFile = join(mkdtempSync(join(tmpdir(), 'sentinel-')), 'test.jsonl');
  });
  const remembered = () =>
    existsSync(cacheFile)
      ? readFileSync(cacheFile, 'utf8')
          .split('\n')
          .filter((line) => line !== '').length
      : 0;
  const prepare = async (files: Record<string, string>) => prepareQueries(setUp(files, cacheFile));

  it('are remembered for the next run', async () => {
    await prepare(FILES);
    expect(remembered()).toBe(1);
    await prepare(FILES);
    expect(remembered()).toBe(1);
    const [outcome] = await runTests(setUp(FILES, cacheFile));
    expect(outcome).toMatchObject({ name: 'beacon', outcome: 'passed' });
  });

  it('are bound anew where the query is another one', async () => {
    await prepare(FILES);
    await prepare({ ...FILES, 'hunts/a.yaml': FILES['hunts/a.yaml'].replace('ago(90d)', 'ago(91d)') });
    expect(remembered()).toBe(2);
  });

  it('are bound anew where a list has another column', async () => {
    await prepare(FILES);
    const csv = LIST['watchlists/ioc-ip.csv'].replace('Indicator,Port', 'Indicator,Note,Port');
    await prepare({ ...FILES, 'watchlists/ioc-ip.csv': csv });
    expect(remembered()).toBe(2);
  });

  it('are bound anew where a test says when a row arrived: its table has a column more', async () => {
    await prepare(FILES);
    const late = FILES['hunts/a.yaml'].replace('RemotePort: 9000', '_IngestionTime: "2026-05-07T10:05:00Z"');
    await prepare({ ...FILES, 'hunts/a.yaml': late });
    expect(remembered()).toBe(2);
  });

  it('know when a row of a parser of ASIM arrived', async () => {
    const event =
      '{ TimeGenerated: "2026-05-07T10:00:00Z", DnsQuery: a.example, _IngestionTime: "2026-05-08T10:00:00Z" }';
    const query = '_Im_Dns(starttime=ago(30d)) | where ingestion_time() > ago(1h)';
    const hunt = HUNT.replace(/query: \|[\s\S]*?entityMappings/, `query: "${query}"\nentityMappings`);
    const late = testYaml(
      'late',
      `asOf: "2026-05-08T10:30:00Z"\nlogs: { ASimDnsActivityLogs: [${event}] }\nexpect: { rows: 1 }`,
    );
    const setup = setUp({ 'hunts/a.yaml': `${hunt}tests:\n${late}` }, cacheFile);
    await prepareQueries(setup);
    expect(await runTests(setup)).toMatchObject([{ outcome: 'passed' }]);
  });

  it('do not change with a list that only another test has', async () => {
    await prepare(FILES);
    const other = testYaml('other', 'watchlists: { mine: [{ Name: x }] }\nlogs: {}\nexpect: { rows: 0 }');
    await prepare({ ...FILES, 'hunts/a.yaml': `${FILES['hunts/a.yaml']}${other}` });
    expect(remembered()).toBe(1);
  });
});
