import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { folder, snapshot } from '../scenarios/cli.js';
import { sentinel } from './program.js';

const TABLE = `Malware Family: SectopRAT Total IOCs: 4 IOC Types: ip:port
| Type | Value | Threat Type | First Seen | Confidence |
|---|---|---|---|---|
| ip:port | 194[.]246[.]83[.]43:9000 | botnet_cc | 2026-05-06 | 100% |
| ip:port | 151[.]59[.]139[.]193:99999 | botnet_cc | 2026-05-06 | 100% |
| sha3_384_hash | ${'a'.repeat(96)} | payload | 2026-05-06 | 100% |
| ip:port | 193[.]143[.]1[.]186:80 | payload_delivery | 2026-05`;

const workspaceAt = (endpoint: string) => `workspaces:
  test:
    subscriptionId: 00000000-0000-0000-0000-000000000000
    resourceGroup: local
    workspaceName: local
    endpoint: ${endpoint}
defaultWorkspace: test
`;

let root: string;
afterEach(() => rmSync(root, { recursive: true, force: true }));

const run = (...args: string[]) => sentinel([...args, '--as-of', '2026-05-31'], root);

describe('reports', () => {
  it('that cannot be read are named, the others are still ingested', async () => {
    root = folder({
      'in/good.md': '@reports/sectoprat.md',
      'in/empty.md': '',
      'in/image.png': '\x89PNG\r\n\x1a\n\0\0\0\rIHDR',
    });
    const result = await run('ingest', 'in', 'in/missing.md', '--format', 'json');
    expect(result.exitCode).toBe(1);
    const reports: { file: string; indicators: unknown[]; warnings: { code: string }[] }[] = JSON.parse(
      result.stdout,
    ).reports;
    expect(reports.map(({ file, indicators }) => [file, indicators.length])).toEqual([
      ['in/good.md', 4],
      ['in/missing.md', 0],
      ['in/empty.md', 0],
      ['in/image.png', 0],
    ]);
    expect(reports.slice(1).map(({ warnings }) => warnings.length)).toEqual([1, 1, 1]);
  });

  it('that are cut, malformed or of unknown types: every row is an indicator or a rejection with its reason', async () => {
    root = folder({ 'cut.md': TABLE });
    const { exitCode, stdout } = await run('ingest', 'cut.md', '--format', 'json');
    expect(exitCode).toBe(0);
    const [report] = JSON.parse(stdout).reports;
    expect(report.indicators).toEqual([{ type: 'ip:port', value: '194.246.83.43:9000' }]);
    expect(report.rejected.map(({ reason }: { reason: string }) => reason)).toEqual(
      expect.arrayContaining([expect.stringContaining('99999'), expect.stringContaining('sha3_384_hash')]),
    );
    const codes = report.warnings.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(expect.arrayContaining(['truncated', 'count-mismatch']));
  });

  it('that withdraw a value nobody dated show it as rejected, and hunt for nothing', async () => {
    const attribute = { type: 'domain', value: 'evil-host.icu', to_ids: true, deleted: true, timestamp: '1779000000' };
    root = folder({ 'misp.json': JSON.stringify({ Event: { info: 'An event', Attribute: [attribute] } }) });
    const { exitCode, stdout } = await run('ingest', 'misp.json', '--format', 'json');
    const { reports, written } = JSON.parse(stdout);
    expect([exitCode, written]).toEqual([0, []]);
    expect(reports[0].indicators).toEqual([]);
    expect(reports[0].rejected).toEqual([{ value: 'evil-host.icu', reason: 'withdrawn by its source' }]);
  });

  it('behind a symbolic link in a folder are not followed', async () => {
    root = folder({ 'reports/good.md': '@reports/sectoprat.md' });
    symlinkSync('/etc/hostname', join(root, 'reports', 'link.md'));
    const { exitCode, stdout } = await run('ingest', 'reports');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('not read: reports/link.md is a link');
  });

  it('change nothing when a file cannot be written, or on a dry run', async () => {
    root = folder({ 'good.md': '@reports/sectoprat.md', hunts: 'a file where a folder should be' });
    const before = snapshot(root);
    const result = await run('ingest', 'good.md');
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/hunts\/.* could not be written[\s\S]*Every file is as it was before/);
    expect(snapshot(root)).toEqual(before);
    rmSync(join(root, 'hunts'));
    expect((await run('ingest', 'good.md', '--dry-run')).stdout).toContain('would write hunts/sectoprat/');
    expect(Object.keys(snapshot(root))).toEqual(['good.md']);
  });
});

