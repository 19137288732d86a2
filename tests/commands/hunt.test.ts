import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../scenarios/cli.js';
import { sentinel } from './program.js';

const DAY = ['--as-of', '2026-05-31'];
const CONTENT = {
  hunts: '@hunts/sectoprat',
  watchlists: '@watchlists',
  logs: '@docs/tour/logs',
  'analytic-rules': '@analytic-rules',
};

test('the beacon is found in logs of three forms, and the noise around it is not', async () => {
  const root = folder(CONTENT);
  const { exitCode, stdout } = await sentinel(['hunt', '--logs', 'logs', '--format', 'json', '--record', ...DAY], root);
  expect(exitCode).toBe(0);
  const { hunts, files, summary, record } = JSON.parse(stdout);
  const hits = hunts.flatMap((hunt: { file: string; hits: Record<string, unknown>[] }) =>
    hunt.hits.map(
      (hit) =>
        `${hunt.file}: ${hit.TimeGenerated} ${hit.MatchedIndicator} ${hit.DeviceName || hit.ClientIP || hit.InternalIp}`,
    ),
  );
  expect(hits.sort()).toEqual([
    ...[9, 10, 11].flatMap((hour) =>
      ['02', '32'].map((minute) => expect.stringContaining(`T${String(hour).padStart(2, '0')}:${minute}:17`)),
    ),
    'hunts/dns-events-host.yaml: 2026-05-12T08:58:40.000Z sendmay.icu 10.20.1.17',
    'hunts/dns-events-host.yaml: 2026-05-12T08:58:41.000Z sendmay.icu 10.20.1.17',
    'hunts/firewall-address.yaml: 2026-05-12T09:02:17.000Z 194.246.83.43 10.20.1.17',
  ]);
  expect(summary).toEqual({ ran: 6, hits: 9, notRun: 2, failed: 0 });
  expect(files.map(({ tables }: { tables: object }) => tables)).toEqual([
    { DeviceNetworkEvents: 82 },
    { DnsEvents: 48 },
    { CommonSecurityLog: 26 },
  ]);
  const [name] = readdirSync(join(root, 'records', 'hunts'));
  expect(record).toBe(`records/hunts/${name}`);
  expect(JSON.parse(readFileSync(join(root, record), 'utf8'))).toMatchObject({
    recordedAt: '2026-05-31T00:00:00Z',
    source: { logs: 'logs' },
    from: '2026-03-02T00:00:00.000Z',
    summary: { hits: 9 },
  });
});

test('a rule that is named runs on its schedule', async () => {
  const root = folder(CONTENT);
  const rule = join('analytic-rules', 'listed-address-endpoint.yaml');
  const { stdout } = await sentinel(
    ['hunt', rule, '--logs', 'logs', '--format', 'json', '--from', '2026-05-12', '--to', '2026-05-13', ...DAY],
    root,
  );
  const [{ firings, alerts, name }] = JSON.parse(stdout).hunts;
  expect(name).toContain('(endpoints)');
  // Two beacons in each of three hours.
  expect(firings.map(({ at }: { at: string }) => at.slice(11, 16))).toEqual(['10:00', '11:00', '12:00']);
  expect(alerts).toBe(3);
});

test('a file that nothing names is not read, and the run does not claim that all was searched', async () => {
  const root = folder(CONTENT);
  writeFileSync(
    join(root, 'logs', 'dump.csv'),
    '"TimeGenerated [UTC]",RemoteIP\n"5/12/2026, 9:00:00 AM",194.246.83.43\n',
  );
  const { exitCode, stdout } = await sentinel(['hunt', '--logs', 'logs', ...DAY], root);
  expect(exitCode).toBe(1);
  expect(stdout).toContain(
    'not read dump.csv: nothing says which table its rows belong to; name it: --table dump.csv=TABLE',
  );
  const named = await sentinel(
    ['hunt', '--logs', 'logs', '--table', 'dump.csv=DeviceNetworkEvents', '--format', 'csv', ...DAY],
    root,
  );
  expect(named.exitCode).toBe(0);
  expect(named.stdout.split('\r\n').filter((line) => line.includes('device-network-address'))).toHaveLength(7);
});
