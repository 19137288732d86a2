import { createHash } from 'node:crypto';
import { DEFAULTS } from '../../../scripts/content/configuration.js';
import type { Repository } from '../../../scripts/content/repository.js';
import type { ArmResource } from '../../../scripts/workspace/azure/arm.js';
import type { Present, Stages, Target, Wanted } from '../../../scripts/workspace/resources/handler.js';
import type { Mark } from '../../../scripts/workspace/resources/marks.js';
import {
  labelsOfMark,
  markOfTags,
  readLabels,
  standingOf,
  tagsOfMark,
} from '../../../scripts/workspace/resources/marks.js';
import { HANDLERS, handlerOf } from '../../../scripts/workspace/resources/registry.js';
import { parkedName } from '../../../scripts/workspace/resources/rules/analytic-rules.js';
import { hunt, OWNER, repository, rule, watchlist } from '../workspace.js';

// What each kind sends, as data: no server takes part.

const NOW = new Date('2026-05-31T00:00:00Z');
const TARGET: Target = { workspaceId: '/workspace', owner: OWNER, now: NOW, indicators: 'https://ti.example/upload' };
const MARK: Mark = { owner: 'team-a', repository: 'github.com/team-a/detections', hash: 'new' };
const OLD: Mark = { ...MARK, hash: 'old' };
const INSIGHTS = 'providers/Microsoft.SecurityInsights';

const stored = (name: string, properties: Record<string, unknown>, etag?: string): ArmResource => ({
  ...{ id: `/workspace/${name}`, name, properties },
  ...(etag === undefined ? {} : { etag }),
});
const present = (more: Partial<Present> & Pick<Present, 'stored'>): Present => ({
  ...{ id: more.stored.name, name: 'x', fields: {}, hash: '', mark: OLD },
  ...more,
});
const only = (kind: Parameters<typeof handlerOf>[0], content: Repository): Wanted => {
  const [wanted] = handlerOf(kind).wanted(content);
  if (!wanted) throw new Error(`no ${kind}`);
  return wanted;
};
const put = (kind: Parameters<typeof handlerOf>[0], wanted: Wanted, there?: Present, mark = MARK): Stages => {
  const handler = handlerOf(kind);
  return handler.put(wanted, there, handler.compare(wanted, there), mark, TARGET);
};
const lines = (stages: Stages) =>
  stages.map((stage) =>
    stage.map(({ method, path, lane, etag, row, patient }) =>
      [
        method,
        path.replace(`${INSIGHTS}/`, ''),
        lane,
        ...(etag ? [`etag ${etag}`] : []),
        ...(row ? [`row ${row}`] : []),
        ...(patient ? ['patient'] : []),
      ].join(' '),
    ),
  );
const propertiesOf = (stages: Stages, stage = 0, step = 0) => Object(stages[stage]?.[step]?.body).properties;

describe('the kinds', () => {
  it('come in the order in which they read each other, each with words for people', () => {
    expect(HANDLERS.map(({ kind, noun, adopt }) => [kind, noun, adopt])).toEqual([
      ['watchlist', 'watchlist', 'add the label managed-by:OWNER with your owner id to it'],
      ['threatIntelligence', 'list of indicators', 'upload them with your owner id as their source'],
      ['function', 'function', 'add the tag managedBy with your owner id to it'],
      ['huntingQuery', 'saved search', 'add the tag managedBy with your owner id to it'],
      ['hunt', 'hunt', 'add the label managed-by:OWNER with your owner id to it'],
      [
        'analyticRule',
        'analytic rule',
        'give it a metadata resource of kind AnalyticsRule whose source is named with your owner id',
      ],
    ]);
  });
});

