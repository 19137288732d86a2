import { SCHEMA_FOLDER } from '../../../scripts/base/system/package-folder';
import { createAnalyser } from '../../../scripts/kql/analysis/analyser';
import { openCatalog } from '../../../scripts/kql/analysis/catalog';
import { LINTS, lint } from '../../../scripts/kql/lints/registry';

const { analyse } = createAnalyser(openCatalog([SCHEMA_FOLDER]));
const DAY = '| where TimeGenerated > ago(1d)';

/** What one lint underlines in a query. The analyser itself must be content with the query. */
function underlined(code: string, query: string): string[] {
  const { tree, diagnostics } = analyse(query);
  expect(diagnostics).toEqual([]);
  const found = tree ? lint(tree) : [];
  return found.filter((one) => one.code === code).map(({ start, end }) => query.slice(start, end));
}

/** Queries with what is underlined; none where the query is fine. */
const CASES: Record<string, [query: string, ...underlined: string[]][]> = {
  'compared-types': [
    ['DeviceNetworkEvents | where RemotePort == "443"', 'RemotePort == "443"'],
    ['DeviceNetworkEvents | where RemoteIP != 1', 'RemoteIP != 1'],
    ['Syslog | where tostring(ProcessID) == 1', 'tostring(ProcessID) == 1'],
    ['Syslog | where TimeGenerated == "2026-05-01"', 'TimeGenerated == "2026-05-01"'],
    ['let port = "443"; DeviceNetworkEvents | where RemotePort == port', 'RemotePort == port'],
    ['DeviceNetworkEvents | where RemotePort == 443 and RemoteIP == "10.0.0.1" and ReportId == 1.5'],
    ['DeviceEvents | where AdditionalFields.Port == "443" or AdditionalFields.Port == 443'],
  ],
  'adx-call': [
    ['adx("https://help.kusto.windows.net/Samples").StormEvents | take 1', 'adx'],
    ['arg("").Resources | where type == "x"', 'arg'],
    [`workspace("other").SigninLogs ${DAY}`],
  ],
  'listed-types': [
    ['DeviceNetworkEvents | where RemotePort in ("443", 80)', '"443"'],
    ['DeviceNetworkEvents | where RemoteIP !in (1)', '1'],
    ['SecurityEvent | where EventID in ("4728", 4732, "4756")', '"4728"'],
    ['DeviceNetworkEvents | where RemoteIP in ((Syslog | project ProcessID))', '(Syslog | project ProcessID)'],
    ['DeviceNetworkEvents | where RemotePort in ("443", "80")', '"443"'],
    ['DeviceNetworkEvents | where RemotePort in (dynamic(["443"]))', '"443"'],
    ["DeviceNetworkEvents | where RemotePort !in (dynamic([80, '443', '8080']))", "'443'"],
    ['DeviceNetworkEvents | where RemoteIP in~ (dynamic([1, -2]))', '1'],
    ['let ports = dynamic(["443", "80"]); DeviceNetworkEvents | where RemotePort in (ports)', 'ports'],
    ['DeviceNetworkEvents | where RemoteIP in (dynamic(["a"])) or RemotePort in (443, 80)'],
    ['let ports = dynamic([443, null, [1], {}]); DeviceNetworkEvents | where RemotePort in (ports)'],
    ['let ids = dynamic(["1"]); let f = () { let ids = dynamic([1]); Syslog | where ProcessID in (ids) }; f()'],
    ['let ids = dynamic(["1"]); DeviceEvents | where AdditionalFields.Id in (ids) or tostring(RemotePort) in (ids)'],
    ['Syslog | where TimeGenerated in (dynamic(["2026-05-01"])) or Computer in (todynamic("[1]"))'],
    ['let ips = _GetWatchlistAlias | project WatchlistAlias; DeviceNetworkEvents | where RemoteIP in (ips)'],
  ],
  'invalid-regex': [
    ['Syslog | where SyslogMessage matches regex "("', '"("'],
    ['Syslog | extend x = extract(@"(a)\\1", 1, SyslogMessage)', '@"(a)\\1"'],
    ['let bad = "[a"; Syslog | where SyslogMessage matches regex bad', 'bad'],
    ['Syslog | extend x = replace_regex(SyslogMessage, "*", "y")', '"*"'],
    ['Syslog | parse kind=regex SyslogMessage with "(ab" x', '"(ab"'],
    ['Syslog | parse-where kind=regex flags=U SyslogMessage with * "from" x:long @"\\y" y', '@"\\y"'],
    ['Syslog | where indexof_regex(SyslogMessage, @"(") > 0', '@"("'],
    ['Syslog | where SyslogMessage matches regex @"a{1001}"', '@"a{1001}"'],
    ['Syslog | extend x = extract(@"a++(b)", 1, SyslogMessage)', '@"a++(b)"'],
    ['Syslog | extend x = extract(@"abc", 1, SyslogMessage), y = extract(@"(a)", 2, SyslogMessage)', '1', '2'],
    ['Syslog | extend x = extract_all(@"a(?:b)", SyslogMessage)', '@"a(?:b)"'],
    ['Syslog | extend x = extract(@"abc", 0, SyslogMessage), y = extract_all(@"(a)", SyslogMessage)'],
    ['Syslog | parse kind=regex SyslogMessage with "(from " x "|to " y ")+" *'],
    ['Syslog | parse SyslogMessage with "(" x ")" | parse kind=simple SyslogMessage with "*" z'],
    ['Syslog | extend x = countof(SyslogMessage, "(")'],
    ['Syslog | where SyslogMessage matches regex @"^(?i)\\w+[.]evil$" and SyslogMessage has "("'],
  ],
  'unserialized-window': [
    ['Syslog | extend p = prev(Computer)', 'prev'],
    ['Syslog | sort by TimeGenerated | summarize n = count() by Computer | extend r = row_number()', 'row_number'],
    ['Syslog | where next(Computer) == "a"', 'next'],
    ['Syslog | sort by TimeGenerated | where Computer == "a" | extend p = prev(Computer)'],
    ['Syslog | serialize p = prev(Computer)'],
    ['range x from 1 to 3 step 1 | extend p = prev(x)'],
    ['let rows = Syslog | sort by TimeGenerated; rows | extend p = prev(Computer)'],
    [`let rows = Syslog ${DAY}; rows | extend n = row_number()`, 'row_number'],
    ['let a = materialize(Syslog); let b = (a | where Computer == "a"); b | extend n = row_number()', 'row_number'],
    ['let rows = () { Syslog | distinct Computer }; rows() | extend p = prev(Computer)', 'prev'],
    [`let f = (T: (Computer: string)) { T | extend p = prev(Computer) }; Syslog ${DAY} | invoke f()`, 'prev'],
    ['let f = (T: (Computer: string), n: long) { T | extend p = prev(Computer, n) }; f(Syslog, 1)', 'prev'],
    ['let f = (T: (Computer: string)) { T | extend p = prev(Computer) }; Syslog | sort by Computer | invoke f()'],
    ['let f = (T: (Computer: string)) { T | sort by Computer }; Syslog | invoke f() | extend p = prev(Computer)'],
    [
      'let f = (T: (Computer: string)) { T | extend p = prev(Computer) }; Syslog | serialize | where 1 == 1 | invoke f()',
    ],
    [
      'let f = (T: (Computer: string)) { T | where Computer != "" }; union (Syslog | serialize | invoke f() | extend p = prev(Computer)), f(Event)',
    ],
    ['let rows = Syslog | top 5 by TimeGenerated; let more = rows; more | extend n = row_number()'],
    [
      'let rows = Syslog; let f = () { let rows = Syslog | serialize; rows | extend n = row_number() }; union rows, f()',
    ],
    ['let rows = materialize(Syslog | serialize); (rows | where Computer == "a") | extend n = row_number()'],
    ['Syslog | sort by Computer | partition by Computer (extend n = row_number())'],
  ],
  'join-kind': [
    ['Syslog | join (Event) on Computer', 'join'],
    ['Syslog | join hint.strategy=broadcast (Event) on Computer', 'join'],
    ['Syslog | join kind=innerunique (Event) on Computer'],
    ['Syslog | lookup (Event) on Computer'],
    ['Syslog | summarize count() by Computer | where count_ > 1 | join (Event) on Computer'],
    ['Syslog | distinct Computer, HostIP | join (Event) on Computer', 'join'],
  ],
  'hash-case': [
    ['let bad = dynamic(["a"]); CommonSecurityLog | where FileHash in (bad)', 'in'],
    ['CommonSecurityLog | where FileHash in ("A") or FileHash in ("B") or DeviceCustomString1 in ("C")', 'in'],
    ['CommonSecurityLog | where FileHash == "d41d8cd98f00b204e9800998ecf8427e"', '=='],
    ['DeviceFileEvents | where MD5 == "D41D8CD98F00B204E9800998ECF8427E"', '=='],
    ['DeviceFileEvents | where MD5 == "d41d8cd98f00b204e9800998ecf8427e" or SHA1 in ("a", "b")'],
    ['let bad = _GetWatchlistAlias | project WatchlistAlias; DeviceFileEvents | where SHA256 in (bad)', 'in'],
    ['CommonSecurityLog | where FileHash !in ("d41d8cd98f00b204e9800998ecf8427e")', '!in'],
    ['DeviceFileEvents | extend h = SHA256 | where isnotempty(h) | where h in ("ABC")', 'in'],
    ['DeviceFileEvents | project-rename h = SHA256 | where h in ("ABC")', 'in'],
    [`DeviceFileEvents | where tolower(MD5) in ("a", "${'AB'.repeat(16)}")`, `"${'AB'.repeat(16)}"`],
    [`DeviceFileEvents | extend h = toupper(MD5) | where h == "${'ab'.repeat(16)}"`, `"${'ab'.repeat(16)}"`],
    [`let bad = dynamic(["${'AB'.repeat(16)}"]); DeviceFileEvents | where tolower(MD5) in (bad)`, 'bad'],
    [`DeviceFileEvents | where tolower(MD5) in ("${'ab'.repeat(16)}") or toupper(MD5) in ("${'12'.repeat(16)}", "x")`],
    ['DeviceFileEvents | extend SHA256 = tolower(SHA256) | where SHA256 in ("abc")'],
    ['DeviceFileEvents | extend h = SHA256 | summarize by h = FileName | where h in ("abc")'],
    ['DeviceFileEvents | where SHA1 in~ ("x") or tolower(SHA1) in ("x") or SHA1 == "" or FileName in ("x")'],
  ],
  'domain-suffix': [
    ['DnsEvents | where Name endswith "evil.com"', 'Name endswith "evil.com"'],
    ['DnsEvents | where Name hassuffix "c2.evil.co.uk"', 'Name hassuffix "c2.evil.co.uk"'],
    ['DnsEvents | where Name endswith ".evil.com" or Name == "evil.com" or strcat(".", Name) endswith "evil.com"'],
    ['SecurityEvent | where RelativeTargetName endswith "tasks.xml" or RelativeTargetName endswith "a.evtx"'],
    ['DnsEvents | where Name endswith "evil.example"', 'Name endswith "evil.example"'],
    ['DeviceFileEvents | where FileName endswith "setup.com" or FileOriginUrl endswith "report"'],
  ],
  'url-scheme': [
    ['DeviceNetworkEvents | extend Host = parse_url(RemoteUrl).Host', 'RemoteUrl'],
    ['print parse_url("evil.com/a").Host', '"evil.com/a"'],
    ['print parse_url("https://evil.com/a").Host'],
    ['DeviceNetworkEvents | extend Host = parse_url(strcat("http://", RemoteUrl)).Host'],
    ['UrlClickEvents | extend Host = parse_url(Url).Host'],
  ],
  'no-time-filter': [
    ['Syslog | where Computer == "a"', 'Syslog'],
    [`Syslog ${DAY} | join kind=inner (Event) on Computer`, 'Event'],
    [`let T = Syslog; union (T ${DAY}), T`, 'Syslog'],
    [`let T = Syslog; T ${DAY}`],
    [`union Syslog, Event ${DAY}`],
    ['let f = (t: timespan) { Syslog | where TimeGenerated > ago(t) }; f(1d)'],
    ['Syslog | where ingestion_time() > ago(1h)'],
    ['DeviceEvents | where Timestamp between (ago(2d) .. ago(1d))'],
    ['search in (Syslog) TimeGenerated > ago(1d) and "x"'],
    ['_Im_Dns(starttime=ago(1d))'],
  ],
  'late-time-filter': [
    [`DeviceProcessEvents | where ProcessCommandLine contains "-enc" ${DAY}`, 'ProcessCommandLine contains "-enc"'],
    ['Syslog | where SyslogMessage =~ "x" and TimeGenerated > ago(1d)', 'SyslogMessage =~ "x"'],
    [`Syslog | where tolower(SyslogMessage) has "x" ${DAY}`, 'tolower(SyslogMessage) has "x"'],
    [`Syslog ${DAY} | where SyslogMessage contains "-enc"`],
    ['Syslog | where TimeGenerated > ago(1d) and SyslogMessage contains "-enc"'],
    [`Syslog | where SyslogMessage has "enc" or Computer =~ "x" ${DAY}`],
  ],
  'every-table': [
    ['search "evil.com"', 'search'],
    ['search *', 'search'],
    ['find where Computer == "x"', 'find'],
    ['union withsource=T * | summarize count() by T', '*'],
    ['search in (Syslog, Event) "x"'],
    ['find in (Syslog, Event) where Computer == "x"'],
    ['union Device*'],
    ['Syslog | search "x"'],
  ],
  'retired-function': [
    [`Syslog ${DAY} | summarize makeset(Computer), makelist(HostIP), any(HostName)`, 'makeset', 'makelist', 'any'],
    [
      `Syslog ${DAY} | extend a = replace("x", "y", Computer), b = pack("a", 1) | mvexpand b`,
      'replace',
      'pack',
      'mvexpand',
    ],
    [`Syslog ${DAY} | extend a = replace_string(Computer, "x", "y"), b = bag_pack("a", 1) | mv-expand b`],
  ],
  'unused-let': [
    ['let day = 1d; let other = 2d; Syslog | where TimeGenerated > ago(day)', 'other'],
    ['let limit = 5; let f = (x: long) { x > ["limit"] }; Syslog | where TimeGenerated > ago(1d) and f(ProcessID)'],
    [`let View1 = view () { print x = 1 }; union View*, Syslog ${DAY}`],
  ],
  'sample-value': [
    ['print "IP ADDRESS GOES HERE"', '"IP ADDRESS GOES HERE"'],
    [
      'print "<your workspace>", "Enter the user here", "<ipaddress>", "changeme"',
      '"<your workspace>"',
      '"Enter the user here"',
      '"<ipaddress>"',
      '"changeme"',
    ],
    ['print "xxx", "replace_source", "<Data>", "your", "<EventData><Data Name="'],
  ],
  'whole-domain': [
    [
      'let domains = _GetWatchlistAlias | project WatchlistAlias; DeviceNetworkEvents | where RemoteUrl in (domains)',
      'in',
    ],
    ['DeviceNetworkEvents | where RemoteUrl == "evil.com"', '=='],
    ['UrlClickEvents | where Url in~ ("evil.com", "bad.org")', 'in~'],
    ['DeviceNetworkEvents | where RemoteUrl == "https://evil.com/a" or RemoteUrl has "evil.com" or RemoteUrl == ""'],
    ['DnsEvents | where Name in ("evil.com")'],
  ],
  'has-any-limit': [
    [`Syslog | where SyslogMessage has_any (${Array.from({ length: 10_001 }, (_, i) => i).join()})`, 'has_any'],
    [`Syslog | where SyslogMessage has_any (${Array.from({ length: 10_000 }, (_, i) => i).join()})`],
  ],
  'early-function': [
    [`Syslog ${DAY} | extend p = parse_json(SyslogMessage) | where Computer == "a"`, 'parse_json'],
    [`Syslog ${DAY} | where Computer == "a" | extend p = parse_json(SyslogMessage) | where p.x == 1`],
    [`Syslog ${DAY} | extend p = parse_json(SyslogMessage) | where tostring(p.x) == "a"`],
    [`Syslog ${DAY} | extend p = parse_json(SyslogMessage) | summarize count() by Computer | where Computer == "a"`],
    [`Syslog ${DAY} | extend Computer = tostring(split(Computer, ".")[0]) | where Computer == "a"`],
  ],
  'contains-term': [
    ['Syslog | where SyslogMessage contains "/admin/"', 'contains'],
    ['Syslog | where SyslogMessage !contains "powershell"', '!contains'],
    ['Syslog | where SyslogMessage contains_cs " root "', 'contains_cs'],
    ['Syslog | where SyslogMessage contains "-e" or SyslogMessage has "evil" or SyslogMessage contains Computer'],
  ],
};

