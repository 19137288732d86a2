import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from '../../../scripts/base/files';
import { loadRepository } from '../../../scripts/content/repository';
import { applyDeployment } from '../../../scripts/workspace/changes/apply';
import { planDeployment } from '../../../scripts/workspace/changes/plan';
import { planAdoption } from '../../../scripts/workspace/pull/adopt';
import { pullContent } from '../../../scripts/workspace/pull/pull';
import { readContentOf } from '../../../scripts/workspace/pull/read';
import { OPTIONS, OWNER, openWorkspace, type TestWorkspace } from '../workspace';

const RULE = '2f7c3b1e-0d4a-4b8e-9c6f-1a2b3c4d5e6f';
const INSIGHTS = 'providers/Microsoft.SecurityInsights';
const NOW = OPTIONS.now;

let test: TestWorkspace;
let root: string;
beforeEach(async () => {
  test = await openWorkspace();
  root = mkdtempSync(join(tmpdir(), 'pull-'));
  writeFileSync(
    join(root, 'sentinel.config.yaml'),
    'workspaces:\n  local:\n    emulator: true\ndefaultWorkspace: local\n',
  );
  await fill();
});
afterEach(async () => {
  await test.close();
  rmSync(root, { recursive: true });
});

const RULE_PROPERTIES = {
  displayName: 'Their rule',
  description: 'By the portal.',
  severity: 'High',
  enabled: true,
  query: 'Syslog\n| where SeverityLevel == "err"',
  queryFrequency: 'PT1H',
  queryPeriod: 'PT1H',
  triggerOperator: 'GreaterThan',
  triggerThreshold: 0,
  suppressionDuration: 'PT5H',
  suppressionEnabled: false,
  tactics: ['Impact'],
};

/** Content that we did not deploy: of the portal, of a converter, of Content hub. */
async function fill(): Promise<void> {
  const { arm } = test.connection;
  await arm.put(`${INSIGHTS}/alertRules/${RULE}`, { kind: 'Scheduled', properties: RULE_PROPERTIES });
  await arm.put(`${INSIGHTS}/alertRules/FromTheHub`, {
    kind: 'Scheduled',
    properties: { ...RULE_PROPERTIES, displayName: 'Hub rule' },
  });
  await arm.put(`${INSIGHTS}/metadata/analyticsrule-FromTheHub`, {
    properties: {
      parentId: `${arm.workspaceId}/${INSIGHTS}/alertRules/FromTheHub`,
      kind: 'AnalyticsRule',
      source: { kind: 'Solution', name: 'Syslog', sourceId: 's' },
    },
  });
  await arm.put('savedSearches/their-hunt', {
    properties: {
      category: 'Hunting Queries',
      displayName: 'Their hunt',
      query: 'Syslog\n| take 1',
      version: 2,
      tags: [
        { name: 'Description', value: 'Takes one.' },
        { name: 'tactics', value: 'Impact' },
      ],
    },
  });
  await arm.put('savedSearches/general', {
    properties: { category: 'General', displayName: 'A search', query: 'Syslog', version: 2 },
  });
  await arm.put('savedSearches/parser', {
    properties: {
      category: 'Function',
      displayName: 'Parser',
      query: 'Syslog',
      functionAlias: 'Parser',
      functionParameters: 'a:string',
      version: 2,
    },
  });
  await arm.put(`${INSIGHTS}/watchlists/vip`, {
    properties: {
      displayName: 'VIP',
      provider: 'Them',
      source: 'v.csv',
      sourceType: 'Local',
      itemsSearchKey: 'User',
      contentType: 'text/csv',
      numberOfLinesToSkip: 0,
      rawContent: 'User,Note\r\nann,a\r\nbob,b\r\n',
    },
  });
}

const read = (file: string) => readFileSync(join(root, file), 'utf8');

/** Pulls into the folder, as the command does. */
async function pull(all = false) {
  const repository = loadRepository(root);
  const workspace = await readContentOf(repository, test.connection, { owner: OWNER, now: NOW });
  const found = pullContent(repository, workspace, all);
  writeFiles(root, found.changes);
  return { ...found, workspace };
}

async function adopt() {
  const { workspace } = await pull();
  const adoption = planAdoption(loadRepository(root), workspace, test.connection, { owner: OWNER, now: NOW });
  return { ...adoption, outcome: await applyDeployment(adoption.deployment, test.connection) };
}

describe('a pull into an empty repository', () => {
  it('writes all that the team has there, and says what it leaves', async () => {
    const { files, skipped } = await pull();
    expect(files.map(({ action, file }) => [action, file])).toEqual([
      ['add', 'watchlists/vip.yaml'],
      ['add', 'functions/Parser.yaml'],
      ['add', 'hunts/workspace/their-hunt.yaml'],
      ['add', 'analytic-rules/their-rule.yaml'],
    ]);
    expect(skipped).toEqual([
      {
        name: 'A search',
        reason: "saved search of the category 'General': only hunting queries and functions are kept here",
      },
      { name: 'Hub rule', reason: "it belongs to the solution 'Syslog' of Content hub: --all takes it as well" },
    ]);
    expect(read('watchlists/vip.csv')).toBe('User,Note\r\nann,a\r\nbob,b\r\n');
    expect(read('analytic-rules/their-rule.yaml')).toContain('query: |\n  Syslog\n  | where SeverityLevel == "err"\n');
    expect(loadRepository(root).analyticRules.map(({ value }) => value.id)).toEqual([RULE]);
  });

  it('takes what came with Content hub when it is asked', async () => {
    const { files } = await pull(true);
    expect(files.map(({ name }) => name)).toContain('Hub rule');
  });
});

