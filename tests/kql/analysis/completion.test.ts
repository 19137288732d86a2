import { SCHEMA_FOLDER } from '../../../scripts/base/system/package-folder';
import { openCatalog } from '../../../scripts/kql/analysis/catalog';
import { createCompletion } from '../../../scripts/kql/analysis/completion';

let completion: ReturnType<typeof createCompletion>;
beforeAll(() => {
  const watchlists = new Map([
    ['ioc-ip', ['Indicator', 'Port']],
    ['vip-users', ['User']],
  ]);
  completion = createCompletion(openCatalog([SCHEMA_FOLDER], watchlists));
});

/** The caret is where `|>` stands. */
const at = (text: string) => ({ query: text.replace('¦', ''), offset: text.indexOf('¦') });
const suggest = (text: string) => completion.suggest(at(text).query, at(text).offset);
const labels = (text: string) => suggest(text).map(({ label }) => label);

describe('completion', () => {
  it.each([
    ['Dev¦', 'DeviceNetworkEvents', 'table'],
    ['DeviceNetworkEvents | wh¦', 'where', 'keyword'],
    ['DeviceNetworkEvents | where Rem¦', 'RemoteUrl', 'column'],
    ['DeviceNetworkEvents | where TimeGenerated > ag¦', 'ago', 'function'],
    ['DeviceNetworkEvents | summarize make_s¦', 'make_set', 'function'],
    ['DeviceNetworkEvents | where RemoteUrl has_¦', 'has_any', 'operator'],
    ['let names = dynamic([]); DeviceNetworkEvents | where RemoteUrl in (na¦)', 'names', 'variable'],
    ['_GetWatchlist("ioc-ip") | where Po¦', 'Port', 'column'],
    ['_GetWatchlist("ioc-ip") | where Sear¦', 'SearchKey', 'column'],
  ])('%s offers %s, a %s', (text, label, kind) => {
    const found = suggest(text).find((one) => one.label.replace(/\(.*/, '') === label);
    expect(found).toMatchObject({ kind });
  });

  it('replaces what is typed already', () => {
    const { query, offset } = at('DeviceNetworkEvents | where Rem¦');
    const [first] = completion.suggest(query, offset);
    expect(query.slice(first?.start, first?.end)).toBe('Rem');
  });

  it('offers the aliases of watchlists, and only them, inside their quotes', () => {
    expect(labels('_GetWatchlist("¦")')).toEqual(['ioc-ip', 'vip-users']);
    expect(suggest("_GetWatchlist( 'vip¦-us')")).toContainEqual(
      expect.objectContaining({ before: 'vip-users', start: 16, end: 22 }),
    );
    expect(labels('_GetWatchlist("ioc-ip")¦')).not.toContain('vip-users');
  });

  it('offers no columns of tables that the query does not read', () => {
    expect(labels('Syslog | where ¦')).not.toContain('RemoteUrl');
  });

  it.each([
    ['Device¦NetworkEvents | take 1', /^\(table\) DeviceNetworkEvents: table\(/],
    ['DeviceNetworkEvents | where Remote¦IP == ""', /^RemoteIP: string/],
    ['print to¦lower("A")', /^\(function\) tolower\(/],
  ])('%s is described', (text, meaning) => {
    const { query, offset } = at(text);
    expect(completion.describe(query, offset)).toMatch(meaning);
  });

  it('says nothing of white space, nor of a query that would hang the library', () => {
    expect(completion.describe('   ', 1)).toBeUndefined();
    const hostile = `print ${'('.repeat(5_000)}`;
    expect(completion.suggest(hostile, 6)).toEqual([]);
    expect(completion.describe(hostile, 6)).toBeUndefined();
  });
});