describe('a saved search', () => {
  const wanted = only('huntingQuery', repository({ hunts: [hunt()] }));

  it('that is new is put without an etag, under its id', () => {
    expect(lines(put('huntingQuery', wanted))).toEqual([[`PUT savedSearches/${hunt().id} savedSearch`]]);
    expect(propertiesOf(put('huntingQuery', wanted))).toEqual({
      category: 'Hunting Queries',
      displayName: 'A hunt',
      query: 'DnsEvents\n| take 1\n',
      version: 2,
      tags: [
        { name: 'description', value: 'Finds things.' },
        { name: 'tactics', value: 'CommandAndControl,Execution' },
        { name: 'techniques', value: 'T1071.001,T1105' },
        { name: 'version', value: '1.2.3' },
        { name: 'managedBy', value: 'team-a' },
        { name: 'repository', value: 'github.com/team-a/detections' },
        { name: 'deployed', value: 'new' },
      ],
    });
  });

  it('that is there keeps its name, its version and what others stored', () => {
    const tags = [
      { name: 'Description', value: 'old' },
      { name: 'MANAGEDBY', value: 'x' },
      { name: 'theirs', value: 'y' },
      { name: 7 },
    ];
    const there = present({ stored: stored('OLD-ID', { Query: 'old', functionAlias: 'f', etag: 'z', tags }, 'e1') });
    const stages = put('huntingQuery', wanted, there);
    expect(lines(stages)).toEqual([['PUT savedSearches/OLD-ID savedSearch etag e1']]);
    expect(propertiesOf(stages)).toMatchObject({ etag: 'z', query: 'DnsEvents\n| take 1\n' });
    expect(propertiesOf(stages)).not.toHaveProperty('functionAlias');
    expect(propertiesOf(stages).tags.slice(7)).toEqual([
      { name: 'theirs', value: 'y' },
      { name: '', value: '' },
    ]);
    expect(lines(put('huntingQuery', wanted, present({ stored: stored('x', {}) })))).toEqual([
      ['PUT savedSearches/x savedSearch etag *'],
    ]);
    expect(lines(handlerOf('huntingQuery').remove(there, TARGET))).toEqual([
      ['DELETE savedSearches/OLD-ID savedSearch'],
    ]);
  });

  it('that is a function carries its alias and its parameters', () => {
    const parser = {
      id: 'f-1',
      functionAlias: 'Parser',
      name: 'A parser',
      query: 'T',
      parameters: ['a:string', 'b:long=1'],
    };
    const given = (more: object) =>
      propertiesOf(put('function', only('function', repository({ functions: [{ ...parser, ...more }] }))));
    expect(given({})).toMatchObject({
      ...{ category: 'Functions', displayName: 'A parser', query: 'T', version: 2 },
      ...{ functionAlias: 'Parser', functionParameters: 'a:string, b:long=1' },
    });
    expect(given({ category: 'Own', parameters: [] })).toMatchObject({ category: 'Own' });
    expect(given({ parameters: [] })).not.toHaveProperty('functionParameters');
    expect(only('function', repository({ functions: [parser] }))).toMatchObject({
      id: 'f-1',
      name: 'A parser',
      readAs: 'Parser',
      query: 'T',
    });
  });
});

