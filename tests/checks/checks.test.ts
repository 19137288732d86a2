import { brief, broken, type Files, findings, SOUND } from './support.js';

const HUNT = 'hunts/beacon.yaml';
const RULE = 'analytic-rules/beacon.yaml';
const LIST = 'watchlists/ioc-ip.yaml';
const ITEMS = 'watchlists/ioc-ip.csv';

const found = async (files: Files) => (await findings(files)).map((finding) => brief(files, finding));

describe('a sound repository', () => {
  it('has no findings', async () => {
    expect(await findings(SOUND)).toEqual([]);
  });

  it('may name connectors by the ids that the official validation still accepts', async () => {
    for (const id of ['AWSS3', 'AzureMonitor(VMInsights)', 'Zscaler', 'CheckPoint']) {
      expect(await findings(broken(HUNT, 'MicrosoftThreatProtection', id))).toEqual([]);
    }
  });

  it('may say what a connector calls its data, where that is no table', async () => {
    const files = broken(HUNT, 'dataTypes: [DeviceNetworkEvents]', 'dataTypes: [NetworkData]');
    expect(await found(files)).toEqual([]);
  });

  it('may name a technique that ATT&CK has retired: the service lags behind', async () => {
    const from = 'tactics: [CommandAndControl]\nrelevantTechniques: [T1071.001]';
    const files = broken(HUNT, from, 'tactics: [DefenseEvasion]\nrelevantTechniques: [T1562.004]');
    expect(await found(files)).toEqual([`info technique-unknown ${HUNT}:8 T1562.004`]);
    const elsewhere = broken(HUNT, from, 'tactics: [Impact]\nrelevantTechniques: [T1562.004]');
    expect(await found(elsewhere)).toEqual([
      `warning technique-tactic ${HUNT}:8 T1562.004`,
      `info technique-unknown ${HUNT}:8 T1562.004`,
    ]);
  });

  it('may have fields that just fit into a tag of the service', async () => {
    const [text, name] = ['A device reached an address of the watchlist.', `${'a'.repeat(127)} `.repeat(2).trim()];
    expect(await found(broken(HUNT, text, `${name}a`))).toEqual([]);
    expect(await found(broken(HUNT, text, `${name}aa`))).toEqual([`info not-deployed ${HUNT}:3 description`]);
    expect(await found(broken(RULE, text, `${name}aa`))).toEqual([]);
  });

  it('may have line feeds alone in its CSV files, because git may have normalised them', async () => {
    expect(await findings({ ...SOUND, [ITEMS]: (SOUND[ITEMS] ?? '').replaceAll('\r\n', '\n') })).toEqual([]);
  });
});

describe('what does not reach the service', () => {
  it('is told once a file, with the fields that its tags cut', async () => {
    const connector = '  - { connectorId: MicrosoftThreatProtection, dataTypes: [DeviceNetworkEvents] }';
    const connectors = ['requiredDataConnectors:', ...Array.from({ length: 9 }, () => connector)].join('\n');
    const long = broken(HUNT, 'of the watchlist.', `of the watchlist${' again'.repeat(50)}.`);
    const text = long[HUNT]?.replace('requiredDataConnectors:', connectors) ?? '';
    const told = (await findings({ ...long, [HUNT]: text })).filter(({ code }) => code === 'not-deployed');
    expect(told.map(({ message }) => message)).toEqual([
      "Ignored: Longer than the 256 characters of a saved search's tag, and deployed shortened: description, requiredDataConnectors",
    ]);
  });

  it('is told of a function, too', async () => {
    const file = 'functions/Listed.yaml';
    const text = (description: string) =>
      `id: 5d7f6a52-8c1d-4b0e-9f57-0d6f1e2a4c11\nfunctionAlias: Listed\nname: Listed\ndescription: ${description}\nquery: print 1\nversion: 1.0.0\n`;
    const files = { ...SOUND, [file]: text('a'.repeat(257)) };
    expect(await found(files)).toEqual([`info not-deployed ${file}:4 description`]);
    expect(await findings({ ...SOUND, [file]: text('a'.repeat(256)) })).toEqual([]);
  });
});

