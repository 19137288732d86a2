import fc from 'fast-check';
import type { Repository } from '../../../scripts/content/repository.js';
import { applyDeployment } from '../../../scripts/workspace/changes/apply.js';
import { requireWithinLimits } from '../../../scripts/workspace/changes/limits.js';
import { deployTo, eachTestsWorkspace, hunt, OWNER, planFor, repository, rule, watchlist } from '../workspace.js';

const workspace = eachTestsWorkspace();

const plan = async (wanted: Repository, prune = false) => (await planFor(wanted, workspace.connection, { prune })).plan;
const deploy = (wanted: Repository, prune = false) => deployTo(wanted, workspace.connection, { prune });

/** What the server received under a path that holds `part`. */
const received = (part: string) =>
  workspace.writes().filter(({ path }) => path.toLowerCase().includes(part.toLowerCase()))[0]?.body;

const full = () =>
  repository({
    hunts: [hunt()],
    rules: [rule(), rule({ id: '33333333-3333-4333-8333-333333333333', name: 'Fast', kind: 'NRT', enabled: true })],
    watchlists: [
      watchlist(
        'ioc-ip',
        ['Indicator', 'Port'],
        [
          ['192.0.2.1', '443'],
          ['192.0.2.2', ''],
        ],
      ),
    ],
  });

