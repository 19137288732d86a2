import { codes, fixture, read, values } from './reading.js';

describe('ThreatFox', () => {
  it('reads the CSV export: header in a comment, blanks behind commas, "None", byte order mark, CRLF, footer', async () => {
    const report = await read(fixture('threatfox-full.csv'));
    expect(report).toMatchObject({ file: 'reports/download', source: 'ThreatFox', family: '' });
    expect(report.indicators[0]).toEqual({
      type: 'ip:port',
      value: '194.246.83.43:9000',
      family: 'SectopRAT',
      threatType: 'botnet_cc',
      confidence: 75,
      firstSeen: '2026-05-06T13:36:27Z',
      validUntil: null,
      retracted: false,
    });
    expect(values(report)).toEqual([
      'ip:port 194.246.83.43:9000',
      'domain gate.kolvarent.top',
      'url https://shop.kolvarent.top/wp-content/Update.php?q=1,2&x="y"',
      'sha256 3c0d1e6d9a5b4f7a8e2d6c1b0f9e8d7c6b5a49382716051423324150617283ff',
    ]);
    expect(report.rejected.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('not a valid domain'),
      expect.stringContaining('unsupported indicator type "sha3_384_hash"'),
    ]);
    expect(codes(report)).toEqual(['compromised-site']);
  });

  it('finds columns by name: another order, unknown ones between, no comment sign', async () => {
    const report = await read(
      'reporter,ioc_type,new_column,ioc_value,malware_printable\nme,domain,"x, y",gate.kolvarent.top,Remcos\n',
    );
    expect(report.indicators).toMatchObject([{ value: 'gate.kolvarent.top', family: 'Remcos', firstSeen: null }]);
    expect(report.family).toBe('Remcos');
  });

  it.each(['threatfox-answer.json', 'threatfox-export.json'])('reads %s', async (file) => {
    const report = await read(fixture(file));
    expect(report).toMatchObject({ source: 'ThreatFox', family: 'SectopRAT', warnings: [], rejected: [] });
    expect(values(report)).toEqual(['ip:port 194.246.83.43:9000', 'domain gate.kolvarent.top']);
    expect(report.indicators[1]).toMatchObject({ confidence: 100, firstSeen: '2026-05-06T13:36:27Z' });
  });

  it('says so when an answer holds no indicators, or an error', async () => {
    expect(codes(await read('{"query_status":"no_result","data":"nothing found"}'))).toEqual(['no-result']);
    expect(codes(await read('{"query_status":"illegal_days","data":"…"}'))).toEqual(['query-failed']);
  });

  it('compares the stated number of entries with the rows', async () => {
    const report = await read('# ioc_value,ioc_type\n"gate.kolvarent.top","domain"\n# Number of entries: 3\n');
    expect(report.warnings).toContainEqual({
      code: 'count-mismatch',
      message: 'the feed states 3 entries and holds 1',
    });
  });
});

describe('URLhaus', () => {
  it('withdraws what is offline: as of its last time online, or on the day when it was added', async () => {
    const report = await read(fixture('urlhaus-recent.csv'));
    expect(report.indicators).toMatchObject([
      { value: 'http://194.246.83.99:8080/bin.sh', threatType: 'payload_delivery', validUntil: null, retracted: false },
      { value: 'https://cdn.kolvarent.top/a/b.exe', validUntil: '2026-05-03T21:30:00Z', retracted: true },
      { value: 'https://old.kolvarent.top/c.zip', validUntil: '2026-04-01T23:59:59Z', retracted: true },
    ]);
    expect(report).toMatchObject({ source: 'URLhaus', family: '', rejected: [], warnings: [] });
  });

  it.each(['', '2026-04-01 09:00:00', '2026-03-01 09:00:00'])(
    'gives a life to what was seen once, last online at "%s"',
    async (lastOnline) => {
      const row = `"2026-04-01 09:00:00","https://old.kolvarent.top/c.zip","offline","${lastOnline}"`;
      const report = await read(`# dateadded,url,url_status,last_online\n${row}\n`);
      expect(report.indicators).toMatchObject([
        { firstSeen: '2026-04-01T09:00:00Z', validUntil: '2026-04-01T23:59:59Z', retracted: true },
      ]);
    },
  );

  it('rejects a withdrawal without a date', async () => {
    const report = await read('# url,url_status\n"https://old.kolvarent.top/c.zip","offline"\n');
    expect(report.rejected).toEqual([
      { value: 'https://old.kolvarent.top/c.zip', reason: 'withdrawn by its source without a date' },
    ]);
  });
});

