import { SCHEMA_FOLDER } from '../../../scripts/base/system/package-folder';
import { createAnalyser } from '../../../scripts/kql/analysis/analyser';
import { openCatalog } from '../../../scripts/kql/analysis/catalog';
import { MAX_NESTING, MAX_QUERY_LENGTH } from '../../../scripts/kql/analysis/library/limits';
import { withinLimit } from '../../limit.js';

const watchlists = new Map([['ioc-ip', ['Indicator', 'Port', 'MalwareFamily']]]);
const { analyse, parseOnly, format } = createAnalyser(openCatalog([SCHEMA_FOLDER], watchlists));

/** The findings as `CODE text-that-is-underlined`. */
const findings = (query: string) =>
  analyse(query).diagnostics.map(({ code, start, end }) => `${code} ${query.slice(start, end)}`.trimEnd());
const columns = (query: string) => analyse(query).columns?.map(({ name, type }) => `${name}:${type}`);

describe('findings of the analyser', () => {
  it('underlines a column that the table does not have, and says which one was meant', () => {
    const query = 'DeviceNetworkEvents | where RemoteIp == "10.0.0.1"';
    expect(findings(query)).toEqual(['KS142 RemoteIp']);
    expect(analyse(query).diagnostics[0]).toMatchObject({
      severity: 'error',
      help: expect.stringContaining('RemoteIP?'),
    });
  });

  it.each([
    ['an unknown table', 'SigninLog | take 1', 'KS204 SigninLog'],
    ['an unknown function', 'Syslog | extend x = frobnicate(Computer)', 'KS211 frobnicate'],
    ['a syntax error', 'Syslog | where Computer ==', 'KS006'],
    ['operands that cannot be compared', 'Syslog | where TimeGenerated > 1', 'KS106 >'],
    ['a query without a result', 'let a = 1;', 'no-result let a = 1;'],
    ['nothing at all', '', 'no-result'],
    ['a control command', '.drop table Syslog', 'control-command .'],
  ])('finds %s', (_, query, expected) => {
    expect(findings(query)).toContain(expected);
  });

  it.each([
    ['Syslog | wher Computer == "x"', 'Did you mean where?'],
    ['Syslog | where Computer = "x"', 'Write =='],
    ['Syslog | where Computer == “x”', 'straight quotes'],
    ['let a = 1\nSyslog | take a', 'semicolon'],
    ['.show tables', 'Start with a table'],
  ])('says what to do about %s', (query, help) => {
    expect(analyse(query).diagnostics[0]?.help).toContain(help);
    // Where a syntax error hides the others, this is the one that people see.
    expect(parseOnly(query)[0]?.help ?? help).toContain(help);
  });

  it('knows both dialects: Sentinel says TimeGenerated, Defender XDR says Timestamp', () => {
    expect(findings('DeviceNetworkEvents | where TimeGenerated > ago(1d) and Timestamp > ago(1d)')).toEqual([]);
    expect(findings('SigninLogs | where Timestamp > ago(1d)')).toEqual(['KS142 Timestamp']);
  });

  it('takes any column with the ending of a type from AzureDiagnostics, which grows with what resources send', () => {
    const query = 'AzureDiagnostics | where httpStatusCode_d >= 400 | project CallerIPAddress, requestUri_s, Nobody';
    expect(findings(query)).toEqual(['KS142 Nobody']);
    expect(findings('SigninLogs | project requestUri_s')).toEqual(['KS142 requestUri_s']);
    expect(findings('let f = (t: string) { table(t) | where id_s == "" }; f("AzureDiagnostics")')).toEqual([]);
  });

  it('gives columns of AzureDiagnostics the type that their ending says', () => {
    const query = 'AzureDiagnostics | project msg_s, id_g, took_d, ok_b, at_t, words = split(msg_s, " ")';
    expect(columns(query)).toEqual([
      'msg_s:string',
      'id_g:string',
      'took_d:real',
      'ok_b:bool',
      'at_t:datetime',
      'words:dynamic',
    ]);
  });

  it('knows the standard columns of every table, described or not', () => {
    const query =
      'SecurityIncident | project _ItemId, _TimeReceived, _ResourceId, _SubscriptionId, _IsBillable, _BilledSize';
    expect(findings(query)).toEqual([]);
    expect(columns(query)).toContain('_TimeReceived:datetime');
    expect(columns('SecurityIncident | take 1')).not.toContain('_ItemId:string');
  });

  it('gives column_ifexists() the type of the column where there is one', () => {
    const rows = 'union isfuzzy=true AADNonInteractiveUserSignInLogs, SigninLogs';
    expect(
      columns(`${rows} | project D = column_ifexists("DeviceDetail_dynamic", ""), N = column_ifexists("None", "")`),
    ).toEqual(['D:dynamic', 'N:string']);
    const guess = 'AuditLogs | extend Guess = columnifexists("Nobody", "") | extend Guess2 = Guess';
    expect(findings(`${guess} | where Guess.name == "x" and Guess2.id > 1`)).toEqual([]);
    expect(findings(`${guess} | where Result.name == "x"`)).toEqual(['KS142 name']);
  });

  it('judges no name of a query that reads something unknown', () => {
    expect(findings('OktaSSO | join kind=inner SigninLogs on $left.Nobody == $right.Nobody | where None == 1')).toEqual(
      ['KS204 OktaSSO'],
    );
    expect(findings('DeviceProcessEvents | invoke FileProfile(SHA256) | where Prevalence < 9')).toEqual([
      'KS211 FileProfile',
    ]);
    expect(findings('SigninLogs | where None == unknown_number(1)')).toEqual(['KS142 None', 'KS211 unknown_number']);
  });

  it('takes an unknown name for a mistake where it is plainly a misspelt one', () => {
    const severity = (query: string) => analyse(query).diagnostics.map((found) => `${found.severity} ${found.code}`);
    expect(severity('OktaSSO')).toEqual(['warning KS204']);
    expect(severity('SigninLog')).toEqual(['error KS204']);
    expect(severity('let rows = OktaSSO; rows | take 1')).toEqual(['warning KS204']);
    expect(severity('union isfuzzy=true OktaSSO, SigninLogs')).toEqual(['info KS205']);
    expect(severity('SigninLogs | extend a = my_function(1)')).toEqual(['warning KS211']);
    expect(severity('SigninLogs | extend a = toloer(Identity)')).toEqual(['error KS211']);
  });

  it('takes what a search looks for, wildcards that match nothing, and the names that bag_unpack ignores', () => {
    expect(findings('SigninLogs | search "a" or 42 or not("b")')).toEqual([]);
    expect(findings('SigninLogs | project-away Nobody*')).toEqual([]);
    expect(findings('union isfuzzy=true Nobody*, SigninLogs')).toEqual([]);
    expect(findings('datatable(d: dynamic)[] | evaluate bag_unpack(d, ignoredProperties = dynamic(["a"]))')).toEqual(
      [],
    );
  });

  it('takes any column after a plugin that gets rows of something unknown', () => {
    const lookup = (source: string) =>
      `let ranges = datatable(network: string)[]; ${source} | evaluate ipv4_lookup(ranges, Address, network) | project Any`;
    expect(findings(lookup('Nobody_CL'))).toEqual(['KS204 Nobody_CL']);
    expect(findings(lookup('_ASim_AuditEvent'))).toEqual([]);
    expect(findings(lookup('Syslog | extend Address = HostIP'))).toEqual(['KS142 Any']);
  });

  it('knows that every table has the id of its workspace and its own name', () => {
    const query = 'union AuditLogs, SigninLogs, Syslog, SecurityAlert | project TenantId, Type';
    expect(findings(query)).toEqual([]);
    expect(columns(query)).toEqual(['TenantId:string', 'Type:string']);
  });

  it('takes count(Column) and fractions of seconds as the service does', () => {
    expect(findings('Syslog | summarize count(Computer)')).toEqual([]);
    expect(findings('print make_timespan(1, 12, 30, 55.123)')).toEqual([]);
    expect(findings('Syslog | summarize count(iff(Computer, 1, 2) == 1)')).toEqual(['KS107 Computer']);
  });
});