describe('a deployment', () => {
  it('creates everything, and then there is nothing left to plan or to write', async () => {
    const outcome = await deploy(full());
    expect(outcome.failed).toEqual([]);
    expect(outcome.applied.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
      'create watchlist',
      'create huntingQuery',
      'create analyticRule',
      'create analyticRule',
    ]);
    expect((await plan(full())).summary).toEqual({
      create: 0,
      update: 0,
      replace: 0,
      delete: 0,
      unchanged: 4,
      itemChanges: 0,
    });
    const before = workspace.writes().length;
    await deploy(full());
    expect(workspace.writes()).toHaveLength(before);
  });

  it('says field by field what an update changes', async () => {
    await deploy(full());
    const wanted = full();
    const edited = repository({
      hunts: [hunt({ query: 'DnsEvents\n| take 2\n', version: '1.2.4' })],
      rules: wanted.analyticRules.map(({ value }) =>
        value.kind === 'NRT' ? value : rule({ severity: 'High', customDetails: { Query: 'Name', Asked: 'Computer' } }),
      ),
      watchlists: wanted.watchlists,
    });
    const changes = (await plan(edited)).changes.filter(({ action }) => action === 'update');
    expect(changes.map(({ kind, fields }) => [kind, fields.map(({ path, after }) => [path, after])])).toEqual([
      [
        'huntingQuery',
        [
          ['query', 'DnsEvents\n| take 2'],
          ['tags.version', '1.2.4'],
        ],
      ],
      [
        'analyticRule',
        [
          ['properties.severity', 'High'],
          ['properties.customDetails.Asked', 'Computer'],
        ],
      ],
    ]);
  });

  it('says field by field what it creates', async () => {
    const [created] = (await plan(full())).changes;
    expect(created?.fields).toContainEqual({ path: 'displayName', before: null, after: 'List ioc-ip' });
    expect(created?.fields).toContainEqual({ path: 'itemsSearchKey', before: null, after: 'Indicator' });
  });

  it('finds no difference in the order in which the service returns tags', async () => {
    await deploy(repository({ hunts: [hunt()] }));
    const { logs, scope } = workspace.connection;
    const place = [scope.resourceGroup, scope.workspaceName, hunt().id] as const;
    const { category, displayName, query, version, tags } = await logs.savedSearches.get(...place);
    const reversed = [...(tags ?? [])].reverse();
    const body = { category, displayName, query, ...(version === undefined ? {} : { version }), tags: reversed };
    await logs.savedSearches.createOrUpdate(...place, { ...body, etag: '*' });
    expect((await plan(repository({ hunts: [hunt()] }))).summary.unchanged).toBe(1);
  });

  it('replaces what the service does not change: the kind of a rule, the search key of a list', async () => {
    const list = watchlist('people', ['Name', 'Mail'], [['Ann', 'a@b.c']]);
    await deploy(repository({ rules: [rule()], watchlists: [list] }));
    const moved = { ...list, value: { ...list.value, itemsSearchKey: 'Mail' } };
    const wanted = repository({ rules: [rule({ kind: 'NRT' })], watchlists: [moved] });
    const { changes, summary } = await plan(wanted);
    expect(summary).toMatchObject({ replace: 2, update: 0, itemChanges: 2 });
    expect(changes.map(({ action, done }) => [action, done])).toEqual([
      ['replace', false],
      ['replace', false],
    ]);
    // Not without leave: nothing happens, and that is no failure.
    expect(await deploy(wanted)).toMatchObject({ applied: [], failed: [], moved: [] });
    const replaced = await deployTo(wanted, workspace.connection, { allowReplace: true });
    expect(replaced).toMatchObject({ failed: [], left: [], moved: [] });
    expect((await plan(wanted)).summary).toMatchObject({ unchanged: 2, itemChanges: 0 });
  });

  it('deletes watchlists last, and counts their items', async () => {
    await deploy(full());
    const { changes, summary } = await plan(repository({}));
    expect(changes.at(-1)).toMatchObject({
      kind: 'watchlist',
      action: 'delete',
      done: false,
      items: { add: 0, change: 0, remove: 2 },
    });
    expect(summary.itemChanges).toBe(2);
    const limits = { itemChanges: 1, deletions: 9, shrink: 25 };
    expect(() => requireWithinLimits({ changes }, limits, [])).not.toThrow();
    const pruned = await plan(repository({}), true);
    expect(() => requireWithinLimits(pruned, limits, [])).toThrow(/changes 2 watchlist/);
  });

  it('removes a field that the file no longer has', async () => {
    await deploy(repository({ rules: [rule()] }));
    const { customDetails, ...without } = rule();
    const wanted = repository({ rules: [without] });
    expect((await plan(wanted)).changes[0]?.fields).toEqual([
      { path: 'properties.customDetails', before: customDetails, after: null },
    ]);
    await deploy(wanted);
    expect((await plan(wanted)).summary.update).toBe(0);
  });

  it('deletes what no file asks for only when told to', async () => {
    await deploy(full());
    const { left } = await deploy(repository({}));
    expect(left).toHaveLength(4);
    expect((await plan(full())).summary.unchanged).toBe(4);
    const pruned = await deploy(repository({}), true);
    expect(pruned.failed).toEqual([]);
    expect(pruned.applied.map(({ action }) => action)).toEqual(['delete', 'delete', 'delete', 'delete']);
    expect((await plan(repository({}))).changes).toEqual([]);
  });

  it('never touches what it did not deploy', async () => {
    const { logs, scope, arm } = workspace.connection;
    await logs.savedSearches.createOrUpdate(scope.resourceGroup, scope.workspaceName, hunt().id, {
      category: 'Hunting Queries',
      displayName: 'Of somebody else',
      query: 'Heartbeat',
    });
    await arm.put('providers/Microsoft.SecurityInsights/watchlists/vip', {
      properties: { displayName: 'VIP users', provider: 'x', itemsSearchKey: 'Upn', source: 'a', sourceType: 'Local' },
    });
    expect((await plan(repository({}))).changes).toEqual([]);
    await expect(plan(repository({ hunts: [hunt()] }))).rejects.toThrow(/another saved search/);
    await expect(plan(repository({ watchlists: [watchlist('VIP', ['Upn'], [['a@b.c']])] }))).rejects.toThrow(
      /another watchlist/,
    );
  });

  it('goes on after a refused change, and plans only that one again', async () => {
    const bad = rule({ id: '44444444-4444-4444-8444-444444444444', name: 'Bad', queryPeriod: '30d' });
    const wanted = repository({ hunts: [hunt()], rules: [bad, rule()] });
    const { applied, failed } = await deploy(wanted);
    expect(applied.map(({ name }) => name)).toEqual(['A hunt', 'A rule']);
    expect(failed).toEqual([
      { change: expect.objectContaining({ name: 'Bad' }), error: expect.stringMatching(/HTTP 400: /) },
    ]);
    const again = (await plan(wanted)).changes.filter(({ action }) => action !== 'unchanged');
    expect(again.map(({ name }) => name)).toEqual(['Bad']);
  });

  it('stops when the connection is lost, and says what is left', async () => {
    const deployment = await planFor(full(), workspace.connection);
    await workspace.emulator.close();
    const { applied, failed, left, stopped } = await applyDeployment(deployment, workspace.connection);
    expect(applied).toEqual([]);
    expect(failed.length + left.length).toBe(4);
    expect(failed[0]?.error).toMatch(/cannot be reached/);
    expect(stopped).toBe(true);
  });
});