describe('MalwareBazaar', () => {
  it('makes one indicator of each hash that a sample has', async () => {
    const report = await read(fixture('malwarebazaar-recent.csv'));
    expect(report.indicators.map(({ type, family }) => [type, family])).toEqual([
      ['sha256', 'AgentTesla'],
      ['sha1', 'AgentTesla'],
      ['md5', 'AgentTesla'],
      ['sha256', ''],
    ]);
    expect(report.indicators[0]).toMatchObject({ threatType: 'payload', firstSeen: '2026-05-06T12:00:00Z' });
    expect(report).toMatchObject({ rejected: [], warnings: [] });
  });
});

describe('Feodo Tracker', () => {
  it('joins address and port; a server that went offline lived to the end of its last day', async () => {
    const report = await read(fixture('feodo-blocklist.csv'));
    expect(report.indicators).toMatchObject([
      { type: 'ip:port', value: '194.246.83.50:995', family: 'QakBot', threatType: 'botnet_cc', retracted: false },
      { value: '194.246.83.51:443', family: 'Emotet', validUntil: '2026-04-30T23:59:59Z', retracted: true },
    ]);
  });
});

describe('MISP', () => {
  it('reads attributes and objects, splits composite values and joins address and port', async () => {
    const report = await read(fixture('misp-event.json'));
    expect(values(report)).toEqual([
      'ip:port 194.246.83.60:8443',
      'domain panel.kolvarent.top',
      'ip 194.246.83.61',
      'domain c2.kolvarent.top',
      'sha256 aa0e1c2b3a4958677685940312213039f8e7d6c5b4a392817f6e5d4c3b2a1908',
      'ip 194.246.83.62',
      'domain gone.kolvarent.top',
      'email Billing@kolvarent.top',
      'ip:port 194.246.83.63:8080',
      'md5 6f4e3d2c1b0a99887766554433221100',
    ]);
    expect(report.rejected.map(({ value }) => value)).toEqual([
      'https://blog.kolvarent.top/analysis',
      'Global\\kolvar',
      '4096',
    ]);
    expect(report.source).toBe('CERT Kolvaria');
  });

  it('takes family and date of the event, which stand behind the attributes, unless an attribute has its own', async () => {
    const { indicators } = await read(fixture('misp-event.json'));
    expect(indicators[0]).toMatchObject({ family: 'QakBot', firstSeen: '2026-05-02T10:00:00Z' });
    expect(indicators[1]).toMatchObject({ family: 'QakBot', firstSeen: '2026-05-04' });
    expect(indicators[4]).toMatchObject({ family: 'Emotet', threatType: 'payload' });
  });

  it('withdraws what is not for detection, or deleted, as of its timestamp', async () => {
    const { indicators } = await read(fixture('misp-event.json'));
    const withdrawn = indicators.filter(({ retracted }) => retracted);
    expect(withdrawn).toMatchObject([
      { value: '194.246.83.62', validUntil: '2026-05-04T13:06:45Z', firstSeen: null },
      { value: 'gone.kolvarent.top', validUntil: '2026-05-04T13:06:46Z', firstSeen: null },
    ]);
  });

  it('keeps events apart', async () => {
    const event = (family: string, value: string) => ({
      Event: {
        Attribute: [{ type: 'domain', value, to_ids: true, timestamp: '1777900000' }],
        Galaxy: [{ GalaxyCluster: [{ tag_name: `misp-galaxy:malpedia="${family}"` }] }],
      },
    });
    const report = await read(JSON.stringify([event('Remcos', 'a.kolvarent.top'), event('Vidar', 'b.kolvarent.top')]));
    expect(report.indicators).toMatchObject([
      { value: 'a.kolvarent.top', family: 'Remcos' },
      { value: 'b.kolvarent.top', family: 'Vidar' },
    ]);
  });
});

