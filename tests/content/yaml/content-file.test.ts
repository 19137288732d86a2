import { contentYaml, type NewContent, newContentFile } from '../../../scripts/content/yaml/content-file.js';

const hunt = (data: Record<string, unknown>): NewContent => ({ kind: 'hunting-query', data });

describe('a new content file', () => {
  it('has the fields in the order of their schema, unknown ones last, and the query as a block', () => {
    const data = {
      other: 1,
      query: 'T\n| take 1\n\n',
      tactics: ['Execution', 'Impact'],
      description: 'Short.',
      name: 'A: hunt',
      id: 'a',
      entityMappings: [{ entityType: 'Host', fieldMappings: [{ identifier: 'HostName', columnName: 'A' }] }],
    };
    expect(
      contentYaml(hunt(data), 'hunts/a/b.yaml'),
    ).toBe(`# yaml-language-server: $schema=../../schemas/hunting-query.schema.json
id: a
name: "A: hunt"
description: Short.
tactics: [Execution, Impact]
query: |
  T
  | take 1
entityMappings:
  - entityType: Host
    fieldMappings: [{identifier: HostName, columnName: A}]
other: 1
`);
  });

  it('folds a description of more than 80 characters', () => {
    const words = 'four '.repeat(16).trimEnd();
    expect(words).toHaveLength(79);
    expect(contentYaml(hunt({ description: `${words}.` }), 'a.yaml')).toBe(
      `# yaml-language-server: $schema=schemas/hunting-query.schema.json\ndescription: ${words}.\n`,
    );
    expect(contentYaml(hunt({ description: `${words}..` }), 'a.yaml')).toBe(
      `# yaml-language-server: $schema=schemas/hunting-query.schema.json\ndescription: >-\n  ${words}..\n`,
    );
  });

  it('has one line for what is taken in at a glance, and one for each item of other lists', () => {
    const data = {
      requiredDataConnectors: [{ connectorId: 'DNS', dataTypes: ['DnsEvents'] }],
      relevantTechniques: ['T1071'],
      tags: ['a', 'b'],
    };
    expect(
      contentYaml(hunt(data), 'hunts/a.yaml'),
    ).toBe(`# yaml-language-server: $schema=../schemas/hunting-query.schema.json
requiredDataConnectors:
  - connectorId: DNS
    dataTypes: [DnsEvents]
relevantTechniques: [T1071]
tags: [a, b]
`);
    expect(contentYaml({ kind: 'function', data: { parameters: ['a:string'] } }, 'functions/f.yaml')).toBe(
      '# yaml-language-server: $schema=../schemas/function.schema.json\nparameters: [a:string]\n',
    );
  });

  it('breaks no text within 120 characters', () => {
    const name = 'six six '.repeat(14).trimEnd();
    expect(contentYaml(hunt({ name }), 'a.yaml')).toContain(`\nname: ${name}\n`);
  });
});

describe('the path of a new content file', () => {
  const path = (content: NewContent, taken: string[] = []) =>
    newContentFile(content, 'team', (file) => taken.includes(file));

  it.each<[NewContent['kind'], Record<string, unknown>, string]>([
    ['hunting-query', { name: 'Beacons to C2!' }, 'hunts/team/beacons-to-c2.yaml'],
    ['analytic-rule', { name: 'Beacons' }, 'analytic-rules/beacons.yaml'],
    ['watchlist', { watchlistAlias: 'My List_1', name: 'other' }, 'watchlists/My List_1.yaml'],
    ['function', { functionAlias: 'GetRows', name: 'other' }, 'functions/GetRows.yaml'],
    ['function', { functionAlias: '../etc', name: 'Rows' }, 'functions/rows.yaml'],
    ['analytic-rule', { id: 'AB-12' }, 'analytic-rules/ab-12.yaml'],
    ['analytic-rule', {}, 'analytic-rules/analytic-rule.yaml'],
    ['analytic-rule', { name: '日本' }, 'analytic-rules/content.yaml'],
    ['analytic-rule', { name: 'Ｆｕｌｌ é ' }, 'analytic-rules/full-e.yaml'],
    ['analytic-rule', { name: `${'a'.repeat(79)} bc` }, `analytic-rules/${'a'.repeat(79)}.yaml`],
    ['analytic-rule', { name: `${'a'.repeat(81)}` }, `analytic-rules/${'a'.repeat(80)}.yaml`],
  ])('of a %s with %j is %s', (kind, data, file) => {
    expect(path({ kind, data })).toBe(file);
  });

  it('has the start of the id where the name is taken, then a number', () => {
    const content = hunt({ name: 'A', id: '0D7F6A52-8c1d-4b0e' });
    expect(path(content, ['hunts/team/a.yaml'])).toBe('hunts/team/a-0d7f6a52.yaml');
    expect(path(content, ['hunts/team/a.yaml', 'hunts/team/a-0d7f6a52.yaml'])).toBe('hunts/team/a-2.yaml');
    // Without an id, the name that it would have is no help.
    expect(path(hunt({ name: 'A' }), ['hunts/team/a.yaml'])).toBe('hunts/team/a-content.yaml');
  });
});
