import { DEFAULTS } from '../../../scripts/content/configuration.js';
import type { Configuration, SavedFunction } from '../../../scripts/content/model.js';
import type { Repository } from '../../../scripts/content/repository.js';
import { INSIGHTS } from '../../../scripts/workspace/azure/arm.js';
import type { Handler, Present } from '../../../scripts/workspace/resources/handler.js';
import { handlerOf } from '../../../scripts/workspace/resources/registry.js';
import { ANALYTIC_RULES } from '../../../scripts/workspace/resources/rules/analytic-rules.js';
import { rowOfObject, toStix } from '../../../scripts/workspace/resources/stix-indicator.js';
import { deployTo, eachTestsWorkspace, hunt, OWNER, planFor, repository, rule, watchlist } from '../workspace.js';

const workspace = eachTestsWorkspace();

const configured = (content: Repository, more: Partial<Configuration>): Repository => ({
  ...content,
  configuration: { ...DEFAULTS, ...more },
});

const parser: SavedFunction = {
  id: '55555555-5555-4555-8555-555555555555',
  functionAlias: 'MyParser',
  name: 'My parser',
  description: 'Reads things.',
  parameters: ["kind:string='a,b'", 'T:(TimeGenerated:datetime, *)', 'disabled:bool=false'],
  query: 'T | where Kind == kind',
  version: '1.0.0',
};

async function presentOf(kind: Handler['kind'], wanted: Repository): Promise<Present | undefined> {
  await deployTo(wanted, workspace.connection);
  const planned = await planFor(wanted, workspace.connection);
  return planned.changes.find(({ change }) => change.kind === kind)?.present;
}

describe('the way back, from the service to a file', () => {
  it('a function keeps all of it', async () => {
    const present = await presentOf('function', repository({ functions: [parser] }));
    expect(present && handlerOf('function').toContent(present)).toEqual(parser);
  });

  it('a rule keeps what the service has a place for', async () => {
    const present = await presentOf('analyticRule', repository({ rules: [rule()] }));
    const { status, ...kept } = rule();
    expect(present && ANALYTIC_RULES.toContent(present)).toEqual({
      ...kept,
      description: 'Finds things.',
      queryFrequency: 'PT1H',
      queryPeriod: 'P1D',
      suppressionDuration: 'PT5H',
      incidentConfiguration: {
        createIncident: true,
        groupingConfiguration: { ...kept.incidentConfiguration?.groupingConfiguration, lookbackDuration: 'PT5H' },
      },
    });
    expect(status).toBe('Available');
  });

  it('a plain rule has no defaults in its file', async () => {
    const { id, name, description, query } = rule();
    const plain = {
      id,
      kind: 'NRT',
      name,
      description: description.trim(),
      severity: 'Low',
      query,
      version: '1.0.0',
    } as const;
    const present = await presentOf('analyticRule', repository({ rules: [plain] }));
    expect(present && ANALYTIC_RULES.toContent(present)).toEqual(plain);
  });

  it('a hunting query keeps what fits into its tags', async () => {
    const mapped = hunt({
      entityMappings: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'ClientIP' }] }],
      requiredDataConnectors: [
        { connectorId: 'DNS', dataTypes: ['DnsEvents', 'DnsInventory'] },
        { connectorId: 'Okta', dataTypes: [] },
      ],
      tags: ['beacon', 'Acme'],
      metadata: { author: { name: 'Ada' } },
    });
    const present = await presentOf('huntingQuery', repository({ hunts: [mapped] }));
    expect(present && handlerOf('huntingQuery').toContent(present)).toEqual(mapped);
  });

  it('a watchlist keeps its definition and its rows', async () => {
    const list = watchlist('list-a', ['Key', 'Value'], [['a', '1']]);
    const present = await presentOf('watchlist', repository({ watchlists: [list] }));
    expect(present && handlerOf('watchlist').toContent(present)).toEqual({
      ...list.value,
      source: 'list-a.csv',
      items: { header: ['Key', 'Value'], rows: [['a', '1']] },
    });
  });
});

describe('hunts of the service', () => {
  const families = (more: string[] = ['One', 'Two']) => {
    const content = repository({
      hunts: more.map((name, index) =>
        hunt({ id: hunt().id.replace(/1$/, String(index)), name: `Fam: ${name}`, relevantTechniques: ['T1071.001'] }),
      ),
    });
    for (const file of content.huntingQueries) file.file = `hunts/fam/${file.value.name.slice(5)}.yaml`;
    return configured(content, { huntObjects: true });
  };

  it('are one a family, lead to its queries, and follow them', async () => {
    expect(await deployTo(families(), workspace.connection)).toMatchObject({ failed: [], moved: [] });
    const { arm } = workspace.connection;
    const [found] = await arm.list(`${INSIGHTS}/hunts`);
    expect(found?.properties).toMatchObject({
      displayName: 'Fam',
      attackTactics: ['CommandAndControl', 'Execution'],
      attackTechniques: ['T1071'],
      description: expect.stringMatching(/^Hypothesis: Fam /),
    });
    const relations = async () => (await arm.list(`${INSIGHTS}/hunts/${found?.name}/relations`)).length;
    expect(await relations()).toBe(2);
    await arm.put(`${INSIGHTS}/hunts/${found?.name}`, { properties: { ...found?.properties, status: 'Active' } });
    expect((await planFor(families(), workspace.connection)).plan.summary).toMatchObject({ unchanged: 3 });
    await deployTo(families(['One', 'Two', 'Three']), workspace.connection);
    expect(await relations()).toBe(3);
    const [after] = await arm.list(`${INSIGHTS}/hunts`);
    expect(after?.properties).toMatchObject({ status: 'Active', description: expect.stringMatching(/- Fam: Three/) });
    await deployTo(families(['One']), workspace.connection, { prune: true });
    expect(await relations()).toBe(1);
    await deployTo(configured(repository({}), { huntObjects: true }), workspace.connection, { prune: true });
    expect(await arm.list(`${INSIGHTS}/hunts`)).toEqual([]);
  });

  it('are not touched unless they are switched on', async () => {
    await deployTo(repository({ hunts: [hunt()] }), workspace.connection);
    expect(workspace.requests.filter(({ path }) => /\/hunts/.test(path))).toEqual([]);
  });
});

