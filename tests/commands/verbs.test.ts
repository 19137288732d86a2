import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder, type Run, snapshot } from '../scenarios/cli.js';
import { sentinel } from './program.js';

const AS_OF = ['--as-of', '2026-05-31'];
let root: string;
afterEach(() => rmSync(root, { recursive: true, force: true }));
const run = (...args: string[]) => sentinel([...args, ...AS_OF], root);
const json = ({ stdout }: Run) => JSON.parse(stdout);
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: root, stdio: 'pipe' });

describe('explain', () => {
  it('shows the page of a check, whatever the case of a code of the analyser', async () => {
    root = folder({});
    const page = readFileSync(join(__dirname, '..', '..', 'docs', 'checks', 'join-kind.md'), 'utf8');
    const { exitCode, stdout } = await run('explain', 'join-kind');
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^[\s\S]*\nThis page: file:.*join-kind\.md\n$/)]);
    expect(stdout.startsWith(page.trimEnd().slice(0, 200))).toBe(true);
    expect(json(await run('explain', 'ks142', '--format', 'json'))).toMatchObject({
      code: 'KS142',
      page: expect.stringMatching(/KS142\.md$/),
    });
    const check = json(await run('explain', 'join-kind', '--format', 'json'));
    expect(Object.keys(check)).toEqual(['code', 'effect', 'severity', 'summary', 'why', 'help', 'page']);
    expect(check).toMatchObject({ effect: 'misleads', severity: 'warning' });
  });
});

describe('new', () => {
  it('says what it wrote, or would write', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n' });
    expect(await run('new', 'watchlist', ' VIP users ', '--dry-run')).toEqual({
      ...{
        exitCode: 0,
        stderr: '',
        stdout: 'would write watchlists/vip-users.yaml\nwould write watchlists/vip-users.csv\n',
      },
    });
    expect(Object.keys(snapshot(root))).toEqual(['sentinel.config.yaml']);
    expect((await run('new', 'hunt', 'x')).stdout).toBe('wrote hunts/x.yaml\n');
    expect(json(await run('new', 'rule', 'x', '--format', 'json'))).toEqual({ written: ['analytic-rules/x.yaml'] });
    expect(await run('new', 'hunt', 'X')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'sentinel: hunts/x.yaml is there already.\n  Choose another name, or edit it.\n',
    });
  });

  it('makes the hunt of a template', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n', watchlists: '@watchlists' });
    const made = await run('new', 'hunt', '--template', 'firewall-address', '--family', 'sectoprat');
    expect([made.stderr, made.stdout]).toEqual(['', 'wrote hunts/sectoprat/firewall-address.yaml\n']);
  });
});

describe('merge', () => {
  const HEADER = 'Indicator,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report\r\n';
  const line = (name: string, confidence: number) =>
    `${name},Bad,c2,${confidence},2026-05-06,2026-06-06,Us,a.md@01\r\n`;

  it('joins two versions over the second file', async () => {
    root = folder({
      base: `\uFEFF${HEADER}`,
      ours: HEADER + line('a.icu', 50),
      theirs: `\uFEFF${HEADER}${line('b.icu', 50)}`,
    });
    expect(await run('merge', 'base', 'ours', 'theirs')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(snapshot(root).ours).toBe(HEADER + line('a.icu', 50) + line('b.icu', 50));
  });

  /** One version has removed all rows, the other has changed them. */
  const apart = (count: number) => {
    const rows = (confidence: number) =>
      HEADER + Array.from({ length: count }, (_, index) => line(`n${index + 10}.icu`, confidence)).join('');
    return folder({ base: rows(50), ours: HEADER, theirs: rows(60) });
  };

  it('leaves a row that both changed to a person, and names twenty', async () => {
    root = apart(21);
    const { exitCode, stdout, stderr } = await run('merge', 'base', 'ours', 'theirs');
    expect([exitCode, stdout]).toEqual([1, '']);
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]).toBe('sentinel merge: 21 rows changed in both versions; decide between the markers:');
    expect(lines).toHaveLength(21);
    expect(lines[1]).toMatch(/^ {2}n10\.icu/);
    expect(snapshot(root).ours).toContain('<<<<<<< ours');
  });

  it('says nothing where it shall be quiet', async () => {
    root = apart(1);
    expect(await run('merge', 'base', 'ours', 'theirs', '--quiet')).toEqual({ exitCode: 1, stdout: '', stderr: '' });
  });
});

