import { brief, broken, describeEdits, type Files, findings, HUNT, ITEMS, LIST, SOUND, told } from '../support.js';

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

describeEdits('a cell, or the definition', [
  [
    LIST,
    { 'itemsSearchKey: Indicator': 'itemsSearchKey: Indicators' },
    `error watchlist-header ${LIST}:4 Indicators: Refused: The search key 'Indicators' is no column of ${ITEMS} → Name one of its columns: 'Indicator', 'Port', 'MalwareFamily', 'ThreatType', 'Confidence', 'FirstSeen', 'ValidUntil', 'Source', 'Report'.`,
  ],
  [
    LIST,
    { 'displayName: Listed addresses': 'displayName: x' },
    `error schema ${LIST}:2 x: Refused: displayName has the wrong form: 'x' → Write 3 to 64 characters: letters, digits, spaces, hyphens and underscores, with a letter or digit first and last.`,
  ],
  [
    ITEMS,
    { 'Source,Report': 'Source,Repot' },
    `error indicator-columns ${ITEMS}:1 Indicator,Port,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Repot: Fails: The header has 'Repot' where the hunts read Report → Write the name as the hunts do; upper and lower case count.`,
  ],
  [ITEMS, { '192.0.2.8,': ' ,' }, `error watchlist-blank-key ${ITEMS}:3: Refused: This item has no Indicator`],
  [
    ITEMS,
    { '192.0.2.8,': '192.0.2.7,9000' },
    `error watchlist-duplicate-key ${ITEMS}:3 192.0.2.7: Fails: '192.0.2.7' is in the list twice → The other one is on line 2: merge the two. Rows may share the search key when Port or MalwareFamily tells them apart.`,
  ],
  [ITEMS, { '192.0.2.8,': '192.0.2.7,9001' }],
  [ITEMS, { '192.0.2.8,,SectopRAT': '192.0.2.7,9000,Other' }],
  [
    ITEMS,
    { ',,ThreatFox': ',ThreatFox' },
    `error watchlist-row-shape ${ITEMS}:3 192.0.2.8,,SectopRAT,botnet_cc,75,2026-05-06T10:00:00Z,ThreatFox,reports/sectoprat.md@0123456789ab: Fails: This row has 8 cells; the header has 9`,
  ],
  [
    ITEMS,
    { '192.0.2.8,': '192.0.2[.]8,' },
    `error indicator-value ${ITEMS}:3 192.0.2[.]8: Fails: '192.0.2[.]8' never matches an event as it is written → Write 192.0.2.8.`,
  ],
  [
    ITEMS,
    { '192.0.2.8,': '192.0.2.8:443,' },
    `error indicator-value ${ITEMS}:3 192.0.2.8:443: Fails: '192.0.2.8:443' never matches an event as it is written → Write 192.0.2.8, and 443 into the column Port.`,
  ],
  [
    ITEMS,
    { '192.0.2.8,': 'c2.example.com,' },
    `error indicator-value ${ITEMS}:3 c2.example.com: Fails: 'c2.example.com' is of type domain, in a list of ip → Move it to the list ioc-domain.`,
  ],
  [
    ITEMS,
    { '192.0.2.8,': 'localhost,' },
    `error indicator-value ${ITEMS}:3 localhost: Fails: 'localhost' is no indicator: not a domain name: perhaps encoded or encrypted text`,
  ],
  [
    ITEMS,
    { '192.0.2.8,': `${'x'.repeat(60)},` },
    `error indicator-value ${ITEMS}:3 ${'x'.repeat(60)}: Fails: '${'x'.repeat(60)}' is no indicator: not a domain name: perhaps encoded or encrypted text`,
  ],
  [
    ITEMS,
    { '192.0.2.8,': `${'x'.repeat(61)},` },
    `error indicator-value ${ITEMS}:3 ${'x'.repeat(61)}: Fails: '${'x'.repeat(59)}…' is no indicator: not a domain name: perhaps encoded or encrypted text`,
  ],
  [
    ITEMS,
    { ',9000,': ',0,' },
    `error indicator-cells ${ITEMS}:2 0: Fails: Port is '0'; it must be a port from 1 to 65535, or nothing`,
  ],
  [ITEMS, { ',9000,': ',1,' }],
  [ITEMS, { ',9000,': ',65535,' }],
  [
    ITEMS,
    { ',9000,': ',65536,' },
    `error indicator-cells ${ITEMS}:2 65536: Fails: Port is '65536'; it must be a port from 1 to 65535, or nothing`,
  ],
  [
    ITEMS,
    { ',9000,': ',http,' },
    `error indicator-cells ${ITEMS}:2 http: Fails: Port is 'http'; it must be a port from 1 to 65535, or nothing`,
  ],
  [
    ITEMS,
    { ',75,': ',high,' },
    `error indicator-cells ${ITEMS}:3 high: Fails: Confidence is 'high'; it must be a whole number from 0 to 100`,
  ],
  [ITEMS, { ',75,': ',0,' }],
  [
    ITEMS,
    { ',75,': ',101,' },
    `error indicator-cells ${ITEMS}:3 101: Fails: Confidence is '101'; it must be a whole number from 0 to 100`,
  ],
  [
    ITEMS,
    { '2026-06-20': '2026-02-30' },
    `error indicator-cells ${ITEMS}:2 2026-02-30: Fails: ValidUntil is '2026-02-30'; it must be 2026-05-07 or 2026-05-07T10:00:00Z, or nothing`,
  ],
  [
    ITEMS,
    { '2026-05-06,': '06.05.2026,' },
    `error indicator-cells ${ITEMS}:2 06.05.2026: Fails: FirstSeen is '06.05.2026'; it must be 2026-05-07 or 2026-05-07T10:00:00Z, or nothing`,
  ],
  [ITEMS, { '2026-06-20': '2026-05-06' }],
  [
    ITEMS,
    { '2026-06-20': '2026-05-05' },
    `error indicator-cells ${ITEMS}:2 2026-05-05: Fails: The indicator's life ends (2026-05-05) before it begins (2026-05-06) → Set ValidUntil after FirstSeen.`,
  ],
  [
    ITEMS,
    { '2026-05-06T10:00:00Z,': '2026-05-06T10:00:00Z,2026-05-06' },
    `error indicator-cells ${ITEMS}:3 2026-05-06: Fails: The indicator's life ends (2026-05-06) before it begins (2026-05-06T10:00:00Z) → Set ValidUntil after FirstSeen.`,
  ],
  [
    ITEMS,
    { '2026-05-06T10:00:00Z,': '2026-05-06T10:00:00Z,2026-05-05T23:00:00.5Z' },
    `error indicator-cells ${ITEMS}:3 2026-05-05T23:00:00.5Z: Fails: The indicator's life ends (2026-05-05T23:00:00.5Z) before it begins (2026-05-06T10:00:00Z) → Set ValidUntil after FirstSeen.`,
  ],
  [ITEMS, { '2026-05-06,2026-06-20': '2025-01-01,2026-03-02' }],
  [
    ITEMS,
    { '2026-05-06,2026-06-20': '2025-01-01,2026-03-01T00:00:00Z' },
    `warning indicator-expired ${ITEMS}:2 2026-03-01T00:00:00Z: Misleads: The life of '192.0.2.7' ended on 2026-03-01, and the logs of that time are gone`,
  ],
  [
    ITEMS,
    { '2026-05-06,2026-06-20': ',2026-01-31' },
    `warning indicator-expired ${ITEMS}:2 2026-01-31: Misleads: The life of '192.0.2.7' ended on 2026-01-31, and the logs of that time are gone`,
  ],
  [
    ITEMS,
    { 'botnet_cc,100': '"botnet_cc,100' },
    `error csv-syntax ${ITEMS}:2 192.0.2.7,9000,SectopRAT,"botnet_cc,100,2026-05-06,2026-06-20,ThreatFox,reports/sectoprat.md@0123456789ab: Blocked: This is not valid CSV: Quote Not Closed: the parsing is finished with an opening quote`,
  ],
]);

