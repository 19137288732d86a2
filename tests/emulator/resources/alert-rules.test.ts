import { type Bench, collect, INSIGHTS, SCOPE, startBench } from '../support.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.emulator.close());

const PREVIEW = '2025-07-01-preview';
const STABLE = '2025-09-01';
const RULES = `${INSIGHTS}/alertRules`;
let count = 0;
const newName = () => `Rule ${++count}`;

const scheduled = () => ({
  displayName: newName(),
  enabled: true,
  severity: 'Medium',
  query: 'DeviceNetworkEvents | where TimeGenerated > ago(1h)',
  queryFrequency: 'PT1H',
  queryPeriod: 'PT1H',
  triggerOperator: 'GreaterThan',
  triggerThreshold: 0,
  suppressionDuration: 'PT1H',
  suppressionEnabled: false,
});
const nrt = () => {
  const { queryFrequency, queryPeriod, triggerOperator, triggerThreshold, ...rest } = scheduled();
  return rest;
};
const put = (id: string, properties: object, kind = 'Scheduled', version = PREVIEW) =>
  bench.call('PUT', `${RULES}/${id}`, { kind, properties }, version);

describe('an alert rule', () => {
  it('is created, read, changed, listed and deleted by the SDK client', async () => {
    const rules = bench.insights.alertRules;
    const rule = { ...scheduled(), kind: 'Scheduled' as const };
    const created = await rules.createOrUpdate(...SCOPE, 'Rule-A', rule);
    expect(created).toMatchObject({
      ...rule,
      name: 'Rule-A',
      type: 'Microsoft.SecurityInsights/alertRules',
      id: expect.stringMatching(/\/resourceGroups\/local\/.*\/alertRules\/Rule-A$/),
      lastModifiedUtc: new Date('2026-05-20T12:00:00Z'),
    });
    bench.setClock(new Date('2026-05-21T00:00:00Z'));
    const changed = await rules.createOrUpdate(...SCOPE, 'rule-a', { ...rule, severity: 'High' });
    expect(changed).toMatchObject({
      name: 'Rule-A',
      severity: 'High',
      lastModifiedUtc: new Date('2026-05-21T00:00:00Z'),
    });
    expect(await rules.get(...SCOPE, 'RULE-A')).toEqual(changed);
    expect((await collect(rules.list(...SCOPE))).map(({ name }) => name)).toEqual(['Rule-A']);
    await rules.delete(...SCOPE, 'Rule-A');
    await rules.delete(...SCOPE, 'Rule-A');
    await expect(rules.get(...SCOPE, 'Rule-A')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('keeps every property, also those that no client knows', async () => {
    const properties = {
      ...scheduled(),
      description: 'Traffic to listed addresses',
      tactics: ['CommandAndControl'],
      techniques: ['T1071'],
      subTechniques: ['T1071.001'],
      alertRuleTemplateName: '0b1c5f6e-6d1e-4c58-9b5c-0b1c5f6e6d1e',
      templateVersion: '1.2.3',
      entityMappings: [{ entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'RemoteIP' }] }],
      customDetails: { Device: 'DeviceName' },
      alertDetailsOverride: {
        alertDisplayNameFormat: 'Beacon to {{RemoteIP}}',
        alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Link' }],
      },
      eventGroupingSettings: { aggregationKind: 'AlertPerResult' },
      incidentConfiguration: {
        createIncident: true,
        groupingConfiguration: {
          enabled: true,
          reopenClosedIncident: false,
          lookbackDuration: 'PT5H',
          matchingMethod: 'Selected',
          groupByEntities: ['IP'],
        },
      },
      sentinelEntitiesMappings: [{ columnName: 'Entities' }],
      somethingOfTomorrow: { deep: [1, { deeper: true }] },
    };
    await put('complete', properties);
    const { body } = await bench.call('GET', `${RULES}/complete`);
    expect(body).toMatchObject({ kind: 'Scheduled', systemData: { lastModifiedAt: expect.any(String) } });
    expect(body.properties).toEqual({
      ...properties,
      incidentConfiguration: {
        createIncident: true,
        groupingConfiguration: {
          ...properties.incidentConfiguration.groupingConfiguration,
          groupByAlertDetails: [],
          groupByCustomDetails: [],
        },
      },
      lastModifiedUtc: '2026-05-21T00:00:00.0000000Z',
    });
  });

  it('takes a property that is null for one that is absent, and comes back with what the service fills in', async () => {
    expect(await put('nulls', { ...scheduled(), customDetails: null })).toMatchObject({ status: 201 });
    expect((await bench.call('GET', `${RULES}/nulls`)).body.properties).toMatchObject({
      description: '',
      tactics: [],
      customDetails: null,
      entityMappings: null,
      alertDetailsOverride: null,
      alertRuleTemplateName: null,
      eventGroupingSettings: { aggregationKind: 'SingleAlert' },
      incidentConfiguration: {
        createIncident: true,
        groupingConfiguration: { enabled: false, lookbackDuration: 'PT5H', matchingMethod: 'AllEntities' },
      },
    });
  });

  it.each([
    ['PT60M', 'PT1H'],
    ['PT24H', 'P1D'],
    ['PT36H', 'P1DT12H'],
    ['PT3600S', 'PT1H'],
    ['P1DT0H', 'P1D'],
  ])('has its durations in their shortest form: %s is %s', async (sent, kept) => {
    await put('durations', { ...scheduled(), queryPeriod: sent });
    expect((await bench.call('GET', `${RULES}/durations`)).body.properties.queryPeriod).toBe(kept);
    await put('durations', { ...scheduled(), suppressionDuration: 'PT0H', startTimeUtc: '2026-06-10T02:00:00+02:00' });
    expect((await bench.call('GET', `${RULES}/durations`)).body.properties).toMatchObject({
      suppressionDuration: 'PT0S',
      startTimeUtc: '2026-06-10T00:00:00.0000000Z',
    });
  });

  it('of a kind that has no query is kept as it comes, and seen by the versions that know it', async () => {
    const own = await startBench();
    const others = ['Fusion', 'MicrosoftSecurityIncidentCreation', 'MLBehaviorAnalytics', 'ThreatIntelligence'];
    for (const kind of others) {
      const body = { kind, properties: { enabled: true, alertRuleTemplateName: kind } };
      expect((await own.call('PUT', `${RULES}/BuiltIn${kind}`, body)).status).toBe(201);
    }
    const kindsIn = async (version: string): Promise<string[]> =>
      (await own.call('GET', RULES, undefined, version)).body.value.map(({ kind }: { kind: string }) => kind);
    expect(await kindsIn(PREVIEW)).toEqual(others);
    expect(await kindsIn(STABLE)).toEqual(['Fusion', 'MicrosoftSecurityIncidentCreation']);
    await own.emulator.close();
  });

  it('has a new etag after each write, and a stale one is a conflict', async () => {
    const rule = { kind: 'NRT', properties: nrt() };
    const { etag } = (await bench.call('PUT', `${RULES}/etag`, rule)).body;
    expect((await bench.call('PUT', `${RULES}/etag`, { ...rule, etag })).status).toBe(200);
    expect(await bench.call('PUT', `${RULES}/etag`, { ...rule, etag })).toMatchObject({
      status: 409,
      body: { error: { code: 'Conflict' } },
    });
    expect((await bench.call('PUT', `${RULES}/etag`, { ...rule, etag: '*' })).status).toBe(200);
  });

  it('of kind NRT exists in preview versions only', async () => {
    expect((await put('nrt', nrt(), 'NRT', STABLE)).status).toBe(400);
    expect((await put('nrt', nrt(), 'NRT')).status).toBe(201);
    const namesIn = async (version: string): Promise<string[]> =>
      (await bench.call('GET', RULES, undefined, version)).body.value.map(({ name }: { name: string }) => name);
    expect(await namesIn(PREVIEW)).toContain('nrt');
    expect(await namesIn(STABLE)).not.toContain('nrt');
  });

  it('keeps its kind', async () => {
    await put('kind', scheduled());
    expect((await put('kind', nrt(), 'NRT')).status).toBe(400);
  });
});

describe('a rule is refused with 400', () => {
  const mapping = { entityType: 'IP', fieldMappings: [{ identifier: 'Address', columnName: 'RemoteIP' }] };
  const grouping = { enabled: true, reopenClosedIncident: false, lookbackDuration: 'PT5H', matchingMethod: 'AnyAlert' };
  const incident = (groupingConfiguration: object) => ({
    incidentConfiguration: { createIncident: true, groupingConfiguration },
  });

  it.each<[string, object, RegExp]>([
    ['no display name', { displayName: null }, /displayName/],
    ['a name of 257 characters', { displayName: 'x'.repeat(257) }, /displayName/],
    ['an empty query', { query: '' }, /properties\.query/],
    ['a query of 10,001 characters', { query: 'x'.repeat(10_001) }, /properties\.query/],
    ['an unknown severity', { severity: 'Critical' }, /severity.*Informational, Low, Medium, High/],
    ['an unknown tactic', { tactics: ['Command and Control'] }, /tactics\[0\]/],
    ['a sub-technique among the techniques', { techniques: ['T1071.001'] }, /expected format is 'T####'/],
    ['a technique among the sub-techniques', { subTechniques: ['T1071'] }, /expected format is 'T####\.###'/],
    ['no frequency', { queryFrequency: null }, /queryFrequency/],
    ['a frequency that is no ISO 8601 duration', { queryFrequency: '5m' }, /queryFrequency.*ISO 8601/],
    ['an empty duration', { queryFrequency: 'PT' }, /queryFrequency.*ISO 8601/],
    ['a frequency under 5 minutes', { queryFrequency: 'PT4M59S' }, /queryFrequency.*out of range/],
    ['a period over 14 days', { queryPeriod: 'P14DT1S' }, /queryPeriod.*out of range/],
    ['a period shorter than the frequency', { queryPeriod: 'PT30M' }, /queryPeriod.*shorter/],
    ['5 minutes over 2 days', { queryFrequency: 'PT5M', queryPeriod: 'P2D' }, /queryFrequency.*1 hour/],
    ['the YAML name of an operator', { triggerOperator: 'gt' }, /triggerOperator.*GreaterThan/],
    ['a threshold above 10,000', { triggerThreshold: 10_001 }, /triggerThreshold/],
    ['a threshold that is no integer', { triggerThreshold: 0.5 }, /triggerThreshold/],
    ['a suppression over 24 hours', { suppressionDuration: 'P1DT1S' }, /suppressionDuration/],
    ['eleven entity mappings', { entityMappings: Array(11).fill(mapping) }, /entityMappings/],
    ['an unknown entity', { entityMappings: [{ ...mapping, entityType: 'Ip' }] }, /entityMappings\[0\]\.entityType/],
    ['an entity without fields', { entityMappings: [{ ...mapping, fieldMappings: [] }] }, /fieldMappings/],
    [
      'four identifiers',
      { entityMappings: [{ ...mapping, fieldMappings: Array(4).fill(mapping.fieldMappings[0]) }] },
      /fieldMappings/,
    ],
    ['a column that is no name', { customDetails: { Family: 'Malware Family' } }, /customDetails\.Family/],
    ['a detail name of 21 characters', { customDetails: { ['x'.repeat(21)]: 'A' } }, /customDetails/],
    [
      '21 details',
      { customDetails: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`d${i}`, 'A'])) },
      /customDetails/,
    ],
    ['four placeholders', { alertDetailsOverride: { alertDisplayNameFormat: '{{a}}{{b}}{{c}}{{d}}' } }, /at most 3/],
    [
      'an unknown alert property',
      { alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'Title', value: 'a' }] } },
      /alertProperty/,
    ],
    ['an unknown grouping of events', { eventGroupingSettings: { aggregationKind: 'None' } }, /aggregationKind/],
    ['an incident setting without its switch', { incidentConfiguration: {} }, /createIncident/],
    ['a lookback under 5 minutes', incident({ ...grouping, lookbackDuration: 'PT1M' }), /lookbackDuration/],
    ['a lookback over 7 days', incident({ ...grouping, lookbackDuration: 'P8D' }), /lookbackDuration/],
    [
      'Selected with nothing selected',
      incident({ ...grouping, matchingMethod: 'Selected', groupByEntities: [] }),
      /groupingConfiguration/,
    ],
  ])('%s', async (_what, change, message) => {
    const answer = await put('bad', { ...scheduled(), ...change });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
    expect(answer.body.error.message).toMatch(message);
    expect((await bench.call('GET', `${RULES}/bad`)).status).toBe(404);
  });

  it('a kind that is unknown or missing, as the SDK sends it', async () => {
    expect((await put('bad', scheduled(), 'Watcher')).body.error.message).toMatch(/kind.*Scheduled, NRT/);
    expect((await bench.call('PUT', `${RULES}/bad`, { kind: 'AlertRule' })).status).toBe(400);
    expect((await bench.call('PUT', `${RULES}/bad`)).status).toBe(400);
  });

  it('a name that another rule has, but not its own', async () => {
    const rule = scheduled();
    await put('first', rule);
    expect((await put('first', rule)).status).toBe(200);
    const answer = await put('second', { ...scheduled(), displayName: rule.displayName });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('already exists') } },
    });
  });
});