describe('import', () => {
  const EXPORT = JSON.stringify({
    value: [
      {
        ...{ id: '/x/alertRules/r1', type: 'Microsoft.SecurityInsights/alertRules', name: 'r1', kind: 'NRT' },
        properties: {
          displayName: 'A rule',
          description: 'Finds.',
          severity: 'Low',
          query: 'Heartbeat',
          enabled: true,
        },
      },
    ],
  });

  it('writes files, or says what it would write', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n', 'export.json': EXPORT });
    const dry = await run('import', 'export.json', '--dry-run');
    expect([dry.exitCode, dry.stdout]).toEqual([0, expect.stringContaining('1 file to import')]);
    expect(existsSync(join(root, 'analytic-rules'))).toBe(false);
    const done = await run('import', 'export.json', '--format', 'json');
    expect(json(done)).toMatchObject({ written: ['analytic-rules/a-rule.yaml'], skipped: [] });
    expect(existsSync(join(root, 'analytic-rules/a-rule.yaml'))).toBe(true);
  });
});

describe('catalog', () => {
  it('writes the site where it shall, and says what it left out', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n', 'hunts/bad.yaml': 'id: 1\n', 'docs/a.md': '# A\n' });
    const text = await run('catalog');
    expect([text.exitCode, text.stderr]).toEqual([0, '']);
    expect(text.stdout).toMatch(
      /^\d+ files; open \.sentinel\/catalog\/index\.html\nLeft out, since they do not fit their schema: hunts\/bad\.yaml\n$/,
    );
    expect(existsSync(join(root, '.sentinel/catalog/docs/a.html'))).toBe(true);
    const result = json(await run('catalog', '--out', 'site', '--format', 'json'));
    expect(result).toMatchObject({ out: expect.stringMatching(/\/site$/), leftOut: ['hunts/bad.yaml'] });
    expect(result.files).toContain('index.html');
    expect(existsSync(join(root, 'site/index.html'))).toBe(true);
  });

  it('has the documentation of the program where there is none of its own', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n' });
    const { stdout } = await run('catalog');
    expect(stdout).not.toContain('Left out');
    expect(existsSync(join(root, '.sentinel/catalog/docs/checks/join-kind.html'))).toBe(true);
  });
});

describe('review', () => {
  const HUNT =
    'id: h\nname: A hunt\ndescription: Finds things.\nrequiredDataConnectors: []\nquery: |\n  Heartbeat | where TimeGenerated > ago(1d)\n';

  it('compares with where the branch left its base, and takes what other verbs said', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n', 'reports/a.md': 'x' });
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-qm', 'first');
    writeFileSync(join(root, 'hunt.yaml'), HUNT);
    execFileSync('mkdir', ['hunts'], { cwd: root });
    writeFileSync(join(root, 'hunts/h.yaml'), HUNT);
    writeFileSync(join(root, 'test.json'), JSON.stringify({ summary: { passed: 3, failed: 0, notRun: 0 } }));
    writeFileSync(join(root, 'plan.json'), JSON.stringify({ workspace: 'work', changes: [], summary: { create: 1 } }));
    const args = ['--base', 'main', '--test', 'test.json', '--plan', 'plan.json'];
    const { exitCode, stdout, stderr } = await run('review', ...args);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('A hunt');
    expect(stdout).toContain('3 tests passed, 0 failed');
    expect(stdout).toContain('work');
    const data = json(await run('review', ...args, '--format', 'json'));
    expect(data).toMatchObject({
      base: expect.stringMatching(/^[0-9a-f]{40}$/),
      detections: [{ kind: 'hunt', action: 'add', file: 'hunts/h.yaml' }],
      evidence: { plans: [{ workspace: 'work' }] },
    });
    writeFileSync(join(root, 'review.json'), JSON.stringify(data));
    expect((await run('review', '--from', 'review.json')).stdout).toBe(stdout);
  });

  it.each([
    [['--base', 'nope'], /^sentinel: git does not find nope in this clone/],
    [[], /^sentinel: --base is missing\.\n {2}Name the branch to compare with: --base origin\/main\n/],
    [
      ['--from', 'none.json'],
      /^sentinel: none\.json cannot be read: ENOENT.*\n {2}Name the JSON that the verb printed\.\n/,
    ],
    [
      ['--from', 'list.json'],
      /^sentinel: list\.json is not what a verb prints with --format json\.\n {2}Name the JSON/,
    ],
    [['--from', 'broken.json'], /^sentinel: broken\.json cannot be read: .*JSON.*\n/],
  ])('refuses %j', async (args, message) => {
    root = folder({ 'sentinel.config.yaml': '{}\n', 'list.json': '[]', 'broken.json': '{' });
    const { exitCode, stderr } = await run('review', ...args);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('ingest', () => {
  const REPORT = '@reports/sectoprat.md';

  it('writes, says what it wrote, and writes nothing twice', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n', 'reports/a.md': REPORT });
    const first = await run('ingest', 'reports');
    expect([first.exitCode, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain('  wrote watchlists/ioc-ip.csv\n');
    expect(existsSync(join(root, '.sentinel/ingest.lock'))).toBe(false);
    expect((await run('ingest', 'reports')).stdout).toContain('no file changes.');
    expect((await run('ingest', '--refresh')).stdout).toMatch(
      /^\d+ generated hunts held against the templates; no file changes\.\n$/,
    );
    expect(json(await run('ingest', '--refresh', '--dry-run', '--format', 'json')).written).toEqual([]);
  });

  it('heeds what the command line says of all reports', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n', 'a.txt': 'The host evil-host.icu is bad: evil-host[.]icu\n' });
    const args = [
      'ingest',
      'a.txt',
      '--family',
      'Remcos',
      '--source',
      'Us',
      '--first-seen',
      '2026-05-20',
      '--format',
      'json',
    ];
    const [report] = json(await run(...args, '--dry-run')).reports;
    expect(report).toMatchObject({ family: 'Remcos', source: 'Us' });
    await run(...args);
    expect(readFileSync(join(root, 'watchlists/ioc-domain.csv'), 'utf8')).toContain(
      'evil-host.icu,Remcos,,50,2026-05-20,',
    );
  });

  it('takes no report that only some may read, unless this repository is theirs', async () => {
    const text = 'TLP:RED\n\nevil-host[.]icu and other-host[.]icu\n';
    root = folder({ 'sentinel.config.yaml': '{}\n', 'a.md': text, 'b.md': text.replace('RED', 'AMBER') });
    const refused = await run('ingest', 'a.md', 'b.md', '--format', 'json');
    expect(refused.exitCode).toBe(1);
    const reports: { file: string; warnings: object[] }[] = json(refused).reports;
    expect(reports.map(({ file }) => file)).toEqual(['b.md', 'a.md']);
    expect(reports[1]?.warnings).toEqual([
      { code: 'tlp-restricted', message: 'a.md is marked TLP:RED, which must not stand in a public place' },
    ]);
    expect((await run('ingest', 'a.md', '--allow-tlp')).exitCode).toBe(0);
  });

  it('says of a feed that it needs a key', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n' });
    const { exitCode, stderr } = await sentinel(['ingest', 'threatfox:recent'], root, { THREATFOX_AUTH_KEY: '' });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('THREATFOX_AUTH_KEY')]);
  });
});