describe('STIX', () => {
  it('reads the values of patterns, with validity, confidence and the malware that they indicate', async () => {
    const report = await read(fixture('stix-bundle.json'));
    expect(report.indicators[0]).toEqual({
      type: 'ip:port',
      value: '194.246.83.70:443',
      family: 'Kolvar Stealer',
      threatType: 'botnet_cc',
      confidence: 80,
      firstSeen: '2026-05-01T06:00:00Z',
      validUntil: '2026-06-01T00:00:00Z',
      retracted: false,
    });
    expect(values(report).slice(1)).toEqual([
      "url https://kolvarent.top/it's",
      'domain stix.kolvarent.top',
      'ip 2a0e:97c0::7',
      'sha256 bb0e1c2b3a4958677685940312213039f8e7d6c5b4a392817f6e5d4c3b2a1908',
      'md5 7f4e3d2c1b0a99887766554433221100',
    ]);
    expect(report.source).toBe('Kolvaria ISAC');
  });

  it('withdraws a revoked indicator as of its last modification', async () => {
    const { indicators } = await read(fixture('stix-bundle.json'));
    expect(indicators.filter(({ retracted }) => retracted)).toMatchObject([
      { type: 'sha256', validUntil: '2026-05-03T12:00:00Z' },
    ]);
  });

  it('accounts for what it cannot hunt', async () => {
    const { rejected } = await read(fixture('stix-bundle.json'));
    expect(rejected).toEqual([
      { value: 'rule kolvar { condition: true }', reason: 'a pattern in yara, not in STIX' },
      { value: "file:name = 'kolvar.exe'", reason: 'not a kind of value that is hunted' },
      { value: '194.246.83.71', reason: 'an observable (ipv4-addr) that no indicator asks for' },
    ]);
  });
});

describe('OTX', () => {
  it('reads a pulse; its families stand behind the indicators', async () => {
    const report = await read(fixture('otx-pulse.json'));
    expect(values(report)).toEqual([
      'ip 194.246.83.80',
      'domain otx.kolvarent.top',
      'cidr 194.246.84.0/24',
      'md5 8f4e3d2c1b0a99887766554433221100',
      'domain stale.kolvarent.top',
    ]);
    expect(report).toMatchObject({ source: 'OTX', family: 'Kolvar' });
    expect(report.indicators[0]).toMatchObject({ threatType: 'botnet_cc', firstSeen: '2026-05-01T08:00:01Z' });
    expect(report.indicators[1]).toMatchObject({ validUntil: '2026-05-31T00:00:00Z', retracted: false });
    expect(report.indicators[4]).toMatchObject({ validUntil: '2026-05-02T00:00:00Z', retracted: true });
    expect(report.rejected).toEqual([{ value: 'CVE-2026-11111', reason: 'unsupported indicator type "CVE"' }]);
  });

  it('reads a page of pulses, each with its own family, and a page of indicators', async () => {
    const pulse = (family: string, indicator: string) => ({
      malware_families: [family],
      indicators: [{ indicator, type: 'domain' }],
    });
    const results = [pulse('Remcos', 'a.kolvarent.top'), pulse('Vidar', 'b.kolvarent.top')];
    expect((await read(JSON.stringify({ results }))).indicators.map(({ family }) => family)).toEqual([
      'Remcos',
      'Vidar',
    ]);
    const page = { results: [{ id: 1, indicator: 'c.kolvarent.top', type: 'hostname' }] };
    expect(values(await read(JSON.stringify(page)))).toEqual(['domain c.kolvarent.top']);
  });
});
