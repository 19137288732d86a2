import { brief, broken, type Files, findings, HUNT, ITEMS, LIST, RULE, SOUND } from './support.js';

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

  it('is told of what a hunt and a rule have no place for, and not of what they keep', async () => {
    const metadata =
      'version: 1.0.0\nmetadata:\n  author: { name: Ada }\n  support: { tier: Community }\n  source: { kind: Community }\n';
    const messages = async (file: string, more: string) =>
      (await findings(broken(file, 'version: 1.0.0\n', `${metadata}${more}`))).map(({ message }) => message);
    expect(await messages(HUNT, 'description-detailed: Long.\n')).toEqual([
      'Ignored: The service has no place for description-detailed, metadata.support, metadata.source of a hunting query: not deployed',
    ]);
    expect(await messages(RULE, 'status: Available\n')).toEqual([
      'Ignored: The service has no place for status, metadata.source of a rule: not deployed',
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
