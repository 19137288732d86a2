import { brief, broken, type Files, findings, SOUND } from './support.js';

const LIST = 'watchlists/ioc-ip.yaml';
const ITEMS = 'watchlists/ioc-ip.csv';
const HUNT = 'hunts/beacon.yaml';
const ROWS = SOUND[ITEMS] ?? '';
const HEADER = ROWS.split('\r\n')[0] ?? '';

const found = async (files: Files) => (await findings(files)).map((finding) => brief(files, finding));
const messages = async (files: Files) => (await findings(files)).map(({ message }) => message);
const withItems = (items: string): Files => ({ ...SOUND, [ITEMS]: items });

/** A list of something else, which a hunt reads by a column of its own. */
const people = (items: string | undefined): Files => ({
  ...broken(
    HUNT,
    '  DeviceNetworkEvents\n  | where TimeGenerated > ago(30d)\n',
    "  let people = _GetWatchlist('vip') | project Name, Team;\n  DeviceNetworkEvents\n  | where TimeGenerated > ago(30d)\n  | where DeviceName !in ((people | project Name))\n",
  ),
  'watchlists/vip.yaml': 'watchlistAlias: vip\ndisplayName: People\nprovider: HR\nitemsSearchKey: Name\n',
  ...(items === undefined ? {} : { 'watchlists/vip.csv': items }),
});

describe('items that cannot be read are one finding, which says the cause', () => {
  it.each([
    ['semicolons', ROWS.replaceAll(',', ';'), 'Blocked: The cells are separated by semicolons; write commas'],
    ['tabs', ROWS.replaceAll(',', '\t'), 'Blocked: The cells are separated by tabs; write commas'],
    [
      'semicolons and quotes',
      ROWS.replaceAll(/[^,\r\n]+/g, '"$&"').replaceAll(',', ';'),
      'Blocked: The cells are separated by semicolons; write commas',
    ],
  ])('%s', async (_, items, message) => {
    expect(await messages(withItems(items))).toEqual([message]);
    expect(await found(withItems(items))).toEqual([`error csv-syntax ${ITEMS}:1 ${items.split('\r\n')[0]}`]);
  });

  it('and hide no other mistake of the queries that read them', async () => {
    const files = people('Name;Team\r\nanna;soc\r\n');
    files[HUNT] = (files[HUNT] ?? '').replace('join kind=inner', 'join');
    expect((await findings(files)).map(({ code, file }) => `${code} ${file}`)).toEqual([
      `join-kind ${HUNT}`,
      'csv-syntax watchlists/vip.csv',
    ]);
  });

  it.each(['', '\r\n\r\n'])('nothing at all: %j', async (items) => {
    expect(await found(withItems(items))).toEqual([`error watchlist-items ${ITEMS}:1`]);
    expect(await messages(withItems(items))).toEqual([`Blocked: ${ITEMS} is empty`]);
  });

  it('no file', async () => {
    const { [ITEMS]: _, ...files } = SOUND;
    expect(await found(files)).toEqual([`error watchlist-items ${LIST}:1`]);
  });

  it('bytes that are not UTF-8', async () => {
    const files = withItems(ROWS.replace('SectopRAT,botnet_cc,75', 'Sectop\uFFFD,botnet_cc,75'));
    expect(await messages(files)).toEqual(['Blocked: The file is not UTF-8: a character of this line cannot be read']);
    expect(await found(files)).toEqual([expect.stringMatching(`^error csv-syntax ${ITEMS}:3 192.0.2.8`)]);
  });

  it.each([
    ['no file', undefined, 'error watchlist-items watchlists/vip.yaml:1'],
    ['nothing', '', 'error watchlist-items watchlists/vip.csv:1'],
    ['semicolons', 'Name;Team\r\nAda;Engines\r\n', 'error csv-syntax watchlists/vip.csv:1 Name;Team'],
    ['a quote', '"Name,Team\r\nAda,Engines\r\n', 'error csv-syntax watchlists/vip.csv:1 "Name,Team'],
  ])('of another list, whose columns nobody knows then: %s', async (_, items, finding) => {
    expect(await found(people(items))).toEqual([finding]);
  });

  it('while the columns of another list that can be read are known', async () => {
    expect(await found(people('Name,Team\r\nAda,Engines\r\n'))).toEqual([]);
    expect(await found(people('Name,Group\r\nAda,Engines\r\n'))).toEqual([`error KS142 ${HUNT}:11 Team`]);
    expect(await found(people('name,Team\r\nAda,Engines\r\n'))).toEqual([
      'error watchlist-header watchlists/vip.yaml:4 Name',
    ]);
  });
});