/** Each row breaks one thing: file, text, replacement, and the one finding. */
type Break = [file: string, from: string, to: string, finding: string];

const describeBreaks = (title: string, breaks: Break[]) =>
  describe(title, () => {
    it.each(breaks)('%s: %j → %j', async (file, from, to, finding) => {
      expect(await found(broken(file, from, to))).toEqual([finding]);
    });
  });

describeBreaks('one mistake in a hunting query gives one finding, where it is', [
  [HUNT, 'name: Beacon', 'name: "Beacon', `error yaml-syntax ${HUNT}:2 "`],
  [HUNT, 'id: 0d7f6a52', 'id: 0d7f 6a52', `error schema ${HUNT}:1 0d7f 6a52-8c1d-4b0e-9f57-0d6f1e2a4c11`],
  [HUNT, 'tactics:', 'tactic:', `warning unknown-field ${HUNT}:7 tactic`],
  [HUNT, 'description: A', 'descripton: A', `error schema ${HUNT}:3 descripton`],
  [HUNT, 'version: 1.0.0\n', '', `info version-missing ${HUNT}:1`],
  [RULE, 'severity: High', 'severity: High\nstatus: Available\ntags: [Beacon]', `info not-deployed ${RULE}:6 status`],
  [HUNT, 'version: 1.0.0', 'version: 1.0', `error schema ${HUNT}:20 1.0`],
  [HUNT, 'listed address\ndesc', 'listed address.\ndesc', `info name-form ${HUNT}:2 Beacon to a listed address.`],
  [
    HUNT,
    'name: Beacon',
    'name: AUTO DISABLED Beacon',
    `warning name-form ${HUNT}:2 AUTO DISABLED Beacon to a listed address`,
  ],
  [HUNT, '[CommandAndControl]', '[CommandAndContol]', `error schema ${HUNT}:7 CommandAndContol`],
  [HUNT, 'T1071.001', 'T1071.999', `error technique-unknown ${HUNT}:8 T1071.999`],
  [HUNT, '[T1071.001]', '[T1071.001, T1043]', `error technique-unknown ${HUNT}:8 T1043`],
  [HUNT, 'T1071.001', 'T1486', `warning technique-tactic ${HUNT}:8 T1486`],
  [HUNT, 'tactics: [CommandAndControl]\n', '', `warning technique-tactic ${HUNT}:7 T1071.001`],
  [
    HUNT,
    'MicrosoftThreatProtection',
    'MicrosoftThreatProtectoin',
    `warning connector-unknown ${HUNT}:5 MicrosoftThreatProtectoin`,
  ],
  [
    HUNT,
    'dataTypes: [DeviceNetworkEvents]',
    'dataTypes: [DeviceNetworkEvents, DeviceInfo]',
    `warning connector-tables ${HUNT}:6 DeviceInfo`,
  ],
  [
    HUNT,
    'dataTypes: [DeviceNetworkEvents]',
    'dataTypes: []',
    `warning connector-tables ${HUNT}:11 DeviceNetworkEvents`,
  ],
  [HUNT, 'test: quiet', 'test: quite', `error false-positive-test ${HUNT}:23 quite`],
  [HUNT, '\n    test: quiet', '', `info missing-test ${HUNT}:22 The address has another owner now`],
  [HUNT, 'expect: { rows: 0 }', 'expect: { rows: 1 }', `info missing-test ${HUNT}:24 tests`],
  [HUNT, 'name: beacon', 'name: quiet', `error duplicate-test ${HUNT}:32 quiet`],
]);