describe('a watchlist', () => {
  const list = (rows: string[][], header = ['Key', 'Value']) =>
    only('watchlist', repository({ watchlists: [watchlist('list', header, rows)] }));
  const wanted = list([['a', '1']]);
  const properties = {
    displayName: 'List list',
    description: 'A list.',
    provider: 'tests',
    source: 'list.csv',
    itemsSearchKey: 'Key',
    defaultDuration: 'P30D',
  };
  const there = (items: [id: string, Key: string, Value: string][], more: Partial<Present> = {}) =>
    present({
      stored: stored(
        'LIST',
        {
          ...properties,
          watchlistId: 'w',
          tenantId: 't',
          provisioningState: 's',
          color: 'red',
          labels: ['managed-by:team-a', 'own-labels:team', 'team', 'theirs'],
        },
        'e1',
      ),
      fields: { ...properties, labels: ['team'] },
      mark: { ...MARK, hash: wanted.hash },
      items: items.map(([id, Key, Value]) => ({ id, values: { Key, Value }, entityMapping: { k: 1 } })),
      ...more,
    });
  const same: Mark = { ...MARK, hash: wanted.hash };

  it('is uploaded with its rows, and takes no etag', () => {
    const stages = put('watchlist', wanted);
    expect(lines(stages)).toEqual([['PUT watchlists/list parallel']]);
    expect(stages[0]?.[0]?.upload).toEqual({ header: ['Key', 'Value'], rows: [['a', '1']] });
    expect(lines(put('watchlist', list([])))).toEqual([['PUT watchlists/list parallel']]);
    expect(put('watchlist', list([]))[0]?.[0]).not.toHaveProperty('upload');
  });

  it('that is as it should be takes no request; a newer mark takes one', () => {
    expect(put('watchlist', wanted, there([['i1', 'a', '1']]), same)).toEqual([]);
    for (const mark of [
      { ...same, hash: 'x' },
      { ...same, owner: 'x' },
      { ...same, repository: 'x' },
    ]) {
      expect(lines(put('watchlist', wanted, there([['i1', 'a', '1']]), mark))).toEqual([
        ['PUT watchlists/LIST parallel'],
      ]);
    }
  });

  it('has rows added first, then changed and removed, each by itself', () => {
    const more = list([
      ['a', '2'],
      ['b', '1'],
    ]);
    const stages = put(
      'watchlist',
      more,
      there([
        ['i1', 'a', '1'],
        ['i2', 'c', '1'],
      ]),
      { ...same, hash: more.hash },
    );
    expect(lines(stages)).toEqual([
      ['PUT watchlists/LIST parallel'],
      [
        'PUT watchlists/LIST/watchlistItems/i1 parallel row a',
        'DELETE watchlists/LIST/watchlistItems/i2 parallel row c',
      ],
    ]);
    expect(propertiesOf(stages, 1)).toEqual({ itemsKeyValue: { Key: 'a', Value: '2' }, entityMapping: { k: 1 } });
  });

  it('keeps what others stored, but not what only the service writes', () => {
    const sent = propertiesOf(put('watchlist', wanted, there([['i1', 'a', '1']]), MARK));
    expect(sent).toEqual({
      ...properties,
      color: 'red',
      watchlistAlias: 'LIST',
      sourceType: 'Local',
      labels: [
        'managed-by:team-a',
        'repository:github.com/team-a/detections',
        'deployed:new',
        'own-labels:team',
        'team',
        'theirs',
      ],
    });
  });

  it('is deleted and made again for another search key', () => {
    const other = there([['i1', 'a', '1']], { fields: { ...properties, itemsSearchKey: 'Value' } });
    const stages = put('watchlist', wanted, other, same);
    expect(lines(stages)).toEqual([['DELETE watchlists/LIST listDeletion'], ['PUT watchlists/LIST parallel patient']]);
    expect(propertiesOf(stages, 1)).not.toHaveProperty('color');
    const { rows, replaces } = handlerOf('watchlist').compare(wanted, other);
    expect([replaces, rows.map(({ action, key }) => `${action} ${key}`)]).toEqual([true, ['remove 1', 'add a']]);
    expect(lines(put('watchlist', list([]), other, same))).toEqual([
      ['DELETE watchlists/LIST listDeletion'],
      ['PUT watchlists/LIST parallel patient'],
    ]);
  });

  it('of more than 3.5 MB goes in parts, which hold every row once', () => {
    // A cell counts twice its bytes, for quotes, and 3 for what stands around it.
    const cell = (bytes: number, index: number) => String(index).repeat((bytes - 3) / 2);
    const parts = (...sizes: number[]) =>
      put(
        'watchlist',
        list(
          sizes.map((size, index) => [cell(size, index)]),
          ['Key'],
        ),
      ).map((stage) => stage[0]?.upload?.rows.length);
    expect(parts(3_499_999)).toEqual([1]);
    expect(parts(1_750_001, 1_749_999)).toEqual([2]);
    expect(parts(1_750_001, 1_750_001)).toEqual([1, 1]);
    expect(parts(9_000_001, 1_000_001, 1_000_001)).toEqual([1, 2]);
  });

  it('is one of indicators by its name and its columns', () => {
    const kinds = (alias: string, header: string[]) => {
      const content = repository({ watchlists: [watchlist(alias, header, [])] });
      return (['watchlist', 'threatIntelligence'] as const).filter(
        (kind) =>
          handlerOf(kind).wanted({ ...content, configuration: { ...DEFAULTS, indicators: 'threat-intelligence' } })
            .length > 0,
      );
    };
    const columns = ['Indicator', 'MalwareFamily', 'ValidUntil'];
    expect(kinds('ioc-ip', columns)).toEqual(['threatIntelligence']);
    expect(kinds('vip', columns)).toEqual(['watchlist']);
    for (const missing of columns) {
      expect(
        kinds(
          'ioc-ip',
          columns.filter((name) => name !== missing),
        ),
      ).toEqual(['watchlist']);
    }
  });
});