describe('a header that hunts do not understand is one finding', () => {
  it.each([
    ['MalwareFamily', 'malwarefamily', "Fails: The header has 'malwarefamily' where the hunts read MalwareFamily"],
    ['ThreatType', 'Threat Type', "Fails: The header has 'Threat Type' where the hunts read ThreatType"],
    ['Indicator', 'IOC', 'Fails: The header has no Indicator'],
    ['Indicator', 'Indicators', "Fails: The header has 'Indicators' where the hunts read Indicator"],
    ['Source,Report', 'Origin,Report', 'Fails: The header has no Source'],
  ])('%s → %s', async (from, to, message) => {
    const files = broken(ITEMS, from, to);
    expect(await found(files)).toEqual([`error indicator-columns ${ITEMS}:1 ${HEADER.replace(from, to)}`]);
    expect(await messages(files)).toEqual([message]);
  });

  it('when it is missing altogether', async () => {
    const files = withItems(ROWS.replace(`${HEADER}\r\n`, ''));
    expect(await messages(files)).toEqual(['Fails: The header is missing: the first line names none of the columns']);
  });
});

describe('a list without items', () => {
  it('finds nothing; one of indicators may be empty, because their lives end', async () => {
    expect(await found(withItems(`${HEADER}\r\n`))).toEqual([]);
    expect(await found(people('Name,Team\r\n'))).toEqual(['warning watchlist-header watchlists/vip.csv:1 Name,Team']);
  });
});

describe('cells of indicators', () => {
  it.each([
    [
      'SectopRAT,botnet_cc,100',
      ',botnet_cc,100',
      'error',
      'Fails: MalwareFamily is blank; the hunts of a family read the rows that name it',
    ],
    [
      'SectopRAT,botnet_cc,100',
      ' ,botnet_cc,100',
      'error',
      'Fails: MalwareFamily is blank; the hunts of a family read the rows that name it',
    ],
    [',100,', ',,', 'error', 'Fails: Confidence is blank; it must be a whole number from 0 to 100'],
    [
      'reports/sectoprat.md@0123456789ab',
      '',
      'warning',
      'Misleads: Report is blank; it says where the indicator comes from',
    ],
  ])('may not be blank: %j → %j', async (from, to, severity, message) => {
    const result = await findings(broken(ITEMS, from, to));
    expect(result.map((finding) => [finding.code, finding.severity, finding.message])).toEqual([
      ['indicator-cells', severity, message],
    ]);
  });

  it('that ingest leaves blank may be', async () => {
    expect(await findings(broken(ITEMS, 'botnet_cc,75', ',75'))).toEqual([]);
    expect(await findings(broken(ITEMS, ',,ThreatFox,', ',,,'))).toEqual([]);
    expect(await findings(broken(ITEMS, '2026-05-06,2026-06-20', ',2026-06-20'))).toEqual([]);
  });

  it('say once that a life ends before it begins, however long ago', async () => {
    const files = broken(ITEMS, '2026-05-06,2026-06-20', '2025-05-06,2025-01-20');
    expect(await found(files)).toEqual([`error indicator-cells ${ITEMS}:2 2025-01-20`]);
  });
});