describeBreaks('one mistake in a query', [
  [
    HUNT,
    'DeviceNetworkEvents\n  | where',
    'DeviceNetworkEvent\n  | where',
    `error KS204 ${HUNT}:11 DeviceNetworkEvent`,
  ],
  [
    HUNT,
    'DeviceNetworkEvents\n  | where',
    'union (OktaSSO | project RemoteIP), (OktaSSO | take 1), DeviceNetworkEvents\n  | where',
    `warning KS204 ${HUNT}:11 OktaSSO`,
  ],
  [
    HUNT,
    'DeviceNetworkEvents\n  | where',
    'union AWSGuardDuty, (AWSGuardDuty | where Severity > 7), DeviceNetworkEvents\n  | where',
    `info undescribed-table ${HUNT}:11 AWSGuardDuty`,
  ],
  [
    HUNT,
    '  | where TimeGenerated',
    '  | where Nobody == 1 and Nobody != 2\n  | where TimeGenerated',
    `error KS142 ${HUNT}:12 Nobody`,
  ],
  [HUNT, '| where Time', '| were Time', `error KS176 ${HUNT}:12 were`],
  [HUNT, '$left.RemoteIP', '$left.RemoteIp', `error KS142 ${HUNT}:13 RemoteIp`],
  [HUNT, "'ioc-ip'", "'ioc-ipp'", `error unknown-watchlist ${HUNT}:10 'ioc-ipp'`],
  [HUNT, '> ago(30d)', '> agoo(30d)', `error KS211 ${HUNT}:12 agoo`],
  [HUNT, '  | where TimeGenerated > ago(30d)\n', '', `info no-time-filter ${HUNT}:11 DeviceNetworkEvents`],
  [HUNT, 'join kind=inner', 'join', `warning join-kind ${HUNT}:13 join`],
  [HUNT, 'project TimeGenerated, DeviceName,', 'project TimeGenerated, DeviceNme,', `error KS142 ${HUNT}:14 DeviceNme`],
  [HUNT, 'columnName: DeviceName', 'columnName: DeviceNam', `error unknown-column ${HUNT}:19 DeviceNam`],
  [HUNT, 'columnName: DeviceName', 'columnName: TimeGenerated', `warning column-type ${HUNT}:19 TimeGenerated`],
  [HUNT, 'where: { DeviceName:', 'where: { DeviceNam:', `error unknown-column ${HUNT}:31 DeviceNam`],
  [HUNT, 'RemoteIP: 192.0.2.7', 'RemoteIp: 192.0.2.7', `error test-logs ${HUNT}:28 RemoteIp`],
  [HUNT, 'logs: { DeviceNetworkEvents', 'logs: { DeviceNetworkEvent', `error test-logs ${HUNT}:33 DeviceNetworkEvent`],
  [RULE, 'columnName: RemoteIP', 'columnName: RemoteIp', `error unknown-column ${RULE}:25 RemoteIp`],
  [RULE, 'Port: RemotePort', 'Port: RemotePrt', `error unknown-column ${RULE}:27 RemotePrt`],
  [RULE, '{{RemoteIP}}', '{{RemoteIPs}}', `error unknown-column ${RULE}:29 {{RemoteIPs}}`],
  [
    RULE,
    'DeviceNetworkEvents\n',
    'union DeviceNetworkEvents, ThreatIntelligenceIndicator\n',
    `warning deprecated-table ${RULE}:16 ThreatIntelligenceIndicator`,
  ],
  [RULE, 'AdditionalFields\n', 'IPCustomEntity = RemoteIP\n', `warning custom-entity ${RULE}:19 IPCustomEntity`],
  [
    RULE,
    'AdditionalFields\n',
    'IPCustomEntity = RemoteIP, HostCustomEntity = DeviceName\n',
    `warning custom-entity ${RULE}:19 IPCustomEntity`,
  ],
  [
    RULE,
    'version: 1.0.0\n',
    "version: 1.0.0\nalertRuleTemplateName: ''\n",
    `info unknown-field ${RULE}:40 alertRuleTemplateName`,
  ],
  [RULE, '{{RemoteIP}}', '{{RemoteIP}', `warning placeholder-form ${RULE}:29 {{RemoteIP}`],
  [RULE, '{{RemoteIP}}', '{RemoteIP}', `warning placeholder-form ${RULE}:29 {RemoteIP}`],
  [HUNT, '> ago(30d)', '> ago(30x)', `error KS142 ${HUNT}:12 30x`],
  [HUNT, 'project Indicator', 'project Indicatr', `error KS142 ${HUNT}:10 Indicatr`],
  [RULE, 'ago(1d)', 'ago(14d)', `warning lookback ${RULE}:17 ago(14d)`],
  [RULE, 'ago(1d)', 'ago(30m)', `warning lookback ${RULE}:17 ago(30m)`],
  [
    RULE,
    'DeviceNetworkEvents\n  |',
    'adx("https://help.kusto.windows.net/x").DeviceNetworkEvents\n  |',
    `error adx-call ${RULE}:16 adx`,
  ],
  [RULE, 'DeviceNetworkEvents\n  |', 'union *\n  | extend RemotePort = 1\n  |', `error every-table ${RULE}:16 *`],
  [
    RULE,
    'DeviceNetworkEvents\n  |',
    'search "x"\n  | extend RemotePort = 1\n  |',
    `error every-table ${RULE}:16 search`,
  ],
]);