describe('a rule', () => {
  const wanted = only('analyticRule', repository({ rules: [rule()] }));
  const markResource = stored('analyticsrule-x', { icon: 'theirs', parentId: 'old' }, 'm1');
  const there = (more: Partial<Present> = {}) =>
    present({
      stored: stored('RULE-ID', { newProperty: 1, lastModifiedUtc: 'x', query: 'old' }, 'e1'),
      markResource,
      name: 'AUTO DISABLED A rule',
      query: 'old',
      fields: { kind: 'Scheduled', properties: {}, metadata: {} },
      ...more,
    });
  const identity = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 10);

  it('has its mark before it, which also stands for what it was', () => {
    const stages = put('analyticRule', wanted, there());
    expect(lines(stages)).toEqual([
      ['PUT metadata/analyticsrule-x parallel etag m1'],
      ['PUT alertRules/RULE-ID parallel etag e1'],
    ]);
    const identities = ['name A rule', `query ${rule().query.trimEnd()}`, 'query old'].map(identity).join(',');
    expect(propertiesOf(stages)).toMatchObject({
      icon: 'theirs',
      parentId: `/workspace/${INSIGHTS}/alertRules/RULE-ID`,
      customVersion: `deployed:new for:${identities}`,
    });
    expect(propertiesOf(stages, 1)).toMatchObject({ newProperty: 1, query: rule().query });
    expect(propertiesOf(stages, 1)).not.toHaveProperty('lastModifiedUtc');
  });

  it('of another kind is deleted in between, and asked for until the service has let go', () => {
    const stages = put('analyticRule', wanted, there({ fields: { kind: 'NRT' } }));
    expect(lines(stages)).toEqual([
      ['PUT metadata/analyticsrule-x parallel etag m1'],
      ['DELETE alertRules/RULE-ID parallel'],
      ['PUT alertRules/RULE-ID parallel patient'],
    ]);
    expect(propertiesOf(stages, 2)).not.toHaveProperty('newProperty');
  });

  it('that is gone is made anew under the mark that is left', () => {
    const orphan = present({ stored: markResource, markResource, orphan: true });
    expect(lines(put('analyticRule', wanted, orphan))).toEqual([
      ['PUT metadata/analyticsrule-x parallel etag m1'],
      [`PUT alertRules/${rule().id} parallel`],
    ]);
    expect(lines(handlerOf('analyticRule').remove(orphan, TARGET))).toEqual([
      ['DELETE metadata/analyticsrule-x parallel'],
    ]);
  });

  it('goes before its mark', () => {
    expect(lines(handlerOf('analyticRule').remove(there(), TARGET))).toEqual([
      ['DELETE alertRules/RULE-ID parallel'],
      ['DELETE metadata/analyticsrule-x parallel'],
    ]);
    const { markResource: _, ...unmarked } = there();
    expect(lines(handlerOf('analyticRule').remove(unmarked, TARGET))).toEqual([['DELETE alertRules/RULE-ID parallel']]);
  });

  it('goes by a name of its own while two swap theirs', () => {
    const step = parkedName(there({ id: 'rule-id', name: 'n'.repeat(250) }));
    expect(step).toMatchObject({
      method: 'PUT',
      path: `${INSIGHTS}/alertRules/RULE-ID`,
      lane: 'parallel',
      body: { kind: 'Scheduled' },
    });
    expect(Object(step.body).properties.displayName).toBe(`${'n'.repeat(246)} (rule-id)`);
    expect(Object(step.body).properties).toMatchObject({ newProperty: 1, query: 'old' });
    expect(Object(step.body).properties).not.toHaveProperty('lastModifiedUtc');
  });

  it('writes its operator, its durations and its defaults as the service does', () => {
    const properties = (more: Parameters<typeof rule>[0]) => {
      const {
        enabled: _,
        suppressionDuration: __,
        suppressionEnabled: ___,
        eventGroupingSettings: ____,
        incidentConfiguration: _____,
        ...plain
      } = rule();
      return Object(only('analyticRule', repository({ rules: [{ ...plain, ...more }] })).fields.properties);
    };
    for (const [operator, name] of [
      ['gt', 'GreaterThan'],
      ['lt', 'LessThan'],
      ['eq', 'Equal'],
      ['ne', 'NotEqual'],
    ] as const)
      expect(properties({ triggerOperator: operator })).toMatchObject({ triggerOperator: name });
    expect(properties({})).toMatchObject({
      ...{
        enabled: true,
        suppressionDuration: 'PT1H',
        suppressionEnabled: false,
        queryFrequency: 'PT1H',
        queryPeriod: 'P1D',
      },
      ...{ eventGroupingSettings: { aggregationKind: 'SingleAlert' }, incidentConfiguration: { createIncident: true } },
      ...{ techniques: ['T1071', 'T1566'], subTechniques: ['T1071.001', 'T1071.004'], templateVersion: '2.0.1' },
    });
  });
});

