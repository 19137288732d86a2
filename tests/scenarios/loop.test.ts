import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, PROGRAM } from './cli.js';
import { WorkflowClone } from './workflow.js';

/** A report of one family, as a feed's page shows it. */
const reportOf = (family: string, day: string, rows: string[]) =>
  [
    'IOC Summary',
    `Malware Family: ${family} Total IOCs: ${rows.length}`,
    '| Type | Value | Threat Type | First Seen | Confidence |',
    '|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} | ${day} | 100% |`),
    '',
  ].join('\n');
const address = (value: string) => `ip:port | ${value} | botnet_cc`;

const CONFIGURATION = 'tables: [CommonSecurityLog, DnsEvents]\n';
const FIREWALL = 'hunts/examplerat/firewall-address.yaml';
const DNS = 'hunts/examplerat/dns-events-host.yaml';

let clone: WorkflowClone;
beforeAll(() => {
  clone = new WorkflowClone(
    folder({
      'sentinel.config.yaml': CONFIGURATION,
      '.gitignore': '.sentinel/\nplan.json\ntest.json\nvalidate.json\n',
      '.gitattributes': '@.gitattributes',
      'analytic-rules/listed-address-firewall.yaml': '@analytic-rules/listed-address-firewall.yaml',
    }),
  );
  clone.git('init', '-q', '-b', 'main');
  clone.git('config', 'merge.sentinel.driver', `'${process.execPath}' '${PROGRAM}' merge %O %A %B`);
  clone.git('add', '.');
  clone.git('commit', '-q', '-m', 'A repository');
});
afterAll(() => rmSync(clone.root, { recursive: true, force: true }));

const read = (file: string) => readFileSync(join(clone.root, file), 'utf8');
const write = (file: string, text: string) => writeFileSync(join(clone.root, file), text);
const version = (file: string) => /^version: (.*)$/m.exec(read(file))?.[1];
const ingest = (file: string, text: string, ...options: string[]) => {
  write(file, text);
  const run = clone.sentinel('ingest', file, '--base', 'main', ...options);
  expect(run.exitCode).toBe(0);
  return run.output;
};

/** Work on a branch of its own, committed. */
function branch(name: string, work: () => void): void {
  clone.git('switch', '-q', '-c', name, 'main');
  work();
  clone.git('add', '-A');
  clone.git('commit', '-q', '-m', name);
}

/** The gate of the pull request: what the workflow runs on it. */
function gate(): void {
  const validated = clone.step('pull-request', 'content', 'Validate', { BASE: 'main' });
  expect([validated.output, validated.exitCode]).toEqual([expect.not.stringContaining('::error'), 0]);
}

function mergeInto(name: string): void {
  clone.git('switch', '-q', 'main');
  clone.git('merge', '-q', '--no-ff', '--no-edit', name);
}

/** What a merge sets off: plan, approval, deployment; afterwards the workspace is what the repository is. */
function deploy(): { actions: string[] } {
  const planned = clone.step('deploy', 'plan', 'Plan', { WORKSPACE: 'local' });
  expect([planned.output, planned.exitCode, planned.outputs]).toEqual(['', 0, 'pending=true\n']);
  const deployed = clone.step('deploy', 'deploy', 'Deploy exactly the approved plan');
  expect([deployed.output, deployed.exitCode]).toEqual(['', 0]);
  const saved: { plan: { changes: { action: string; name: string }[] } } = JSON.parse(read('plan.json'));
  expect(clone.step('deploy', 'plan', 'Plan', { WORKSPACE: 'local' }).outputs).toBe('pending=false\n');
  const changed = saved.plan.changes.filter(({ action }) => action !== 'unchanged');
  return { actions: changed.map(({ action, name }) => `${action} ${name}`) };
}