describeBreaks('one mistake in a rule', [
  [RULE, 'severity: High', 'severity: Hgih', `error schema ${RULE}:5 Hgih`],
  [RULE, 'severity: High\n', '', `error schema ${RULE}:1`],
  [RULE, 'queryFrequency: 1h', 'queryFrequency: 1m', `error rule-schedule ${RULE}:9 1m`],
  [RULE, 'queryPeriod: 1d', 'queryPeriod: 15d', `error rule-schedule ${RULE}:10 15d`],
  [RULE, 'queryFrequency: 1h', 'queryFrequency: 2d', `error rule-schedule ${RULE}:10 1d`],
  [RULE, 'triggerThreshold: 0', 'triggerThreshold: 10001', `error schema ${RULE}:12 10001`],
  [RULE, 'triggerOperator: gt', 'triggerOperator: GT', `info letter-case ${RULE}:11 GT`],
  [RULE, 'suppressionDuration: 5h', 'suppressionDuration: 25h', `error rule-suppression ${RULE}:20 25h`],
  [RULE, 'lookbackDuration: 5h', 'lookbackDuration: 8d', `error incident-grouping ${RULE}:35 8d`],
  [RULE, 'groupByEntities: [IP]', 'groupByEntities: [Host]', `error incident-grouping ${RULE}:37 Host`],
  [RULE, 'groupByCustomDetails: [Port]', 'groupByCustomDetails: [Prt]', `error incident-grouping ${RULE}:38 Prt`],
  [RULE, 'identifier: Address', 'identifier: Adress', `error schema ${RULE}:24 Adress`],
  [
    RULE,
    'identifier: Address',
    'identifier: Address\n        columnName: DeviceName\n      - identifier: Address',
    `error duplicate-identifier ${RULE}:26 Address`,
  ],
  [
    RULE,
    "'Beacon to {{RemoteIP}}'",
    "'{{RemoteIP}} {{RemoteIP}} {{RemoteIP}} {{RemotePort}}'",
    `error schema ${RULE}:29 '{{RemoteIP}} {{RemoteIP}} {{RemoteIP}} {{RemotePort}}'`,
  ],
]);

