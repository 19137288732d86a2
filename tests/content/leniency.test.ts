import { readContent } from '../../scripts/content/repository.js';
import { YamlFile } from '../../scripts/content/yaml/yaml-file.js';

const RULE = `id: 0d7f6a52-8c1d-4b0e-9f57-0d6f1e2a4c11
kind: scheduled
name: A rule
description: What it finds.
severity: High
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
tactics: [CommandAndControl]
query: T
`;

const read = (text: string) => {
  const loaded = readContent('analytic-rule', YamlFile.parse('analytic-rules/a.yaml', text));
  return 'value' in loaded
    ? { value: loaded.value.value, respelt: loaded.respelt.map(({ path, right }) => `${path.join('.')} = ${right}`) }
    : { problems: loaded.diagnostics.map(({ message, range }) => `${range.start.line} ${message}`) };
};

describe('a rule as a workspace exports it', () => {
  it('needs no data connectors: the API has no such field', () => {
    expect(read(RULE)).toHaveProperty('value');
  });

  it('may hold nothing where the service returns null', () => {
    const { value } = read(
      `${RULE}entityMappings:\ncustomDetails: null\nstartTimeUtc: null\nalertDetailsOverride:\n  alertDisplayNameFormat: x\n  alertTacticsColumnName: null\n`,
    );
    expect(value).not.toHaveProperty('entityMappings');
    expect(value).not.toHaveProperty('startTimeUtc');
    expect(value?.alertDetailsOverride).toEqual({ alertDisplayNameFormat: 'x' });
  });

  it('must fill what the service demands', () => {
    expect(read(RULE.replace('query: T', 'query:')).problems).toEqual(['11 query is empty']);
    expect(read(RULE.replace('query: T\n', '')).problems).toEqual(["1 The file has no field 'query'"]);
  });

  it('keeps the empty cells of its tests', () => {
    const { value } = read(`${RULE}tests:\n  - name: t\n    logs: { T: [{ a: null }] }\n    expect: { rows: 0 }\n`);
    expect(value?.tests?.[0]?.logs).toEqual({ T: [{ a: null }] });
  });
});

describe('enumerations and fields', () => {
  it('are read in any case', () => {
    const text = RULE.replace('severity: High', 'severity: HIGH')
      .replace('[CommandAndControl]', '[commandandcontrol]')
      .replace('triggerOperator: gt', 'triggerOperator: greaterthan');
    const mapping =
      'entityMappings:\n  - entityType: host\n    fieldMappings:\n      - Identifier: hostname\n        columnName: A\n';
    const { value, respelt } = read(text + mapping);
    expect(value?.severity).toBe('High');
    expect(value?.tactics).toEqual(['CommandAndControl']);
    expect(value?.entityMappings).toEqual([
      { entityType: 'Host', fieldMappings: [{ identifier: 'HostName', columnName: 'A' }] },
    ]);
    expect(respelt?.sort()).toEqual([
      'entityMappings.0.entityType = Host',
      'entityMappings.0.fieldMappings.0.Identifier = identifier',
      'entityMappings.0.fieldMappings.0.identifier = HostName',
      'kind = Scheduled',
      'severity = High',
      'tactics.0 = CommandAndControl',
      'triggerOperator = GreaterThan',
    ]);
  });

  it('are read in any case where other fields are allowed, too', () => {
    const hunt = YamlFile.parse('hunts/a.yaml', 'ID: a\nname: A\ndescription: b\nquery: T\nTags: [x]\n');
    const loaded = readContent('hunting-query', hunt);
    expect('value' in loaded && loaded.value.value).toMatchObject({ id: 'a', name: 'A', Tags: ['x'] });
    expect(loaded.respelt).toEqual([{ path: ['ID'], what: 'field', written: 'ID', right: 'id' }]);
  });

  it('are wrong where more than the case differs', () => {
    expect(read(RULE.replace('[CommandAndControl]', '[Command and control]')).problems).toEqual([
      "10 tactics[0] cannot be 'Command and control'; did you mean 'CommandAndControl'?",
    ]);
  });

  it('are named twice in two cases', () => {
    expect(read(RULE.replace('[CommandAndControl]', '[Impact, impact]')).problems).toEqual([
      "10 tactics has 'Impact' twice",
    ]);
  });
});