describe('a hunt of the service', () => {
  const content = (...names: string[]) => {
    const all = repository({ hunts: names.map((name, index) => hunt({ id: `ID-${index}`, name })) });
    for (const [index, file] of all.huntingQueries.entries()) file.file = `hunts/fam/${index}.yaml`;
    return { ...all, configuration: { ...DEFAULTS, huntObjects: true } };
  };
  const wanted = only('hunt', content('Fam: one', 'Fam: two'));

  it('is named after what its queries have before the colon, else after their folder', () => {
    expect(wanted).toMatchObject({ name: 'Fam', file: 'hunts/fam', searches: ['ID-0', 'ID-1'] });
    expect(only('hunt', content('Fam: one', 'Other: two')).name).toBe('fam');
    expect(only('hunt', content('one', 'two')).name).toBe('fam');
    expect(wanted.fields).toEqual({
      displayName: 'Fam',
      description:
        'Hypothesis: Fam has been at work in this environment.\n\nFinds things.\n\nQueries:\n- Fam: one\n- Fam: two',
      attackTactics: ['CommandAndControl', 'Execution'],
      attackTechniques: ['T1071', 'T1105'],
      relations: ['id-0', 'id-1'],
    });
  });

  it('comes before what leads to its queries; what analysts set stays', () => {
    const labels = [{ labelName: 'managed-by:team-a' }, { labelName: 'theirs' }, {}];
    const there = present({
      stored: stored('HUNT', { status: 'Active', createdTimeUtc: 'x', updatedTimeUtc: 'y', labels }, 'e1'),
      fields: { relations: ['id-1', 'id-9'] },
    });
    const stages = put('hunt', wanted, there);
    expect(
      lines(stages).map((stage) => stage.map((line) => line.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'GUID'))),
    ).toEqual([
      ['PUT hunts/HUNT parallel etag e1'],
      ['PUT hunts/HUNT/relations/GUID parallel', 'DELETE hunts/HUNT/relations/GUID parallel'],
    ]);
    expect(propertiesOf(stages)).toMatchObject({
      status: 'Active',
      labels: [
        { labelName: 'managed-by:team-a' },
        { labelName: 'repository:github.com/team-a/detections' },
        { labelName: 'deployed:new' },
        { labelName: 'theirs' },
      ],
    });
    for (const field of ['createdTimeUtc', 'updatedTimeUtc', 'relations'])
      expect(propertiesOf(stages)).not.toHaveProperty(field);
    expect(propertiesOf(stages, 1)).toEqual({ relatedResourceId: '/workspace/savedSearches/id-0' });
    expect(lines(handlerOf('hunt').remove(there, TARGET))).toEqual([['DELETE hunts/HUNT parallel']]);
  });
});

describe('whose a resource is', () => {
  it.each<[Partial<Mark> | undefined, boolean, string]>([
    [undefined, true, 'foreign'],
    [{}, false, 'ours'],
    [{ repository: '' }, false, 'ours'],
    [{ repository: 'github.com/fork/detections' }, true, 'other-repository'],
    [{ owner: 'team-b' }, true, 'foreign'],
    [{ owner: 'local' }, true, 'ours'],
    [{ owner: 'local' }, false, 'foreign'],
    [{ owner: 'sentinel-content' }, true, 'ours'],
  ])('a mark with %j, in a file: %p, is %s', (mark, isInFile, standing) => {
    expect(standingOf(mark && { ...MARK, ...mark }, OWNER, isInFile)).toBe(standing);
  });

  it('is said by tags, whose names are the same in any case', () => {
    expect(tagsOfMark(MARK)).toEqual({
      managedBy: 'team-a',
      repository: 'github.com/team-a/detections',
      deployed: 'new',
    });
    expect(tagsOfMark({ ...MARK, repository: '' })).toEqual({ managedBy: 'team-a', deployed: 'new' });
    expect(
      markOfTags(
        new Map([
          ['managedby', 'team-a'],
          ['repository', 'r'],
          ['deployed', 'h'],
        ]),
      ),
    ).toEqual({ owner: 'team-a', repository: 'r', hash: 'h' });
    expect(markOfTags(new Map([['managedby', 'team-a']]))).toEqual({ owner: 'team-a', repository: '', hash: '' });
    expect(markOfTags(new Map([['deployed', 'h']]))).toBeUndefined();
  });

  it('is said by labels, beside those of the file and of others', () => {
    const labels = labelsOfMark(MARK, ['team', 'soc']);
    expect(labels).toEqual([
      'managed-by:team-a',
      'repository:github.com/team-a/detections',
      'deployed:new',
      'own-labels:team|soc',
    ]);
    expect(labelsOfMark({ ...MARK, repository: '' }, [])).toEqual(['managed-by:team-a', 'deployed:new']);
    expect(readLabels([...labels, 'Team', 'soc', 'theirs'])).toEqual({
      mark: MARK,
      own: ['Team', 'soc'],
      others: ['theirs'],
    });
    expect(readLabels(['theirs'])).toEqual({ mark: undefined, own: [], others: ['theirs'] });
    expect(readLabels(['sentinel-content', 'team'])).toEqual({
      mark: { owner: 'sentinel-content', repository: '', hash: '' },
      own: ['team'],
      others: [],
    });
  });
});