describe('columns of the result', () => {
  it('follow the query', () => {
    expect(columns('Syslog | summarize First = min(TimeGenerated), count() by Computer')).toEqual([
      'Computer:string',
      'First:datetime',
      'count_:long',
    ]);
  });

  it('are unknown when the query reads something unknown', () => {
    expect(columns('_GetWatchlist("nobody-knows")')).toBeUndefined();
    expect(columns('app("other").requests')).toBeUndefined();
    expect(columns('NoSuchTable')).toBeUndefined();
  });

  it('are known again once the query names them', () => {
    expect(columns('_GetWatchlist("nobody-knows") | project SearchKey | extend n = 1')).toEqual([
      'SearchKey:unknown',
      'n:long',
    ]);
    expect(columns('app("other").requests | summarize count() by name')).toEqual(['name:unknown', 'count_:long']);
    expect(
      columns('app("other").requests | project name | join kind=inner (app("other").traces) on name'),
    ).toBeUndefined();
  });
});

describe('watchlists', () => {
  it.each([
    `_GetWatchlist('ioc-ip')`,
    `_GetWatchlist("ioc-ip")`,
    `_GetWatchlist(@'ioc-ip')`,
    `let alias = 'ioc-ip'; _GetWatchlist(alias)`,
    `let list = (alias: string) { _GetWatchlist(alias) }; list('ioc-ip')`,
  ])('%s has the columns of the CSV file and those that the service adds', (query) => {
    expect(columns(query)).toEqual([
      '_DTItemId:string',
      'LastUpdatedTimeUTC:datetime',
      'SearchKey:string',
      'Indicator:string',
      'Port:string',
      'MalwareFamily:string',
    ]);
    expect(analyse(query).watchlists.map(({ name }) => name)).toEqual(['ioc-ip']);
  });

  it('reports an unknown alias once, whatever the query does with its columns', () => {
    const query = `_GetWatchlist('ioc-pi') | where Anything == 1 | project Anything`;
    expect(findings(query)).toEqual([`unknown-watchlist 'ioc-pi'`]);
    expect(analyse(query).diagnostics[0]?.help).toBe('Did you mean "ioc-ip"?');
  });

  it('leaves an alias alone that only the run can know', () => {
    expect(findings(`_GetWatchlist(strcat('ioc', '-ip'))`)).toEqual([]);
  });

  it('are the same when a query comes again, and differ with the alias', () => {
    const query = (alias: string) => `let list = (a: string) { _GetWatchlist(a) }; list('${alias}') | take 1`;
    const first = analyse(query('ioc-ip')).watchlists;
    expect(analyse(query('unknown')).watchlists.map(({ name }) => name)).toEqual(['unknown']);
    expect(analyse(query('ioc-ip')).watchlists).toEqual(first);
  });

  it('lists aliases with _GetWatchlistAlias', () => {
    expect(columns('_GetWatchlistAlias')).toEqual(['WatchlistAlias:string']);
    expect(columns('_GetWatchlistAlias()')).toEqual(['WatchlistAlias:string']);
  });
});