describe.each(Object.entries(CASES))('%s', (code, cases) => {
  it.each(cases)('%s', (query, ...expected) => {
    expect(underlined(code, query)).toEqual(expected);
  });
});

describe('the lints', () => {
  it('each have cases here, a code of their own, and say what, why and what instead', () => {
    expect(LINTS.map(({ code }) => code).sort()).toEqual(Object.keys(CASES).sort());
    for (const { summary, why, help } of LINTS)
      expect(Math.min(summary.length, why.length, help.length)).toBeGreaterThan(20);
  });

  it('contains-term says where has means the same, and where it may not', () => {
    const told = (text: string) => {
      const { tree } = analyse(`Syslog ${DAY} | where SyslogMessage contains "${text}"`);
      return tree && lint(tree).map(({ severity, effect, message }) => `${severity} ${effect} ${message}`);
    };
    expect(told('/admin/')).toEqual(['info slow contains "/admin/" means the same as has, which is faster']);
    expect(told('admin')).toEqual(['info slow contains "admin" is slow; has finds it where it is a word of its own']);
  });

  it('only warn of regular expressions that some engines take', () => {
    const severity = (pattern: string) => {
      const { tree } = analyse(`Syslog ${DAY} | where SyslogMessage matches regex "${pattern}"`);
      return tree && lint(tree).map((one) => one.severity);
    };
    expect(severity('a++')).toEqual(['warning']);
    expect(severity('a++(')).toEqual(['error']);
  });

  it('only say of texts among numbers that the service converts them', () => {
    const severities = (condition: string) => {
      const { tree } = analyse(`SecurityEvent ${DAY} | extend Result = "0" | where ${condition}`);
      return tree && lint(tree).map((one) => one.severity);
    };
    expect(severities('Result == 0')).toEqual(['info']);
    expect(severities('EventID == "4624"')).toEqual(['info']);
    expect(severities('EventID in ("4624", "4625")')).toEqual(['info']);
    expect(severities('Result == EventID')).toEqual(['warning']);
    expect(severities('EventID in ((SigninLogs | where TimeGenerated > ago(1d) | project ResultType))')).toEqual([
      'warning',
    ]);
    expect(severities('TimeGenerated == "4624"')).toEqual(['error']);
    expect(severities('TimeGenerated in ("4624")')).toEqual(['error']);
  });

  it('warn of a missing time filter where the same table is read with one, and only inform elsewhere', () => {
    const severities = (query: string) => {
      const { tree } = analyse(query);
      return tree && lint(tree).map((one) => `${one.severity} ${one.code}`);
    };
    expect(severities('Syslog | where Computer == "a"')).toEqual(['info no-time-filter']);
    expect(severities(`Syslog ${DAY} | join kind=inner (Syslog) on Computer`)).toEqual(['warning no-time-filter']);
  });

  it('are silent on a sound hunt', () => {
    const { tree, diagnostics } = analyse(`
      let lookback = 14d;
      let addresses = materialize(Syslog | where TimeGenerated > ago(lookback) | distinct HostIP);
      DeviceNetworkEvents
      | where TimeGenerated > ago(lookback)
      | where RemoteIP in (addresses) and RemotePort == 443
      | join kind=inner (DeviceInfo | where TimeGenerated > ago(lookback) | summarize arg_max(TimeGenerated, *) by DeviceId) on DeviceId
      | project TimeGenerated, DeviceName, RemoteIP`);
    expect(diagnostics).toEqual([]);
    expect(tree && lint(tree)).toEqual([]);
  });
});