describe('a second pull', () => {
  it('changes nothing, to the byte', async () => {
    await pull();
    const { files, changes } = await pull();
    expect(files.every(({ action }) => action === 'unchanged')).toBe(true);
    expect(changes.size).toBe(0);
  });

  it('edits what differs in its place, and keeps what never reaches the service', async () => {
    await pull();
    const file = 'analytic-rules/their-rule.yaml';
    writeFileSync(
      join(root, file),
      `${read(file)}# ours\ntests:\n  - name: t\n    logs: { Syslog: [] }\n    expect: { rows: 0 }\n`,
    );
    const before = read(file);
    const changed = { ...RULE_PROPERTIES, severity: 'Low', query: 'Syslog' };
    await test.connection.arm.put(`${INSIGHTS}/alertRules/${RULE}`, { kind: 'Scheduled', properties: changed });
    const { files } = await pull();
    expect(files.find((one) => one.file === file)).toMatchObject({ action: 'edit', fields: ['severity', 'query'] });
    expect(read(file)).toBe(
      before.replace('severity: High', 'severity: Low').replace(/query: \|\n(?: {2}.*\n)+/, 'query: |\n  Syslog\n'),
    );
    expect(read(file)).toContain('# ours\ntests:');
  });

  it('takes rows that came, went and changed', async () => {
    await pull();
    writeFileSync(join(root, 'watchlists/vip.csv'), 'User,Note\r\nann,old\r\nbob,b\r\nzoe,gone\r\n');
    const items = await test.connection.arm.list(`${INSIGHTS}/watchlists/vip/watchlistItems`);
    expect(items).toHaveLength(2);
    await test.connection.arm.put(`${INSIGHTS}/watchlists/vip/watchlistItems/${RULE}`, {
      properties: { itemsKeyValue: { User: 'cat', Note: 'c' } },
    });
    const { files } = await pull();
    expect(files.find(({ file }) => file === 'watchlists/vip.yaml')).toMatchObject({
      action: 'edit',
      fields: ['items'],
    });
    expect(read('watchlists/vip.csv')).toBe('User,Note\r\nann,a\r\nbob,b\r\ncat,c\r\n');
  });

  it('names files that the workspace does not have, and leaves them', async () => {
    await pull();
    await test.connection.arm.delete('savedSearches/their-hunt');
    const { missing, changes } = await pull();
    expect(missing).toEqual(['hunts/workspace/their-hunt.yaml']);
    expect(changes.size).toBe(0);
  });
});

describe('an adoption', () => {
  it('writes marks and nothing else, and the plan is empty afterwards', async () => {
    const rows = await test.connection.arm.list(`${INSIGHTS}/watchlists/vip/watchlistItems`);
    const { outcome, differing } = await adopt();
    expect(differing).toEqual([]);
    expect(outcome.failed).toEqual([]);
    expect(outcome.applied.map(({ file, fields }) => [file, fields.map(({ path }) => path)])).toEqual([
      ['watchlists/vip.yaml', ['mark']],
      ['functions/Parser.yaml', ['mark']],
      ['hunts/workspace/their-hunt.yaml', ['mark']],
      ['analytic-rules/their-rule.yaml', ['mark']],
    ]);
    const plan = await planDeployment(loadRepository(root), test.connection, OPTIONS);
    expect(plan.plan.changes.filter(({ action }) => action !== 'unchanged')).toEqual([]);
    expect(await test.connection.arm.list(`${INSIGHTS}/watchlists/vip/watchlistItems`)).toEqual(rows);
    const rule = await test.connection.arm.get(`${INSIGHTS}/alertRules/${RULE}`);
    expect(rule?.properties).toMatchObject(RULE_PROPERTIES);
  });

  it('leaves what the file says otherwise, and names it', async () => {
    await pull();
    const file = 'analytic-rules/their-rule.yaml';
    const repository = loadRepository(root);
    const workspace = await readContentOf(repository, test.connection, { owner: OWNER, now: NOW });
    writeFileSync(join(root, file), read(file).replace('severity: High', 'severity: Low'));
    const { differing, deployment } = planAdoption(loadRepository(root), workspace, test.connection, {
      owner: OWNER,
      now: NOW,
    });
    expect(differing).toEqual([file]);
    expect(deployment.changes.map(({ change }) => change.file)).not.toContain(file);
  });

  it('does nothing a second time', async () => {
    await adopt();
    expect((await adopt()).outcome.applied).toEqual([]);
  });
});