describe('ASIM parsers', () => {
  it('take their documented parameters and return the schema with its aliases', () => {
    const query = `_Im_Dns(starttime=ago(1d), domain_has_any=dynamic(["evil.example"])) | project SrcIpAddr, Domain, DnsQuery`;
    expect(findings(query)).toEqual([]);
    expect(columns(query)).toEqual(['SrcIpAddr:string', 'Domain:string', 'DnsQuery:string']);
    expect(analyse(query).functions).toEqual([{ name: '_Im_Dns', start: 0, end: 7 }]);
  });

  it.each([
    ['imDns', 'DnsQuery'],
    ['_ASim_Dns', 'DnsQuery'],
    ['_Im_NetworkSession(dstportnumber=443)', 'DstIpAddr'],
    ['imNetworkSession', 'DvcAction'],
    ['_Im_WebSession(url_has_any=dynamic(["x"]), pack=true)', 'Url'],
    ['ASimWebSession', 'HttpUserAgent'],
  ])('%s is known', (parser, column) => {
    expect(findings(`${parser} | project ${column}`)).toEqual([]);
  });

  it('of schemas whose columns are not described here may return any column', () => {
    const query = '_Im_ProcessCreate(commandline_has_any=dynamic(["-enc"])) | project TimeGenerated, TargetProcessName';
    expect(findings(query)).toEqual([]);
    expect(findings('imAuthentication(targetusername_hass="x")')).not.toEqual([]);
  });

  it('refuses a parameter that they do not have', () => {
    expect(findings('_Im_Dns(no_such_parameter=1)')).not.toEqual([]);
  });
});