describe('the query of a rule is run when it is saved', () => {
  const mappingOf = (columnName: string) => ({
    entityMappings: [{ entityType: 'Host', fieldMappings: [{ identifier: 'HostName', columnName }] }],
  });

  it.each<[string, object, string]>([
    [
      'a table that is not there',
      { query: 'NoSuchTable | take 1' },
      'Failed to run the analytics rule query. One of the tables does not exist.',
    ],
    [
      'a column that is not there',
      { query: 'DnsEvents | where Nam == "x"' },
      'Failed to run the analytics rule query. ',
    ],
    ['what is no KQL', { query: 'DnsEvents | where' }, 'Failed to run the analytics rule query. '],
    ['a list that is not there', { query: '_GetWatchlist("absent")' }, 'Failed to run the analytics rule query. '],
    ['a mapped column', mappingOf('Nam'), "Error in EntityMappings: The given column 'Nam' does not exist."],
    [
      'a column in other casing',
      mappingOf('devicename'),
      "Error in EntityMappings: The given column 'devicename' does not exist.",
    ],
    [
      'the column of a detail',
      { customDetails: { Name: 'Nam' } },
      "Error in CustomDetails: The given column 'Nam' does not exist.",
    ],
  ])('%s is refused', async (_, change, message) => {
    const answer = await put('unsaved', { ...scheduled(), ...change });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
    expect(answer.body.error.message.slice(0, message.length)).toBe(message);
    expect((await bench.call('GET', `${RULES}/unsaved`)).status).toBe(404);
  });

  it('but not what the query returns as entities, nor dynamic properties', async () => {
    const unchecked = {
      sentinelEntitiesMappings: [{ columnName: 'Absent' }],
      alertDetailsOverride: { alertDynamicProperties: [{ alertProperty: 'AlertLink', value: 'Absent' }] },
    };
    expect((await put('unchecked', { ...scheduled(), ...unchecked })).status).toBe(201);
  });

  it("over the workspace's own tables, functions and lists, as they are at that moment", async () => {
    const own = await startBench();
    const save = async (query: string) => {
      const body = { kind: 'NRT', properties: { ...nrt(), query, customDetails: { Family: 'Family' } } };
      const { status, body: answer } = await own.call('PUT', `${RULES}/own`, body);
      return status < 300 ? 'saved' : answer.error.message;
    };
    const columns = ['TimeGenerated:datetime', 'Family:string'].map((column) => column.split(':'));
    const schema = { name: 'Own_CL', columns: columns.map(([name, type]) => ({ name, type })) };
    expect(await save('Own_CL')).toMatch(/One of the tables does not exist/);
    await own.call('PUT', 'tables/Own_CL', { properties: { schema } });
    expect(await save('Own_CL')).toBe('saved');

    const parser = {
      category: 'Function',
      displayName: 'Parser',
      functionAlias: 'OwnParser',
      query: 'Own_CL | where Family has word',
    };
    expect(await save('OwnParser("x")')).toMatch(/^Failed to run/);
    const functionParameters = 'word:string="a, b"';
    await own.call('PUT', 'savedSearches/parser', { properties: { ...parser, functionParameters } }, '2020-08-01');
    expect(await save('OwnParser("x")')).toBe('saved');

    const list = { displayName: 'Families', provider: 'Custom', itemsSearchKey: 'Family', contentType: 'text/csv' };
    expect(await save('_GetWatchlist("families")')).toMatch(/^Failed to run/);
    const rawContent = 'Name\r\nRat\r\n';
    const put = (properties: object) => own.call('PUT', `${INSIGHTS}/watchlists/families`, { properties });
    await put({ ...list, itemsSearchKey: 'Name', rawContent });
    expect(await save('_GetWatchlist("families")')).toBe(
      "Error in CustomDetails: The given column 'Family' does not exist.",
    );
    await put({ ...list, itemsSearchKey: 'Name', rawContent: 'Name,Family\r\nRat,Rat\r\n' });
    expect(await save('_GetWatchlist("families")')).toBe('saved');
    await own.emulator.close();
  });
});

