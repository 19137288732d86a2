import { functionsOf, refreshFunctions } from '../../../scripts/workspace/tables/functions';
import { isRecord, recordText, workspaceRecord } from '../../../scripts/workspace/tables/record';

const search = (properties: Record<string, unknown>) => ({ id: 'i', name: 'n', properties });

const PARSER = { name: 'Acme', parameters: ["host:string='a,b'"], query: 'Syslog' };

describe('the saved functions of a workspace', () => {
  it('are the saved searches with an alias, by name, also in Pascal case', () => {
    const found = functionsOf([
      search({ displayName: 'no function', query: 'Syslog' }),
      search({ FunctionAlias: 'Zulu', Query: 'Heartbeat' }),
      search({ functionAlias: 'Acme', functionParameters: "host:string='a,b'", query: 'Syslog' }),
    ]);
    expect(found).toEqual([PARSER, { name: 'Zulu', parameters: [], query: 'Heartbeat' }]);
  });

  it('become schemas, once', () => {
    const nothing = { functions: [] };
    const first = refreshFunctions(nothing, [PARSER], () => undefined);
    const [[file, text] = ['', '']] = [...first.changes];
    expect([file, typeof text === 'string' && JSON.parse(text)]).toEqual(['schemas/functions/Acme.json', PARSER]);
    const second = refreshFunctions(nothing, [PARSER], () => (typeof text === 'string' ? text : undefined));
    expect([second.changes.size, second.unchanged]).toEqual([0, 1]);
  });

  it('are never written outside of their folder', () => {
    const { changes, rejected } = refreshFunctions({ functions: [] }, [{ ...PARSER, name: '../x' }], () => undefined);
    expect([changes.size, rejected.map(({ table }) => table)]).toEqual([0, ['../x']]);
  });
});

describe('the record of a workspace', () => {
  it('names what it has, sorted, each once', () => {
    expect(JSON.parse(recordText({ tables: ['B', 'A', 'B'], functions: ['f'] }))).toEqual({
      tables: ['A', 'B'],
      functions: ['f'],
    });
    expect(JSON.parse(recordText({ tables: [], functions: [], filled: ['D', 'C'] })).filled).toEqual(['C', 'D']);
    expect(workspaceRecord('a/../b')).toBe('schemas/workspaces/a%2F..%2Fb.json');
  });

  it.each([
    [recordText({ tables: [], functions: [] }), true],
    ['{}', false],
    ['no JSON', false],
    [undefined, false],
  ])('%j is one: %s', (text, answer) => {
    expect(isRecord(text)).toBe(answer);
  });
});