describeBreaks('one mistake in a watchlist', [
  [LIST, 'itemsSearchKey: Indicator', 'itemsSearchKey: Indicators', `error watchlist-header ${LIST}:4 Indicators`],
  [LIST, 'displayName: Listed addresses', 'displayName: x', `error schema ${LIST}:2 x`],
  [
    ITEMS,
    'Source,Report',
    'Source,Repot',
    `error indicator-columns ${ITEMS}:1 Indicator,Port,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Repot`,
  ],
  [ITEMS, '192.0.2.8,', ' ,', `error watchlist-blank-key ${ITEMS}:3`],
  [ITEMS, '192.0.2.8,', '192.0.2.7,9000', `error watchlist-duplicate-key ${ITEMS}:3 192.0.2.7`],
  [
    ITEMS,
    ',,ThreatFox',
    ',ThreatFox',
    `error watchlist-row-shape ${ITEMS}:3 192.0.2.8,,SectopRAT,botnet_cc,75,2026-05-06T10:00:00Z,ThreatFox,reports/sectoprat.md@0123456789ab`,
  ],
  [ITEMS, '192.0.2.8,', '192.0.2[.]8,', `error indicator-value ${ITEMS}:3 192.0.2[.]8`],
  [ITEMS, '192.0.2.8,', '192.0.2.8:443,', `error indicator-value ${ITEMS}:3 192.0.2.8:443`],
  [ITEMS, '192.0.2.8,', 'c2.example.com,', `error indicator-value ${ITEMS}:3 c2.example.com`],
  [ITEMS, '192.0.2.8,', 'localhost,', `error indicator-value ${ITEMS}:3 localhost`],
  [ITEMS, ',9000,', ',90000,', `error indicator-cells ${ITEMS}:2 90000`],
  [ITEMS, ',75,', ',high,', `error indicator-cells ${ITEMS}:3 high`],
  [ITEMS, '2026-06-20', '2026-02-30', `error indicator-cells ${ITEMS}:2 2026-02-30`],
  [ITEMS, '2026-06-20', '2026-05-01', `error indicator-cells ${ITEMS}:2 2026-05-01`],
  [ITEMS, '2026-05-06,2026-06-20', '2025-01-01,2026-01-31', `warning indicator-expired ${ITEMS}:2 2026-01-31`],
  [
    ITEMS,
    'botnet_cc,100',
    '"botnet_cc,100',
    `error csv-syntax ${ITEMS}:2 192.0.2.7,9000,SectopRAT,"botnet_cc,100,2026-05-06,2026-06-20,ThreatFox,reports/sectoprat.md@0123456789ab`,
  ],
]);

describe('a watchlist beyond the limits of the service', () => {
  const rows = (SOUND[ITEMS] ?? '').trimEnd();
  const row = (key: string, report: string) => `\r\n${key},,SectopRAT,botnet_cc,75,2026-05-06,,ThreatFox,${report}`;

  it('has a line that is too long, or an item that is', async () => {
    const files = {
      ...SOUND,
      [ITEMS]: `${rows}${row('192.0.2.9', 'a'.repeat(10_240))}${row('192.0.2.10', 'é'.repeat(5_200))}`,
    };
    expect((await findings(files)).map(({ code, range, message }) => [code, range.start.line, message])).toEqual([
      ['watchlist-row-size', 4, 'Refused: This line has 10296 characters, more than 10240'],
      ['watchlist-row-size', 5, 'Refused: This item has 10449 bytes, more than 10240'],
    ]);
  });

  it('is too large for one upload', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) =>
      row(`10.0.${index >> 8}.${index & 255}`, 'a'.repeat(4_000)),
    );
    expect(await found({ ...SOUND, [ITEMS]: rows + many.join('') })).toEqual([`info watchlist-upload-size ${ITEMS}:1`]);
  });
});

describe('a rule that looks back as long as it runs apart', () => {
  const same = broken(RULE, 'queryPeriod: 1d', 'queryPeriod: 1h');
  it('loses what arrives late', async () => {
    expect(await found({ ...same, [RULE]: (same[RULE] ?? '').replace('ago(1d)', 'ago(1h)') })).toEqual([
      `info ingestion-delay ${RULE}:10 1h`,
    ]);
  });

  it('knows of it where it asks for the time of arrival', async () => {
    const asks = (same[RULE] ?? '').replace('TimeGenerated > ago(1d)', 'ingestion_time() > ago(1h)');
    expect(await found({ ...same, [RULE]: asks })).toEqual([]);
  });
});

describe('a host', () => {
  it('is mapped by its full name to FullName', async () => {
    expect(await found(broken(HUNT, 'identifier: FullName', 'identifier: HostName'))).toEqual([
      `warning host-fqdn ${HUNT}:19 DeviceName`,
    ]);
  });

  it('may be what the query itself made of the name', async () => {
    const files = broken(HUNT, 'identifier: FullName', 'identifier: HostName');
    const short = (files[HUNT] ?? '').replace(
      '  | project Time',
      '  | extend DeviceName = tostring(split(DeviceName, ".")[0])\n  | project Time',
    );
    expect(await found({ ...files, [HUNT]: short })).toEqual([]);
  });
});