describe('a rule that fails for good', () => {
  it('is disabled by the service, which says so in its name and why in its description', async () => {
    const own = await startBench(':memory:', { faults: { 'auto-disable': 1 } });
    const rule = { ...scheduled(), description: 'Finds things.' };
    await own.call('PUT', `${RULES}/failing`, { kind: 'Scheduled', properties: rule });
    expect((await own.call('GET', `${RULES}/failing`)).body.properties).toMatchObject({
      enabled: false,
      displayName: `AUTO DISABLED ${rule.displayName}`,
      description: expect.stringMatching(/^Finds things\.\nThe alert rule was disabled/),
    });
    await own.emulator.close();
  });
});

describe('a workspace', () => {
  it('holds 50 enabled NRT rules and more that are disabled', async () => {
    const own = await startBench();
    try {
      const putNrt = async (index: number, enabled: boolean) => {
        const body = { kind: 'NRT', properties: { ...nrt(), enabled } };
        return (await own.call('PUT', `${RULES}/${index}`, body)).status;
      };
      for (let index = 0; index < 50; index++) expect(await putNrt(index, true)).toBe(201);
      expect(await putNrt(50, true)).toBe(400);
      expect(await putNrt(50, false)).toBe(201);
      expect(await putNrt(49, false)).toBe(200);
      expect(await putNrt(50, true)).toBe(200);
    } finally {
      await own.emulator.close();
    }
  });

  it('lists its rules by pages, each rule once', async () => {
    const own = await startBench(':memory:', { behaviour: { pageSize: 10 } });
    try {
      const ids = Array.from({ length: 25 }, (_, index) => `rule-${index}`);
      const body = () => ({ kind: 'Scheduled', properties: scheduled() });
      for (const id of ids) await own.call('PUT', `${RULES}/${id}`, body());
      expect((await collect(own.insights.alertRules.list(...SCOPE))).map(({ name }) => name)).toEqual(ids);
    } finally {
      await own.emulator.close();
    }
  }, 20_000);
});