describe('the header of a list of something else', () => {
  const header = async (names: string) => {
    const files = people(`${names}\r\nAda,Engines,x\r\n`);
    return (await findings(files)).map((finding) => told(files, finding));
  };
  const at = 'error watchlist-header watchlists/vip.csv:1';

  it.each([
    ['Name,Team,', `${at}: Refused: Column 3 has no name`],
    ['Name,Team,Team', `${at} Team: Refused: The column 'Team' stands in the header twice`],
    ['Name,Team,_DTItemId', `${at} _DTItemId: Refused: The service adds a column '_DTItemId' of its own`],
    [
      'Name,Team,LastUpdatedTimeUTC',
      `${at} LastUpdatedTimeUTC: Refused: The service adds a column 'LastUpdatedTimeUTC' of its own`,
    ],
    ['Name,Team,SearchKey', `${at} SearchKey: Refused: The service adds a column 'SearchKey' of its own`],
    ['Name,Team,1st', `${at} 1st: Refused: The column name '1st' is none that a query can use`],
    ['Name,Team,a.b', `${at} a.b: Refused: The column name 'a.b' is none that a query can use`],
  ])('%s', async (names, finding) => {
    expect(await header(names)).toEqual([finding]);
  });

  it('may have blanks and hyphens within a name', async () => {
    expect(await header('Name,Team,Job title-1')).toEqual([]);
  });

  it('without rows below it is a warning, and one without the key names the columns', async () => {
    const empty = people('Name,Team\r\n');
    expect((await findings(empty)).map((finding) => told(empty, finding))).toEqual([
      'warning watchlist-header watchlists/vip.csv:1 Name,Team: Misleads: The list has no items → Add the items below the header, or remove the list with the queries that read it.',
    ]);
    const other = people('name,Team\r\nAda,Engines\r\n');
    expect((await findings(other)).map((finding) => told(other, finding))).toEqual([
      "error watchlist-header watchlists/vip.yaml:4 Name: Refused: The search key 'Name' is no column of watchlists/vip.csv → Name one of its columns: 'name', 'Team'.",
    ]);
  });
});