describe('several files together', () => {
  it('two hunts of one id and one name', async () => {
    const files = { ...SOUND, 'hunts/copy.yaml': SOUND[HUNT] ?? '' };
    expect(await found(files)).toEqual([
      'error duplicate-id hunts/copy.yaml:1 0d7f6a52-8c1d-4b0e-9f57-0d6f1e2a4c11',
      'error duplicate-name hunts/copy.yaml:2 Beacon to a listed address',
    ]);
  });

  it('two hunts of one query, white space and comments being nothing', async () => {
    const copy = (SOUND[HUNT] ?? '').replace('0d7f6a52', '2d7f6a52').replace('name: Beacon', 'name: Another beacon');
    const spaced = copy.replace('  DeviceNetworkEvents\n', '  // a remark\n\n  DeviceNetworkEvents   \n');
    expect(await found({ ...SOUND, 'hunts/copy.yaml': spaced })).toEqual([
      'warning duplicate-query hunts/copy.yaml:9 query',
    ]);
  });

  it('two watchlists of one alias, upper and lower case being the same', async () => {
    const definition = (SOUND[LIST] ?? '').replace('ioc-ip', 'IOC-IP').replace('Listed', 'Other');
    const files = { ...SOUND, 'watchlists/more.yaml': definition, 'watchlists/more.csv': 'Indicator\r\n192.0.2.9\r\n' };
    expect(await found(files)).toEqual(
      [
        'info watchlist-file-name watchlists/more.yaml:1 IOC-IP',
        'error duplicate-id watchlists/more.yaml:1 IOC-IP',
      ].sort(),
    );
  });

  it('a watchlist that no query reads', async () => {
    const files = {
      ...SOUND,
      'watchlists/vip.yaml': 'watchlistAlias: vip\ndisplayName: People\nprovider: HR\nitemsSearchKey: Name\n',
      'watchlists/vip.csv': 'Name\r\nAda\r\n',
    };
    expect(await found(files)).toEqual(['info unused-watchlist watchlists/vip.yaml:1 vip']);
  });

  it('a watchlist without its items', async () => {
    const { [ITEMS]: _, ...files } = SOUND;
    expect((await found(files)).filter((text) => text.includes('watchlist-items'))).toEqual([
      `error watchlist-items ${LIST}:1`,
    ]);
  });

  it('more NRT rules than a workspace runs', async () => {
    const rule = (number: number) =>
      (SOUND[RULE] ?? '')
        .replace('1d7f6a52', String(10_000_000 + number))
        .replace('Beacon to a listed', `Beacon ${number} to a listed`)
        .replace('Scheduled', 'NRT')
        .replace(/queryFrequency[\s\S]*triggerThreshold: 0\n/, '');
    const rules = Array.from({ length: 51 }, (_, index) => [`analytic-rules/${100 + index}.yaml`, rule(index)]);
    const beyond = (await found({ ...SOUND, ...Object.fromEntries(rules) })).filter(
      (one) => !/duplicate-query/.test(one),
    );
    expect(beyond).toEqual(['error workspace-limits analytic-rules/150.yaml:1 10000050-8c1d-4b0e-9f57-0d6f1e2a4c12']);
  });
});

describe('a file with a mistake in a field', () => {
  it('still has its query analysed', async () => {
    const files = broken(RULE, 'severity: High', 'severity: Urgent');
    files[RULE] = (files[RULE] ?? '').replace('where RemoteIP in', 'where RemoteIpp in');
    expect(await found(files)).toEqual([`error schema ${RULE}:5 Urgent`, `error KS142 ${RULE}:18 RemoteIpp`]);
  });
});

describe('restricting to paths', () => {
  it('shows the findings of these files, with what they have in common with the others', async () => {
    const files = { ...SOUND, 'hunts/copy.yaml': SOUND[HUNT] ?? '' };
    expect((await findings(files, ['hunts/beacon.yaml'])).map(({ code }) => code)).toEqual([
      'duplicate-id',
      'duplicate-name',
    ]);
    expect((await findings(files, ['hunts/copy.yaml'])).map(({ code }) => code)).toEqual([
      'duplicate-id',
      'duplicate-name',
    ]);
    expect(await findings(files, ['watchlists'])).toEqual([]);
  });
});
