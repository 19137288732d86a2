import { INSIGHTS } from '../../../scripts/workspace/azure/arm.js';
import { namesIn } from '../../../scripts/workspace/changes/dependencies.js';
import { globPattern, tailor } from '../../../scripts/workspace/changes/tailor.js';
import { deployTo, eachTestsWorkspace, hunt, planFor, repository, rule, watchlist } from '../workspace.js';

const workspace = eachTestsWorkspace();

const ids = ['1', '2', '3'].map((digit) => rule().id.replaceAll('2', digit));
const named = (index: number, name: string) =>
  rule({ id: ids[index] ?? '', name, query: `DnsEvents | take ${index + 1}` });
const writes = () =>
  workspace
    .writes()
    .map(({ method, path }) => `${method} ${path.split('/').at(-2)} ${path.split('/').at(-1)?.split('?')[0]}`);

describe('names in a query', () => {
  it('are its identifiers and texts, without comments', () => {
    const query =
      'let a = @"list-1"; // _GetWatchlist("no")\n_GetWatchlist(a) | where Url has "http://x" and F == \'it\\\'s\' | invoke MyParser()';
    const names = namesIn(query);
    for (const name of ['list-1', 'myparser', '_getwatchlist', 'http://x']) expect(names).toContain(name);
    expect(names).not.toContain('no');
  });
});

describe('the order of a deployment', () => {
  it('has lists and functions before what reads them', async () => {
    const parser = { id: ids[2] ?? '', functionAlias: 'Parser', name: 'A parser', query: "_GetWatchlist('list-a')" };
    const wanted = repository({
      hunts: [hunt({ query: 'Parser()\n| take 1' })],
      functions: [parser],
      watchlists: [watchlist('list-a', ['Key'], [['a']])],
    });
    const { changes } = await planFor(wanted, workspace.connection);
    expect(Object.fromEntries(changes.map(({ key, after }) => [key.split('/')[0], after]))).toEqual({
      watchlist: [],
      function: ['watchlist/list-a'],
      huntingQuery: [`function/${parser.id}`],
    });
    expect(await deployTo(wanted, workspace.connection)).toMatchObject({ failed: [] });
    expect(writes().map((write) => write.split(' ')[1])).toEqual(['watchlists', 'savedSearches', 'savedSearches']);
  });

  it('opens a circle of functions that name each other', async () => {
    const functions = ['One', 'Two'].map((alias, index) => ({
      ...{ id: ids[index] ?? '', functionAlias: alias, name: alias },
      query: `${alias === 'One' ? 'Two' : 'One'}() | take 1`,
    }));
    expect(await deployTo(repository({ functions }), workspace.connection)).toMatchObject({ failed: [], moved: [] });
  });

  it('lets rules swap and pass on their names', async () => {
    await deployTo(
      repository({ rules: [named(0, 'North'), named(1, 'South'), named(2, 'West')] }),
      workspace.connection,
    );
    const swapped = repository({ rules: [named(0, 'South'), named(1, 'North'), named(2, 'East')] });
    expect(await deployTo(swapped, workspace.connection)).toMatchObject({ failed: [], moved: [] });
    const turned = repository({ rules: [named(0, 'East'), named(1, 'South'), named(2, 'North')] });
    expect(await deployTo(turned, workspace.connection)).toMatchObject({ failed: [], moved: [] });
    const passed = repository({ rules: [named(0, 'New'), named(1, 'East')] });
    expect(await deployTo(passed, workspace.connection, { prune: true })).toMatchObject({ failed: [], moved: [] });
  });

  it('takes a list away after what read it', async () => {
    const list = watchlist('list-a', ['Key'], [['a']]);
    await deployTo(
      repository({ hunts: [hunt({ query: "_GetWatchlist('list-a')" })], watchlists: [list] }),
      workspace.connection,
    );
    const before = workspace.writes().length;
    await deployTo(repository({ hunts: [hunt()] }), workspace.connection, { prune: true });
    expect(writes().slice(before)).toEqual([expect.stringMatching(/^PUT savedSearches/), 'DELETE watchlists list-a']);
  });

  it('writes only the half of a rule that changed', async () => {
    const wanted = repository({ rules: [rule()] });
    await deployTo(wanted, workspace.connection);
    const path = `${INSIGHTS}/alertRules/${rule().id}`;
    const stored = await workspace.connection.arm.get(path);
    await workspace.connection.arm.put(path, {
      kind: stored?.kind,
      properties: { ...stored?.properties, severity: 'Low' },
    });
    let before = workspace.writes().length;
    await deployTo(wanted, workspace.connection);
    expect(writes().slice(before)).toEqual([expect.stringMatching(/^PUT alertRules/)]);
    before = workspace.writes().length;
    await deployTo(repository({ rules: [rule({ metadata: { author: { name: 'Another' } } })] }), workspace.connection);
    expect(writes().slice(before)).toEqual([expect.stringMatching(/^PUT metadata/)]);
  });
});

describe('what something still reads', () => {
  it('is not deleted, whoever reads it', async () => {
    const list = watchlist('list-a', ['Key'], [['a']]);
    await deployTo(repository({ watchlists: [list] }), workspace.connection);
    await workspace.connection.arm.put('savedSearches/theirs', {
      properties: { category: 'x', displayName: 'Of somebody else', query: "_GetWatchlist('LIST-A')" },
    });
    const listed = (await planFor(repository({}), workspace.connection)).plan;
    expect(listed.changes[0]?.notes).toEqual(['No file asks for it; --prune deletes it.']);
    const { plan } = await planFor(repository({}), workspace.connection, { prune: true });
    expect(plan.changes).toMatchObject([
      { action: 'delete', done: false, notes: ["It is still read by 'Of somebody else', so it is not deleted."] },
    ]);
  });
});

describe('a workspace of its own', () => {
  const place = { emulator: true } as const;

  it('gets its parameters, and keeps other braces', () => {
    const content = repository({
      hunts: [hunt({ query: 'T | where S == "{{param:site}}" and E > todatetime("{{StartTimeISO}}")' })],
    });
    const [tailored] = tailor(content, 'a', { ...place, parameters: { site: 7 } }).huntingQueries;
    expect(tailored?.value.query).toBe('T | where S == "7" and E > todatetime("{{StartTimeISO}}")');
    expect(() => tailor(content, 'a', place)).toThrow(
      /'a' gives no value to parameters[\s\S]*A hunt\.yaml: \{\{param:site\}\}/,
    );
  });

  it('goes without what it excludes, with rules on or off as it has them', () => {
    const content = repository({ hunts: [hunt()], rules: [rule({ enabled: false })] });
    const settings = { ...place, exclude: ['hunts/**'], enabled: { [rule().id.toUpperCase()]: true } };
    const tailored = tailor(content, 'a', settings);
    expect(tailored.huntingQueries).toEqual([]);
    expect(tailored.analyticRules[0]?.value.enabled).toBe(true);
  });

  it.each([
    ['hunts/*/a.yaml', 'hunts/x/a.yaml', true],
    ['hunts/*.yaml', 'hunts/x/a.yaml', false],
    ['hunts/**', 'hunts/x/a.yaml', true],
    ['**/a.yaml', 'hunts/x/a.yaml', true],
    ['hunts/x', 'hunts/x/a.yaml', true],
    ['hunts/x', 'hunts/xy/a.yaml', false],
    ['hunts/a.yaml', 'hunts/aXyaml', false],
  ])('the pattern %s and %s', (glob, file, fits) => {
    expect(globPattern(glob).test(file)).toBe(fits);
  });
});
