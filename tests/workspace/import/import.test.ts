import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isObject } from '../../../scripts/base/objects';
import { loadRepository } from '../../../scripts/content/repository';
import { YamlFile } from '../../../scripts/content/yaml/yaml-file';
import { importContent } from '../../../scripts/workspace/import/import';

const CONFIGURATION = 'workspaces:\n  local:\n    emulator: true\ndefaultWorkspace: local\n';
const ID = '2f7c3b1e-0d4a-4b8e-9c6f-1a2b3c4d5e6f';
const OTHER = '3f7c3b1e-0d4a-4b8e-9c6f-1a2b3c4d5e6f';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'import-'));
  write({ 'repo/sentinel.config.yaml': CONFIGURATION });
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

/** Imports these files; what became of them, with the data of each new file. */
async function importing(files: Record<string, string | object>) {
  write(
    Object.fromEntries(
      Object.entries(files).map(([file, text]) => [
        `from/${file}`,
        typeof text === 'string' ? text : JSON.stringify(text),
      ]),
    ),
  );
  const result = await importContent(join(root, 'from'), loadRepository(join(root, 'repo')), new Date(0));
  const texts = new Map([...result.changes].map(([file, text]) => [file, typeof text === 'string' ? text : '']));
  const data = (file: string) => {
    const found = YamlFile.parse(file, texts.get(file) ?? '').data;
    return isObject(found) ? found : {};
  };
  return { ...result, texts, data, reasons: result.skipped.map(({ reason }) => reason) };
}

const rule = (more: object = {}) => ({
  displayName: 'Many failed sign-ins',
  description: 'Counts them.',
  severity: 'High',
  enabled: true,
  query: 'SigninLogs\n| where ResultType != "0"\n',
  queryFrequency: 'PT1H',
  queryPeriod: 'P1D',
  triggerOperator: 'GreaterThan',
  triggerThreshold: 5,
  suppressionDuration: 'PT5H',
  suppressionEnabled: false,
  tactics: ['CredentialAccess'],
  techniques: ['T1110'],
  subTechniques: ['T1110.003'],
  entityMappings: null,
  customDetails: { Failures: 'Count' },
  alertDetailsOverride: null,
  templateVersion: '1.0.3',
  ...more,
});

const template = (...resources: object[]) => ({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  parameters: { workspace: { type: 'String' } },
  variables: { hunt: ID },
  resources,
});

const RULE = {
  name: `[concat(parameters('workspace'),'/Microsoft.SecurityInsights/${ID}')]`,
  type: 'Microsoft.OperationalInsights/workspaces/providers/alertRules',
  kind: 'Scheduled',
  properties: rule(),
};