describe('the wire', () => {
  it('carries every field of a Scheduled rule', async () => {
    await deploy(repository({ rules: [rule()] }));
    expect(received('/alertRules/')).toEqual({
      kind: 'Scheduled',
      properties: {
        displayName: 'A rule',
        description: 'Finds things.',
        severity: 'Medium',
        enabled: false,
        query: rule().query,
        queryFrequency: 'PT1H',
        queryPeriod: 'P1D',
        triggerOperator: 'GreaterThan',
        triggerThreshold: 3,
        startTimeUtc: '2026-06-10T00:00:00Z',
        suppressionDuration: 'PT5H',
        suppressionEnabled: true,
        tactics: ['CommandAndControl', 'InitialAccess'],
        techniques: ['T1071', 'T1566'],
        subTechniques: ['T1071.001', 'T1071.004'],
        entityMappings: rule().entityMappings,
        customDetails: { Query: 'Name' },
        alertDetailsOverride: rule().alertDetailsOverride,
        eventGroupingSettings: { aggregationKind: 'AlertPerResult' },
        incidentConfiguration: {
          createIncident: true,
          groupingConfiguration: { ...rule().incidentConfiguration?.groupingConfiguration, lookbackDuration: 'PT5H' },
        },
        sentinelEntitiesMappings: [{ columnName: 'Entities' }],
        templateVersion: '2.0.1',
      },
    });
    expect(received('/metadata/')).toEqual({
      properties: {
        kind: 'AnalyticsRule',
        contentId: rule().id,
        parentId: `${workspace.connection.arm.workspaceId}/providers/Microsoft.SecurityInsights/alertRules/${rule().id}`,
        version: '2.0.1',
        source: { kind: 'SourceRepository', name: OWNER.id, sourceId: OWNER.repository },
        customVersion: expect.stringMatching(/^deployed:[0-9a-f]{16} for:[0-9a-f]{10},[0-9a-f]{10}$/),
        author: { name: 'SOC' },
        support: { tier: 'Community' },
        categories: { domains: ['Security - Threat Protection'] },
        dependencies: {
          operator: 'AND',
          criteria: [
            {
              kind: 'DataConnector',
              contentId: 'DNS',
              operator: 'AND',
              criteria: [{ kind: 'DataType', contentId: 'DnsEvents' }],
            },
          ],
        },
      },
    });
  });

  it('leaves the schedule out of an NRT rule', async () => {
    await deploy(repository({ rules: [rule({ kind: 'NRT' })] }));
    const body = JSON.stringify(received('/alertRules/'));
    expect(body).toContain('"kind":"NRT"');
    for (const field of ['queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold', 'startTimeUtc']) {
      expect(body).not.toContain(field);
    }
  });

  it('carries every field of a hunting query, within the limits of tags', async () => {
    const long = {
      description: `Long. ${'x'.repeat(400)}`,
      relevantTechniques: Array.from({ length: 60 }, (_, i) => `T1${100 + i}`),
    };
    await deploy(repository({ hunts: [hunt(long)] }));
    const body = received('/savedSearches/');
    expect(body).toMatchObject({
      properties: { category: 'Hunting Queries', displayName: 'A hunt', query: hunt().query },
    });
    const tags: { name: string; value: string }[] = JSON.parse(JSON.stringify(body)).properties.tags;
    expect(tags.map(({ name }) => name)).toEqual([
      ...['description', 'tactics', 'techniques', 'version'],
      ...['managedBy', 'repository', 'deployed'],
    ]);
    for (const { value } of tags) expect(value.length).toBeLessThanOrEqual(256);
    expect(tags[1]?.value).toBe('CommandAndControl,Execution');
    expect(tags[2]?.value).toMatch(/^(T\d{4},)+T\d{4}$/);
  });

  it('carries every field of a watchlist, and its rows as CSV with CRLF', async () => {
    await deploy(repository({ watchlists: [watchlist('ioc-ip', ['Indicator', 'Note'], [['192.0.2.1', 'a "b", c']])] }));
    expect(received('/watchlists/')).toEqual({
      properties: {
        displayName: 'List ioc-ip',
        watchlistAlias: 'ioc-ip',
        description: 'A list.',
        provider: 'tests',
        source: 'ioc-ip.csv',
        sourceType: 'Local',
        itemsSearchKey: 'Indicator',
        labels: [
          'managed-by:team-a',
          'repository:github.com/team-a/detections',
          expect.stringMatching(/^deployed:[0-9a-f]{16}\.[0-9a-f]{16}$/),
          'own-labels:team',
          'team',
        ],
        defaultDuration: 'P30D',
        numberOfLinesToSkip: 0,
        contentType: 'text/csv',
        rawContent: 'Indicator,Note\r\n192.0.2.1,"a ""b"", c"\r\n',
      },
    });
  });
});