describe('names that a query uses', () => {
  const tables = (query: string) =>
    analyse(query).tables.map(({ name, start, end }) => `${name} ${query.slice(start, end)}`);

  it('are the tables with their places, through let, table(), brackets and other workspaces', () => {
    expect(tables('let T = Syslog; T | join kind=inner (Event) on Computer')).toEqual(['Syslog Syslog', 'Event Event']);
    expect(tables(`table('Syslog')`)).toEqual([`Syslog 'Syslog'`]);
    expect(tables(`['Syslog']`)).toEqual([`Syslog ['Syslog']`]);
    expect(tables('workspace("x").Syslog')).toEqual(['Syslog Syslog']);
  });

  it('are those whose names a function of the query gets', () => {
    const query =
      'let f = (t: string) { table(t) | take 1 }; union (f("SigninLogs")), (f(\'Syslog\')), (print x = "Event_")';
    const { tables } = analyse(query);
    expect(tables.map(({ name }) => name)).toEqual(['SigninLogs', 'Syslog']);
    expect(tables.map(({ start, end }) => query.slice(start, end))).toEqual(['"SigninLogs"', "'Syslog'"]);
  });

  it('are all tables that a wildcard stands for', () => {
    expect(tables('union Threat*')).toEqual(['ThreatIntelIndicators Threat*', 'ThreatIntelligenceIndicator Threat*']);
    expect(findings('union Threat* | project ObservableValue, ThreatType')).toEqual([]);
    expect(findings('union withsource = Table * | summarize count() by Table')).toEqual([]);
    expect(tables('Syslog | project-away Event*')).toEqual(['Syslog Syslog']);
  });
});

describe('hostile queries', () => {
  const brackets = (count: number) => `print ${'('.repeat(count)}1${')'.repeat(count)}`;
  const doubling = (count: number) =>
    Array.from(
      { length: count },
      (_, i) => `let f${i} = () { ${i ? `f${i - 1}() | union f${i - 1}()` : 'Syslog'} };`,
    ).join('\n');

  it.each([
    ['too long', 'x'.repeat(10_000_000), 'query-too-long'],
    ['nested too deep', brackets(50_000 - 4), 'query-too-deep'],
    ['nested just too deep', brackets(MAX_NESTING + 1), 'query-too-deep'],
    ['growing exponentially', `${doubling(40)}\nf39()`, 'query-too-complex'],
  ])('are refused at once: %s', (_, query, code) => {
    const found = withinLimit(() => analyse(query));
    expect(found.diagnostics.map((one) => one.code)).toEqual([code]);
    expect(found.columns).toBeNull();
  });

  it('are analysed up to the limits', () => {
    expect(findings(brackets(MAX_NESTING))).toEqual([]);
    expect(findings(`print "${'('.repeat(1000)}" // ${'['.repeat(1000)}`)).toEqual([]);
    expect(findings(`print x = "${'x'.repeat(MAX_QUERY_LENGTH - 20)}"`)).toEqual([]);
  });

  it('that are merely deep get a warning, not an exception', () => {
    const query = `Syslog | where Computer == "a"${' or Computer == "a"'.repeat(500)}`;
    expect(analyse(query).diagnostics).toMatchObject([{ code: 'KS245', severity: 'warning' }]);
  });

  it.each([
    '"\u0000',
    '\ud800',
    '```',
    "@'",
    '| | |',
    'let',
    '*',
    '{}',
    '((((',
    '\u2028',
    'print dynamic({',
    '// only a comment',
  ])('never throw: %j', (query) => {
    expect(analyse(query).diagnostics.every(({ code }) => code !== 'analyser-failed')).toBe(true);
  });
});

describe('parsing alone', () => {
  it('finds syntax errors and knows no names', () => {
    expect(parseOnly('NoSuchTable | where x == 1')).toEqual([]);
    expect(parseOnly('NoSuchTable | where').map(({ code }) => code)).toEqual(['KS006']);
  });
});

describe('formatting', () => {
  it('gives one layout to one query, and keeps comments', () => {
    const ugly = 'Syslog|where Computer=="a" // why\n|project   Computer,TimeGenerated';
    const pretty = format(ugly);
    expect(pretty).toContain('// why');
    expect(pretty.split('\n').length).toBe(3);
    expect(format(pretty)).toBe(pretty);
  });

  it('leaves alone what does not parse', () => {
    expect(format('Syslog | where (')).toBe('Syslog | where (');
  });
});