describe('an export of the portal', () => {
  it('gives rules with every field, in our words', async () => {
    const { imported, data } = await importing({ 'Azure_Sentinel_analytic_rule.json': template(RULE) });
    expect(imported).toEqual([
      {
        kind: 'analytic-rule',
        id: ID,
        name: 'Many failed sign-ins',
        file: 'analytic-rules/many-failed-sign-ins.yaml',
        from: 'Azure_Sentinel_analytic_rule.json',
        notes: [],
      },
    ]);
    expect(data('analytic-rules/many-failed-sign-ins.yaml')).toEqual({
      id: ID,
      name: 'Many failed sign-ins',
      description: 'Counts them.',
      severity: 'High',
      kind: 'Scheduled',
      query: 'SigninLogs\n| where ResultType != "0"\n',
      queryFrequency: 'PT1H',
      queryPeriod: 'P1D',
      triggerOperator: 'gt',
      triggerThreshold: 5,
      suppressionDuration: 'PT5H',
      tactics: ['CredentialAccess'],
      relevantTechniques: ['T1110.003'],
      customDetails: { Failures: 'Count' },
      version: '1.0.3',
    });
  });

  it('finds content in nested deployments, as children, and in templates of Content hub', async () => {
    const search = {
      type: 'savedSearches',
      name: "[concat('ws/', variables('hunt'))]",
      properties: {
        category: 'Hunting Queries',
        displayName: 'A hunt',
        query: 'Syslog',
        version: 2,
        tags: [
          { name: 'Tactics', value: 'Impact' },
          { name: 'relevantTechniques', value: 'T1485' },
        ],
      },
    };
    const { imported, data } = await importing({
      'nested.json': template(
        {
          type: 'Microsoft.Resources/deployments',
          name: 'd',
          properties: { template: template({ ...RULE, kind: 'NRT', properties: rule({ displayName: 'Nested' }) }) },
        },
        { type: 'Microsoft.OperationalInsights/workspaces', name: 'ws', resources: [{ ...search, name: OTHER }] },
      ),
    });
    expect(imported.map(({ file, kind }) => [kind, file])).toEqual([
      ['hunting-query', 'hunts/imported/a-hunt.yaml'],
      ['analytic-rule', 'analytic-rules/nested.yaml'],
    ]);
    expect(data('hunts/imported/a-hunt.yaml')).toMatchObject({ tactics: ['Impact'], relevantTechniques: ['T1485'] });
    expect(data('analytic-rules/nested.yaml').kind).toBe('NRT');
  });

  it('reads functions with their parameters, and lists with their rows', async () => {
    const { imported, data, texts } = await importing({
      'all.json': template(
        {
          type: 'Microsoft.OperationalInsights/workspaces/savedSearches',
          name: 'ws/parser',
          properties: {
            category: 'Function',
            displayName: 'A parser',
            query: 'Syslog',
            functionAlias: 'MyParser',
            functionParameters: "host:string='a,b', T:(A:string, *)",
          },
        },
        {
          type: 'Microsoft.OperationalInsights/workspaces/providers/Watchlists',
          name: 'ws/Microsoft.SecurityInsights/vip',
          properties: {
            displayName: 'VIP',
            provider: 'Us',
            source: 'v.csv',
            itemsSearchKey: 'User',
            numberOfLinesToSkip: 1,
            rawContent: 'skipped\r\nUser,Note\r\nann,"a, b"\r\n',
          },
        },
      ),
    });
    expect(imported.map(({ file }) => file)).toEqual(['watchlists/vip.yaml', 'functions/MyParser.yaml']);
    expect(data('functions/MyParser.yaml').parameters).toEqual(["host:string='a,b'", 'T:(A:string, *)']);
    expect(texts.get('watchlists/vip.csv')).toBe('User,Note\r\nann,"a, b"\r\n');
  });

  it('says what only a deployment would know, and gives an id that follows from the file', async () => {
    const unknown = {
      ...RULE,
      name: "[concat(parameters('workspace'),'/Microsoft.SecurityInsights/', guid('x'))]",
      properties: rule({ query: "[reference('q').text]" }),
    };
    const first = await importing({ 'guid.json': template(unknown) });
    const second = await importing({ 'guid.json': template(unknown) });
    expect(first.imported[0]?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.imported[0]?.id).toBe(first.imported[0]?.id);
    expect(first.imported[0]?.notes).toEqual([
      'query stays as it is written: reference() is known only to a deployment',
      'its id follows from the file: guid() is known only to a deployment',
    ]);
  });

  it('names what is out of scope', async () => {
    const { skipped } = await importing({
      'other.json': template(
        { ...RULE, kind: 'Fusion', properties: { displayName: 'Advanced attacks', enabled: true } },
        { type: 'Microsoft.Logic/workflows', name: 'a-playbook', properties: {} },
        {
          type: 'Microsoft.OperationalInsights/workspaces/savedSearches',
          name: 'ws/x',
          properties: { category: 'General', displayName: 'A search', query: 'Syslog' },
        },
      ),
    });
    expect(skipped.map(({ name, reason }) => [name, reason])).toEqual([
      ['a-playbook', 'microsoft.logic/workflows: not of the kinds that are kept here'],
      ['A search', "saved search of the category 'General': only hunting queries and functions are kept here"],
      ['Advanced attacks', 'Fusion rule: only Scheduled and NRT rules are kept here'],
    ]);
  });

  it('takes an answer of the API as well', async () => {
    const id = `/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w/providers/Microsoft.SecurityInsights/alertRules/${ID}`;
    const { imported } = await importing({
      'list.json': { value: [{ id, name: ID, kind: 'Scheduled', properties: rule() }] },
    });
    expect(imported.map((one) => one.id)).toEqual([ID]);
  });
});