/** The loop of a first month; each step builds on the one before. */
describe('report, pull request, merge, workspace', () => {
  it('a report becomes a pull request that is green, and a merge that deploys it', () => {
    branch('first', () => {
      ingest(
        'first.md',
        reportOf('ExampleRAT', '2026-05-20', [address('193.143.1.1:443'), 'domain | evil-host.icu | botnet_cc']),
      );
    });
    gate();
    expect(clone.step('pull-request', 'content', 'Test').exitCode).toBe(0);
    mergeInto('first');
    expect(deploy().actions).toEqual(
      expect.arrayContaining([
        'create ExampleRAT: traffic with known addresses (firewalls and proxies)',
        'create ExampleRAT: look-ups of known hosts (Windows DNS servers)',
      ]),
    );
  });

  it('a second report of the family raises the version of what it changes once, however often it is read', () => {
    branch('second', () => {
      const rows = [address('193.143.1.9:443'), 'url | http://193.143.1.5/gate | payload_delivery'];
      ingest('second.md', reportOf('ExampleRAT', '2026-05-25', rows));
      clone.git('add', '-A');
      clone.git('commit', '-q', '-m', 'once');
      ingest('third.md', reportOf('ExampleRAT', '2026-05-26', ['url | https://evil-page.icu/a | payload_delivery']));
    });
    expect([version(FIREWALL), version(DNS)]).toEqual(['1.0.1', '1.0.1']);
    gate();
    mergeInto('second');
    expect(deploy().actions).toContain('update ExampleRAT: traffic with known addresses (firewalls and proxies)');
  });

  it('a hunt that somebody removed leaves the workspace, and no report brings it back', () => {
    branch('removed', () => rmSync(join(clone.root, DNS)));
    gate();
    mergeInto('removed');
    expect(deploy().actions).toEqual(['delete ExampleRAT: look-ups of known hosts (Windows DNS servers)']);
    branch('after', () => {
      const said = ingest('fourth.md', reportOf('ExampleRAT', '2026-05-27', ['domain | other-host.icu | botnet_cc']));
      expect(said).toContain(`1 hunt removed earlier; ingest leaves it out:\n  ${DNS}`);
    });
    gate();
    mergeInto('after');
    expect(existsSync(join(clone.root, DNS))).toBe(false);
    deploy();
  });

  it('two branches with rows next to each other are merged by the driver', () => {
    branch('left', () =>
      ingest('left.md', reportOf('ExampleRAT', '2026-05-28', [address('193.143.1.2:443'), address('193.143.1.7:443')])),
    );
    branch('right', () =>
      ingest('right.md', reportOf('ExampleRAT', '2026-05-28', [address('193.143.1.3:443'), address('212.8.244.9:80')])),
    );
    mergeInto('left');
    mergeInto('right');
    const rows = read('watchlists/ioc-ip.csv').trimEnd().split('\r\n').slice(1);
    expect(rows.map((row) => row.split(',')[0])).toEqual([
      '193.143.1.1',
      '193.143.1.2',
      '193.143.1.3',
      '193.143.1.7',
      '193.143.1.9',
      '212.8.244.9',
    ]);
    expect(clone.sentinel('ingest', 'left.md', 'right.md').output).toContain('no file changes');
    deploy();
  });

  it('two branches with rows far apart are merged by plain git, without the driver', () => {
    clone.git('config', '--unset', 'merge.sentinel.driver');
    const listed = () =>
      read('watchlists/ioc-ip.csv')
        .trimEnd()
        .split('\r\n')
        .slice(1)
        .map((row) => row.split(',')[0]);
    const before = listed();
    branch('low', () => ingest('low.md', reportOf('ExampleRAT', '2026-05-29', [address('101.99.94.5:443')])));
    branch('high', () => ingest('high.md', reportOf('ExampleRAT', '2026-05-29', [address('217.8.117.9:443')])));
    mergeInto('low');
    mergeInto('high');
    expect(listed()).toEqual(['101.99.94.5', ...before, '217.8.117.9']);
    expect(clone.sentinel('ingest', 'low.md', 'high.md').output).toContain('no file changes');
    gate();
  });

  it('a family expires while another one comes: no false alarm, and its hunts leave the workspace', () => {
    clone.asOf = '2027-03-01';
    branch('turn', () => {
      expect(clone.sentinel('expire', '--base', 'main').exitCode).toBe(0);
      ingest('new.md', reportOf('OtherRAT', '2027-02-20', [address('77.91.68.77:443')]));
    });
    expect(readdirSync(join(clone.root, 'hunts'))).toEqual(expect.arrayContaining(['otherrat']));
    expect(existsSync(join(clone.root, FIREWALL))).toBe(false);
    gate();
    mergeInto('turn');
    expect(deploy().actions).toEqual(
      expect.arrayContaining([
        'create OtherRAT: traffic with known addresses (firewalls and proxies)',
        'delete ExampleRAT: traffic with known addresses (firewalls and proxies)',
      ]),
    );
  });
});