it('a folder where a file belongs is named, without a stack trace', async () => {
  root = folder({ 'good.md': '@reports/sectoprat.md', 'watchlists/ioc-ip.csv/x': '' });
  const { exitCode, stderr } = await run('ingest', 'good.md');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/watchlists\/ioc-ip\.csv cannot be read/);
  expect(stderr).not.toMatch(/^\s+at /m);
});

it('a linked folder leads nowhere: nothing is written behind it', async () => {
  root = folder({ 'repository/good.md': '@reports/sectoprat.md', 'elsewhere/kept.txt': 'kept' });
  symlinkSync(join(root, 'elsewhere'), join(root, 'repository', 'watchlists'));
  const { exitCode, stderr } = await sentinel(['ingest', 'good.md', '--as-of', '2026-05-31'], join(root, 'repository'));
  expect(exitCode).toBe(2);
  expect(stderr).toContain('lies outside the repository');
  expect(Object.keys(snapshot(root))).toEqual(['elsewhere/kept.txt', 'repository/good.md']);
});

describe('the command line', () => {
  it.each([
    [['ingset'], "There is no verb 'ingset'"],
    [['ingest'], 'an argument is missing'],
    [['ingest', 'report.md', '--refresh'], "'report.md' is one too many"],
    [['plan', 'x'], "'x' is one too many"],
    [['plan', '--workspce', 'x'], "Unknown option '--workspce'"],
    [['plan', '--format', 'yaml'], "there is no format 'yaml'"],
    [['plan', '--workspace', 'nowhere'], "There is no workspace 'nowhere'"],
    [['validate', '--as-of', '2026-02-30'], "'2026-02-30' is no date"],
    [['validate', '--root', 'nowhere'], 'there is no folder'],
    [['deploy', 'no-plan.json'], 'no-plan.json is no saved plan'],
  ])('%j: one clear message, exit code 2', async (args, message) => {
    root = folder({});
    const { exitCode, stdout, stderr } = await sentinel(args, root);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
  });

  it('names file, line and column of a mistake in the configuration', async () => {
    root = folder({ 'sentinel.config.yaml': 'indicators: watchlist\nmargn: 7d\n' });
    const { exitCode, stderr } = await run('validate');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('sentinel.config.yaml:2:1');
  });
});

describe('a workspace', () => {
  it('that cannot be reached', async () => {
    root = folder({ 'sentinel.config.yaml': workspaceAt('http://127.0.0.1:9') });
    const { exitCode, stderr } = await run('plan');
    expect(exitCode).toBe(2);
    expect(stderr).toContain("The workspace 'test' cannot be reached");
  }, 60_000);

  it('that rejects the credential', async () => {
    const server = createServer((_, response) => {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end('{"error":{"code":"AuthorizationFailed","message":"The client has no authorization."}}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    root = folder({ 'sentinel.config.yaml': workspaceAt(`http://127.0.0.1:${port}`) });
    const { exitCode, stderr } = await run('plan');
    server.close();
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/rejected the credential \(HTTP 403\): The client has no authorization\.\n.*Contributor/);
  });

  it('behind plain http on another machine is refused: the token would travel in the clear', async () => {
    root = folder({ 'sentinel.config.yaml': workspaceAt('http://192.0.2.1') });
    const { exitCode, stderr } = await run('plan');
    expect([exitCode, stderr.includes('is not https')]).toEqual([2, true]);
  });

  it('gets no plan from content with errors', async () => {
    root = folder({ 'hunts/bad.yaml': 'id: 1\n' });
    writeFileSync(join(root, 'hunts', 'broken.yaml'), 'a: [');
    const { exitCode, stderr } = await run('deploy');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/hunts\/bad\.yaml:1:\d+/);
  });
});