describe('YAML of other layouts', () => {
  const HUNT = `id: ${ID}\nname: A hunt\ndescription: |\n  'Finds it.'\ntechniques:\n  - T1110.003\n# why\nquery: |\n  Syslog\n`;

  it('keeps the text, comments included, and gives fields our names', async () => {
    const { texts, imported } = await importing({ 'Content/HuntingQueries/Syslog/AHunt.yaml': HUNT });
    expect(imported[0]?.file).toBe('hunts/imported/a-hunt.yaml');
    expect(texts.get('hunts/imported/a-hunt.yaml')).toBe(HUNT.replace('techniques:', 'relevantTechniques:'));
  });

  it('leaves a file that is ours already to the byte', async () => {
    const text = HUNT.replace('techniques:\n  - T1110.003\n', 'relevantTechniques: [ T1110.003 ]   # odd\n');
    expect((await importing({ 'h.yaml': text })).texts.get('hunts/imported/a-hunt.yaml')).toBe(text);
  });

  it('fills in the kind of old rules, and ids where there are none', async () => {
    const { data, imported } = await importing({
      'old.yaml':
        'name: Old\ndescription: d\nseverity: Low\nqueryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\nquery: Syslog\n',
    });
    expect(data('analytic-rules/old.yaml')).toMatchObject({
      kind: 'Scheduled',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(imported[0]?.notes).toEqual(['its id follows from the file']);
  });

  it('opens the envelopes of ContentOps', async () => {
    const { imported, data, texts } = await importing({
      'detections/sentinel_analytic/many-failures.yml': JSON.stringify({
        id: 'many-failures',
        version: '1.2.0',
        platform: 'sentinel',
        sentinel: { kind: 'Scheduled', ...rule({ templateVersion: undefined }) },
      }),
      'detections/sentinel_watchlist/vip.yml': JSON.stringify({
        id: 'vip',
        payload: { displayName: 'VIP', provider: 'Us', itemsSearchKey: 'User', items: [{ User: 'ann', Note: '"x"' }] },
      }),
      'detections/defender_custom_detection/d.yml': JSON.stringify({ id: 'd', payload: { title: 'x' } }),
    });
    expect(imported.map(({ kind, id }) => [kind, id])).toEqual([
      ['analytic-rule', 'many-failures'],
      ['watchlist', 'vip'],
    ]);
    expect(data('analytic-rules/many-failed-sign-ins.yaml').version).toBe('1.2.0');
    expect(texts.get('watchlists/vip.csv')).toBe('User,Note\r\nann,"""x"""\r\n');
  });

  it('reads parsers of both forms', async () => {
    const { data } = await importing({
      'p.yaml': `id: ${ID}\nFunctionName: Ours\nFunctionAlias: OurParser\nCategory: Function\nFunctionQuery: Syslog\n`,
      'asim.yaml':
        'ParserName: imDns\nParserParams:\n  - { Name: starttime, Type: datetime, Default: datetime(null) }\n  - { Name: pack, Type: string, Default: no }\nParserQuery: Syslog\n',
    });
    expect(data('functions/OurParser.yaml')).toEqual({
      id: ID,
      functionAlias: 'OurParser',
      name: 'Ours',
      category: 'Function',
      query: 'Syslog\n',
    });
    expect(data('functions/imDns.yaml').parameters).toEqual(['starttime:datetime=datetime(null)', "pack:string='no'"]);
  });

  it('names rules of other kinds, files that are none, and broken ones', async () => {
    const { reasons } = await importing({
      'fusion.yaml': `id: ${ID}\nkind: Fusion\nname: F\nquery: x\ntriggerOperator: gt\n`,
      'note.yaml': 'title: nothing\n',
      'broken.yaml': 'a: [1\n',
      'broken.json': '{',
      'other.json': { a: 1 },
    });
    expect(reasons).toEqual([
      expect.stringMatching(/^it is no JSON: /),
      expect.stringMatching(/^\d+:\d+ This is not valid YAML/),
      'Fusion rule: not of the kinds that are kept here',
      'it is no rule, hunt, watchlist or function',
      'it is neither an ARM template nor an answer of the API',
    ]);
  });
});

describe('what is there already', () => {
  const hunt = (id: string, name: string) => `id: ${id}\nname: ${name}\ndescription: d\nquery: Syslog\n`;

  it('is not overwritten, and named', async () => {
    write({ 'repo/hunts/bad/mine.yaml': hunt(ID.toUpperCase(), 'Mine') });
    const { imported, reasons } = await importing({ 'theirs.yaml': hunt(ID, 'Theirs') });
    expect(imported).toEqual([]);
    expect(reasons).toEqual(['hunts/bad/mine.yaml has this id already']);
  });

  it('keeps its file: another of the same name gets one of its own', async () => {
    write({ 'repo/hunts/imported/same-name.yaml': hunt(OTHER, 'Same name') });
    const { imported } = await importing({ 'a.yaml': hunt(ID, 'Same name!') });
    expect(imported.map(({ file }) => file)).toEqual(['hunts/imported/same-name-2f7c3b1e.yaml']);
  });
});