describe('test', () => {
  const HUNT = `id: 00000000-0000-4000-8000-000000000001
name: A hunt
description: Finds things.
requiredDataConnectors: []
query: |
  Heartbeat | where TimeGenerated > ago(1d) | where Computer == "a" | project TimeGenerated, Computer
version: 1.0.0
tests:
  - name: finds-it
    logs: { Heartbeat: [{ TimeGenerated: "2026-05-07T10:00:00Z", Computer: a }] }
    expect: { rows: 1 }
`;

  it('runs with --mutate what was weakened, and fails for what no test notices', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n', 'hunts/a.yaml': HUNT });
    expect((await run('test')).exitCode).toBe(0);
    const { exitCode, stdout } = await run('test', '--mutate', '--format', 'json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).mutants.unnoticed.length).toBeGreaterThan(0);
    expect(existsSync(join(root, '.sentinel/cache/test.jsonl'))).toBe(true);
  });

  it('without its cache leaves none', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n', 'hunts/a.yaml': HUNT });
    expect((await run('test', '--no-cache')).stdout).toContain('1 passed, 0 failed, 0 not run');
    expect(existsSync(join(root, '.sentinel/cache/test.jsonl'))).toBe(false);
  });

  it('writes first tests only where it is asked, and says so', async () => {
    const bare = HUNT.slice(0, HUNT.indexOf('tests:'));
    root = folder({ 'sentinel.config.yaml': '{}\n', 'hunts/a.yaml': bare });
    const { stderr } = await run('test', '--write');
    expect(stderr).toMatch(/^(?:wrote tests into|no test for) hunts\/a\.yaml/);
    expect((await run('test', '--write', '--quiet')).stderr).toBe('');
  });

  it('takes the parameters of a workspace that there is', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n', 'hunts/a.yaml': HUNT });
    const { exitCode, stderr } = await run('test', '--workspace', 'work');
    expect([exitCode, stderr]).toEqual([2, "sentinel: There is no workspace 'work'.\n  Workspaces: local.\n"]);
  });
});

describe('validate', () => {
  it('writes the baseline and says what it accepts, unless it shall be quiet', async () => {
    root = folder({ 'sentinel.config.yaml': '{}\n', 'hunts/a.yaml': 'id: 1\n' });
    const { stderr } = await run('validate', '--write-baseline', '--no-cache');
    expect(stderr).toMatch(/^sentinel\.baseline\.json accepts \d+ findings?\n$/);
    expect(existsSync(join(root, '.sentinel/cache/validate.jsonl'))).toBe(false);
    expect((await run('validate', '--write-baseline', '--quiet')).stderr).toBe('');
  });
});