describe('the rows of a watchlist', () => {
  const header = ['Key', 'Value'];
  const list = (rows: string[][]) => repository({ watchlists: [watchlist('list', header, rows)] });

  it('are added in one upload, changed in their place and removed one by one', async () => {
    await deploy(
      list([
        ['a', '1'],
        ['b', '2'],
        ['c', '3'],
      ]),
    );
    const before = workspace.writes().length;
    const wanted = list([
      ['a', '1'],
      ['b', 'changed'],
      ['d', '4'],
      ['e', '5'],
    ]);
    expect((await plan(wanted)).changes[0]).toMatchObject({
      action: 'update',
      items: { add: 2, change: 1, remove: 1 },
    });
    await deploy(wanted);
    expect(
      workspace
        .writes()
        .slice(before)
        .map(({ method }) => method),
    ).toEqual(['PUT', 'PUT', 'DELETE']);
    expect((await plan(wanted)).summary.itemChanges).toBe(0);
  });

  it('are those of the file after any two deployments', async () => {
    const cell = fc.stringMatching(/^[ -~äß☃]{0,8}$/);
    const rows = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,3}$/), cell), {
      selector: (row) => row.join('\n'),
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(rows, rows, async (first, second) => {
        await deploy(list(first));
        const { failed } = await deploy(list(second));
        expect(failed).toEqual([]);
        const items: unknown[] = [];
        const { insights, scope } = workspace.connection;
        for await (const item of insights.watchlistItems.list(scope.resourceGroup, scope.workspaceName, 'list')) {
          items.push(JSON.stringify([item.itemsKeyValue?.Key, item.itemsKeyValue?.Value]));
        }
        expect(items.sort()).toEqual(second.map((row) => JSON.stringify(row)).sort());
      }),
      { numRuns: 4 },
    );
  });
});