describe('hashes', () => {
  const HASHES = 'watchlists/ioc-file-hash.csv';
  const SHA256 = 'ab'.repeat(32);
  const withHash = (hash: string, type: string): Files => ({
    ...SOUND,
    'watchlists/ioc-file-hash.yaml':
      'watchlistAlias: ioc-file-hash\ndisplayName: Listed files\nprovider: Security operations\nitemsSearchKey: Indicator\n',
    [HASHES]: `Indicator,HashType,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report\r\n${hash},${type},SectopRAT,,75,,,,r\r\n`,
  });
  const hashFindings = async (files: Files) =>
    (await findings(files)).filter(({ code }) => code !== 'unused-watchlist').map((finding) => told(files, finding));

  it('are in lower case, and of the type that stands beside them', async () => {
    expect(await hashFindings(withHash(SHA256, 'sha256'))).toEqual([]);
    expect(await hashFindings(withHash(SHA256, 'md5'))).toEqual([
      `error indicator-value ${HASHES}:2 md5: Fails: HashType is 'md5', but the hash is sha256 → Write sha256.`,
    ]);
    expect(await hashFindings(withHash(SHA256.toUpperCase(), 'sha256'))).toEqual([
      `error indicator-value ${HASHES}:2 ${SHA256.toUpperCase()}: Fails: '${SHA256.toUpperCase().slice(0, 59)}…' never matches an event as it is written → Write ${SHA256}.`,
    ]);
  });
});

describe('the limits of the service', () => {
  const rows = ROWS.trimEnd();
  const row = (key: string, report: string) => `\r\n${key},,SectopRAT,botnet_cc,75,2026-05-06,,ThreatFox,${report}`;
  /** Rows of `kind` that fill what is left of a limit with their last cell. */
  const filled = (key: string, characters: number, letter = 'a') =>
    row(key, letter.repeat(characters - (row(key, '').length - 2)));

  it('are 10,240 characters a line', async () => {
    expect(await messages(withItems(rows + filled('192.0.2.9', 10_240)))).toEqual([]);
    expect(await messages(withItems(rows + filled('192.0.2.9', 10_241)))).toEqual([
      'Refused: This line has 10241 characters, more than 10240',
    ]);
  });

  it('are 10 KB an item, the separators aside', async () => {
    const item = (bytes: number) => {
      const spare = row('192.0.2.9', '').replaceAll(',', '').length - 2;
      return rows + row('192.0.2.9', `${'é'.repeat(5_000)}${'a'.repeat(bytes - spare - 10_000)}`);
    };
    expect(await messages(withItems(item(10_240)))).toEqual([]);
    expect(await messages(withItems(item(10_241)))).toEqual(['Refused: This item has 10241 bytes, more than 10240']);
    expect(await found(withItems(item(10_241)))).toEqual([
      expect.stringMatching(`^error watchlist-row-size ${ITEMS}:4 `),
    ]);
  });

  it('are 3.8 MB an upload', async () => {
    const most = Math.floor(3.8 * 1024 * 1024);
    const many = Array.from({ length: 402 }, (_, index) => filled(`10.0.${index >> 8}.${index & 255}`, 9_900)).join('');
    const upTo = (bytes: number) => {
      const items = rows + many;
      return withItems(items + filled('192.0.2.9', bytes - items.length - 2));
    };
    expect(await found(upTo(most))).toEqual([]);
    expect(await found(upTo(most + 1))).toEqual([`info watchlist-upload-size ${ITEMS}:1`]);
    expect(await messages(upTo(most + 1))).toEqual(['Slow: The items have 3.8 MB, more than the 3.8 MB of one upload']);
  });
});
