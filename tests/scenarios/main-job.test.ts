import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, type Run, sentinel, serve, snapshot } from './cli.js';

const AS_OF = ['--as-of', '2026-05-31'];
const [HUNTS, LISTS] = [12, 5];
const RULES = readdirSync(join(__dirname, '..', '..', 'analytic-rules')).length;
let root: string;

beforeAll(() => {
  root = folder({
    reports: '@reports',
    'analytic-rules': '@analytic-rules',
    'sentinel.config.yaml': '@sentinel.config.yaml',
  });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const run = (...args: string[]) => sentinel([...args, ...AS_OF], root);
const json = ({ stdout }: Run) => JSON.parse(stdout);

/** The way of two reports from text to deployed content; each step builds on the one before. */
describe('two real reports become deployed hunts', () => {
  it('ingest accounts for every indicator and writes hunts and watchlists', async () => {
    const result = await run('ingest', 'reports', '--format', 'json');
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    const { reports, written } = json(result);
    expect(reports).toMatchObject([
      {
        file: 'reports/sectoprat.md',
        source: 'ThreatFox',
        family: 'SectopRAT',
        indicators: [
          { type: 'ip:port', value: '194.246.83.43:9000' },
          { type: 'ip:port', value: '151.59.139.193:8080' },
          { type: 'ip:port', value: '193.143.1.186:80' },
          { type: 'url', value: 'https://sendmay.icu/' },
        ],
        rejected: [],
        review: [],
        certainty: 'high',
        warnings: [],
      },
      {
        file: 'reports/unknown-rat.md',
        source: 'ThreatFox',
        family: 'Unknown RAT',
        indicators: ['192.159.99.249:443', '158.94.209.27:443', '66.163.113.238:3333', '190.255.90.152:5010'].map(
          (value) => ({
            type: 'ip:port',
            value,
          }),
        ),
        rejected: [],
        review: [],
        certainty: 'high',
        warnings: [],
      },
    ]);
    // Ten hunts of the two families, two over any family, and five lists: the rules read all of them.
    expect(written).toHaveLength(10 + 2 + 2 * 5);
    expect(Object.keys(snapshot(root))).toEqual(expect.arrayContaining(written));
  });

  it('ingest again changes no file', async () => {
    const before = snapshot(root);
    expect(json(await run('ingest', 'reports', '--format', 'json')).written).toEqual([]);
    expect(snapshot(root)).toEqual(before);
  });

  it('validate finds nothing wrong', async () => {
    const { diagnostics, summary } = json(await run('validate', '--format', 'json'));
    expect(diagnostics).toEqual([]);
    expect(summary).toMatchObject({ errors: 0, warnings: 0 });
  });

  it('plan says what a deployment would change, and --exit-code says that it would', async () => {
    const { summary, changes, workspace } = json(await run('plan', '--format', 'json'));
    expect(workspace).toBe('local');
    expect(summary).toEqual({
      create: HUNTS + LISTS + RULES,
      update: 0,
      replace: 0,
      delete: 0,
      unchanged: 0,
      itemChanges: 8,
    });
    expect(Object.keys(changes[0])).toEqual(
      expect.arrayContaining(['kind', 'id', 'name', 'file', 'action', 'done', 'fields', 'items', 'rows']),
    );
    expect((await run('plan', '--exit-code')).exitCode).toBe(3);
  });

  it('deploy does it, and a second deployment has nothing to do', async () => {
    const first = json(await run('deploy', '--format', 'json'));
    expect([first.applied.length, first.failed.length]).toEqual([HUNTS + LISTS + RULES, 0]);
    expect(json(await run('deploy', '--format', 'json')).applied).toEqual([]);
    const result = await run('plan', '--exit-code');
    expect(result).toMatchObject({
      exitCode: 0,
      stdout: `Workspace local: nothing to change, ${HUNTS + LISTS + RULES} unchanged\n`,
    });
  });

  it('the emulator serves what was deployed, and other commands find it where it runs', async () => {
    const server = await serve(root);
    try {
      const { endpoint, workspace } = JSON.parse(server.line);
      expect(Object.keys(workspace)).toEqual(['subscriptionId', 'resourceGroup', 'workspaceName', 'workspaceId']);
      const { subscriptionId, resourceGroup, workspaceName } = workspace;
      const path = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.OperationalInsights/workspaces/${workspaceName}`;
      const list = await fetch(`${endpoint}${path}/savedSearches?api-version=2020-08-01`);
      const { value } = JSON.parse(await list.text());
      expect(value).toHaveLength(HUNTS);
      expect((await run('plan', '--exit-code')).exitCode).toBe(0);
    } finally {
      await server.stop();
    }
  });

  it('a newer report with two more addresses changes two rows and nothing else', async () => {
    const before = snapshot(root);
    const old = before['reports/sectoprat.md'] ?? '';
    const row = '| ip:port | 193[.]143[.]1[.]186:80 | payload_delivery | 2026-05-06 | 100% |\n';
    const more = ['45[.]141[.]87[.]12:15647', '91[.]92[.]240[.]55:9000'].map(
      (value) => `| ip:port | ${value} | botnet_cc | 2026-05-29 | 100% |\n`,
    );
    const newer = old.replace('Total IOCs: 4', 'Total IOCs: 6').replace(row, row + more.join(''));
    writeFileSync(join(root, 'reports', 'sectoprat-2.md'), newer);
    const { written } = json(await run('ingest', 'reports', '--format', 'json'));
    expect(written).toEqual(['watchlists/ioc-ip.csv']);
    const lines = (files: Record<string, string>) => (files['watchlists/ioc-ip.csv'] ?? '').split('\r\n');
    const after = snapshot(root);
    expect(lines(after).filter((line) => !lines(before).includes(line))).toHaveLength(2);
    expect(lines(before).filter((line) => !lines(after).includes(line))).toEqual([]);
    const { summary } = json(await run('plan', '--format', 'json'));
    expect(summary).toEqual({
      create: 0,
      update: 1,
      replace: 0,
      delete: 0,
      unchanged: HUNTS + LISTS + RULES - 1,
      itemChanges: 2,
    });
  });

  it('deploys a saved plan, and refuses it when the workspace has moved', async () => {
    await run('plan', '--out', 'plan.json');
    expect((await run('deploy', 'plan.json')).exitCode).toBe(0);
    const again = await run('deploy', 'plan.json');
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('changed since the plan was made');
  });

  it('deletes what left the repository only with --prune --yes', async () => {
    rmSync(join(root, 'hunts', 'unknown-rat'), { recursive: true });
    const kept = json(await run('deploy', '--format', 'json'));
    expect(kept.left.map(({ action }: { action: string }) => action)).toEqual(['delete', 'delete']);
    const refused = await run('deploy', '--prune');
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    const pruned = json(await run('deploy', '--prune', '--yes', '--format', 'json'));
    expect(pruned.applied).toHaveLength(2);
  });
});