describe("indicators in the workspace's own table", () => {
  const header = [
    'Indicator',
    'Port',
    'MalwareFamily',
    'ThreatType',
    'Confidence',
    'FirstSeen',
    'ValidUntil',
    'Source',
    'Report',
  ];
  const row = (indicator: string, more: Partial<Record<string, string>> = {}) =>
    header.map(
      (column) =>
        more[column] ??
        {
          Indicator: indicator,
          MalwareFamily: 'Fam',
          Confidence: '75',
          FirstSeen: '2026-05-01',
          ValidUntil: '2026-07-01',
          Source: 'S',
          Report: 'r.md',
        }[column] ??
        '',
    );
  const content = (...rows: string[][]) =>
    configured(repository({ watchlists: [watchlist('ioc-ip', header, rows)] }), { indicators: 'threat-intelligence' });
  const uploads = () =>
    workspace.requests
      .filter(({ path }) => path.includes(':upload'))
      .map(({ body }) => Object(body).stixobjects.length);

  it('are uploaded instead of a watchlist, a hundred at a time, and then there is nothing to do', async () => {
    const rows = Array.from({ length: 150 }, (_, index) => row(`192.0.2.${index}`, { Port: index % 2 ? '443' : '' }));
    const outcome = await deployTo(content(...rows), workspace.connection);
    expect(outcome).toMatchObject({ failed: [], moved: [] });
    expect(outcome.applied).toMatchObject([{ kind: 'threatIntelligence', id: 'ioc-ip', items: { add: 150 } }]);
    expect(uploads().sort()).toEqual([100, 50]);
    expect(await workspace.connection.arm.list(`${INSIGHTS}/watchlists`)).toEqual([]);
    expect((await planFor(content(...rows), workspace.connection)).plan.summary).toMatchObject({
      unchanged: 1,
      itemChanges: 0,
    });
  });

  it('change by what differs; one that leaves its list alive is revoked, and comes back under another id', async () => {
    await deployTo(content(row('192.0.2.1'), row('192.0.2.2')), workspace.connection);
    const changed = content(row('192.0.2.1', { Confidence: '90' }));
    const { plan } = await planFor(changed, workspace.connection);
    expect(plan.changes[0]).toMatchObject({
      items: { add: 0, change: 1, remove: 1 },
      rows: [
        { action: 'change', key: '192.0.2.1', before: { Confidence: '75' }, after: { Confidence: '90' } },
        { action: 'remove', key: '192.0.2.2' },
      ],
    });
    expect(await deployTo(changed, workspace.connection)).toMatchObject({ failed: [], moved: [] });
    const back = content(row('192.0.2.1', { Confidence: '90' }), row('192.0.2.2'));
    expect(await deployTo(back, workspace.connection)).toMatchObject({ failed: [], moved: [] });
    expect((await planFor(back, workspace.connection)).plan.summary).toMatchObject({ unchanged: 1 });
  });

  it('that ended with their life are left as they are', async () => {
    await deployTo(content(row('192.0.2.1'), row('192.0.2.2', { ValidUntil: '2026-05-20' })), workspace.connection);
    expect((await planFor(content(row('192.0.2.1')), workspace.connection)).plan.summary).toMatchObject({
      unchanged: 1,
    });
  });

  it.each([
    ['ioc-ip', '192.0.2.1', '', "[ipv4-addr:value = '192.0.2.1']"],
    ['ioc-ip', '2001:db8::1', '', "[ipv6-addr:value = '2001:db8::1']"],
    ['ioc-domain', 'bad.example', '', "[domain-name:value = 'bad.example']"],
    ['ioc-url', "https://bad.example/it's", '', "[url:value = 'https://bad.example/it\\'s']"],
    ['ioc-email', 'a@bad.example', '', "[email-addr:value = 'a@bad.example']"],
    ['ioc-file-hash', 'ab', 'sha256', "[file:hashes.'SHA-256' = 'ab']"],
  ])('of %s are STIX and back: %s', (list, Indicator, HashType, pattern) => {
    const given = {
      Indicator,
      MalwareFamily: 'Fam',
      FirstSeen: '',
      Confidence: '50',
      ...(HashType ? { HashType } : {}),
    };
    const object = toStix(given, { id: 'i', list, owner: OWNER, now: new Date(0), before: undefined });
    expect(object).toMatchObject({
      pattern,
      spec_version: '2.1',
      valid_from: '1900-01-01T00:00:00.000Z',
      modified: '1970-01-01T00:00:00.000Z',
    });
    const { FirstSeen: _, ...kept } = given;
    expect(rowOfObject(object)).toEqual(kept);
    const later = toStix(given, { id: 'i', list, owner: OWNER, now: new Date(0), before: object });
    expect(later.modified).toBe('1970-01-01T00:00:00.001Z');
  });
});
