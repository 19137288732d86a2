import { SCHEMA_FOLDER } from '../../../scripts/base/system/package-folder';
import { createAnalyser } from '../../../scripts/kql/analysis/analyser';
import { openCatalog } from '../../../scripts/kql/analysis/catalog';
import { LINTS, lint } from '../../../scripts/kql/lints/registry';

const { analyse } = createAnalyser(openCatalog([SCHEMA_FOLDER]));
const DAY = '| where TimeGenerated > ago(1d)';

/** What one lint says of a query: effect, the text at the place, the message, and advice of its own. */
function told(code: string, query: string): string[] {
  const { tree, diagnostics } = analyse(query);
  // The analyser itself must be content with the query.
  expect(diagnostics).toEqual([]);
  const general = LINTS.find((one) => one.code === code)?.help;
  return (tree ? lint(tree) : [])
    .filter((one) => one.code === code)
    .map(({ effect, start, end, message, help }) => {
      const advice = help === general ? '' : ` → ${help}`;
      return `${effect} ${query.slice(start, end)}: ${message}${advice}`;
    });
}

/** Queries with what is said of them; nothing where the query is fine. */
const CASES: Record<string, [query: string, ...findings: string[]][]> = {
  'compared-types': [
    [
      'DeviceNetworkEvents | where RemotePort == "443"',
      'slow RemotePort == "443": int is compared with string: RemotePort == "443"',
    ],
    ['DeviceNetworkEvents | where RemoteIP != 1', 'slow RemoteIP != 1: string is compared with long: RemoteIP != 1'],
    [
      'Syslog | where tostring(ProcessID) == 1',
      'slow tostring(ProcessID) == 1: string is compared with long: tostring(ProcessID) == 1',
    ],
    [
      'Syslog | where TimeGenerated == "2026-05-01"',
      'refused TimeGenerated == "2026-05-01": datetime is compared with string: TimeGenerated == "2026-05-01"',
    ],
    [
      'let port = "443"; DeviceNetworkEvents | where RemotePort == port',
      'slow RemotePort == port: int is compared with string: RemotePort == port',
    ],
    ['DeviceNetworkEvents | where RemotePort == 443 and RemoteIP == "10.0.0.1" and ReportId == 1.5'],
    ['DeviceEvents | where AdditionalFields.Port == "443" or AdditionalFields.Port == 443'],
    [
      'DeviceNetworkEvents | where RemotePort == RemoteIP',
      'misleads RemotePort == RemoteIP: int is compared with string: RemotePort == RemoteIP',
    ],
    ['DeviceNetworkEvents | where RemotePort > 1 or TimeGenerated > ago(1d)'],
    [
      'Syslog | where TimeGenerated != 1h',
      'refused TimeGenerated != 1h: datetime is compared with timespan: TimeGenerated != 1h',
    ],
    ['Syslog | where bool(true) == 1 or decimal(1) == 1.5 or 1s == 1m'],
  ],
  'adx-call': [
    ['adx("https://help.kusto.windows.net/Samples").StormEvents | take 1', 'advice adx: adx() reads another service'],
    ['arg("").Resources | where type == "x"', 'advice arg: arg() reads another service'],
    [`workspace("other").SigninLogs ${DAY}`],
    ['arg("").Resources | take 1', 'advice arg: arg() reads another service'],
  ],
  'listed-types': [
    [
      'DeviceNetworkEvents | where RemotePort in ("443", 80)',
      'slow "443": A value of type string in a list for int: RemotePort',
    ],
    ['DeviceNetworkEvents | where RemoteIP !in (1)', 'slow 1: A value of type long in a list for string: RemoteIP'],
    [
      'SecurityEvent | where EventID in ("4728", 4732, "4756")',
      'slow "4728": A value of type string (and 1 more) in a list for int: EventID',
    ],
    [
      'DeviceNetworkEvents | where RemoteIP in ((Syslog | project ProcessID))',
      'misleads (Syslog | project ProcessID): A column of type int in a list for string: RemoteIP',
    ],
    [
      'DeviceNetworkEvents | where RemotePort in ("443", "80")',
      'slow "443": A value of type string (and 1 more) in a list for int: RemotePort',
    ],
    [
      'DeviceNetworkEvents | where RemotePort in (dynamic(["443"]))',
      'slow "443": A value of type string in a list for int: RemotePort',
    ],
    [
      "DeviceNetworkEvents | where RemotePort !in (dynamic([80, '443', '8080']))",
      `slow '443': A value of type string (and 1 more) in a list for int: RemotePort`,
    ],
    [
      'DeviceNetworkEvents | where RemoteIP in~ (dynamic([1, -2]))',
      'slow 1: A value of type long (and 1 more) in a list for string: RemoteIP',
    ],
    [
      'let ports = dynamic(["443", "80"]); DeviceNetworkEvents | where RemotePort in (ports)',
      'slow ports: A value of type string (and 1 more) in a list for int: RemotePort',
    ],
    ['DeviceNetworkEvents | where RemoteIP in (dynamic(["a"])) or RemotePort in (443, 80)'],
    ['let ports = dynamic([443, null, [1], {}]); DeviceNetworkEvents | where RemotePort in (ports)'],
    ['let ids = dynamic(["1"]); let f = () { let ids = dynamic([1]); Syslog | where ProcessID in (ids) }; f()'],
    ['let ids = dynamic(["1"]); DeviceEvents | where AdditionalFields.Id in (ids) or tostring(RemotePort) in (ids)'],
    ['Syslog | where TimeGenerated in (dynamic(["2026-05-01"])) or Computer in (todynamic("[1]"))'],
    ['let ips = _GetWatchlistAlias | project WatchlistAlias; DeviceNetworkEvents | where RemoteIP in (ips)'],
    [
      'DeviceNetworkEvents | where RemotePort in ("443", "80", "22")',
      'slow "443": A value of type string (and 2 more) in a list for int: RemotePort',
    ],
    [
      'Syslog | where TimeGenerated in ("a")',
      'refused "a": A value of type string in a list for datetime: TimeGenerated',
    ],
    ['Syslog | where Computer in ((Syslog | project SyslogMessage))'],
    [
      'let ports = 443; DeviceNetworkEvents | where RemoteIP in (ports)',
      'slow ports: A value of type long in a list for string: RemoteIP',
    ],
  ],
  'invalid-regex': [
    [
      'Syslog | where SyslogMessage matches regex "("',
      'refused "(": This regular expression is invalid: a ( without its )',
    ],
    [
      'Syslog | extend x = extract(@"(a)\\1", 1, SyslogMessage)',
      'refused @"(a)\\1": This regular expression is invalid: \\1 refers back to a group, which RE2 cannot',
    ],
    [
      'let bad = "[a"; Syslog | where SyslogMessage matches regex bad',
      'refused bad: This regular expression is invalid: a [ without its ]',
    ],
    [
      'Syslog | extend x = replace_regex(SyslogMessage, "*", "y")',
      'refused "*": This regular expression is invalid: nothing for * to repeat',
    ],
    [
      'Syslog | parse kind=regex SyslogMessage with "(ab" x',
      'refused "(ab": This regular expression is invalid: a ( without its )',
    ],
    [
      'Syslog | parse-where kind=regex flags=U SyslogMessage with * "from" x:long @"\\y" y',
      'refused @"\\y": This regular expression is invalid: \\y means nothing',
    ],
    [
      'Syslog | where indexof_regex(SyslogMessage, @"(") > 0',
      'refused @"(": This regular expression is invalid: a ( without its )',
    ],
    [
      'Syslog | where SyslogMessage matches regex @"a{1001}"',
      'unsure @"a{1001}": This regular expression may be refused: {1001} counts further than 1000, which RE2 does not → Repeat once, as in a+ (there are no possessive repetitions), and count to 1000 at most.',
    ],
    [
      'Syslog | extend x = extract(@"a++(b)", 1, SyslogMessage)',
      'unsure @"a++(b)": This regular expression may be refused: + repeats the repetition +, which RE2 cannot → Repeat once, as in a+ (there are no possessive repetitions), and count to 1000 at most.',
    ],
    [
      'Syslog | extend x = extract(@"abc", 1, SyslogMessage), y = extract(@"(a)", 2, SyslogMessage)',
      'refused 1: extract() asks for group 1, and the regular expression has no group → Put what it shall extract in ( and ), or ask for a group that is there; 0 is the whole match.',
      'refused 2: extract() asks for group 2, and the regular expression has one group → Put what it shall extract in ( and ), or ask for a group that is there; 0 is the whole match.',
    ],
    [
      'Syslog | extend x = extract_all(@"a(?:b)", SyslogMessage)',
      'refused @"a(?:b)": extract_all() extracts groups, and this regular expression has none → Put what it shall extract in ( and ).',
    ],
    ['Syslog | extend x = extract(@"abc", 0, SyslogMessage), y = extract_all(@"(a)", SyslogMessage)'],
    ['Syslog | parse kind=regex SyslogMessage with "(from " x "|to " y ")+" *'],
    ['Syslog | parse SyslogMessage with "(" x ")" | parse kind=simple SyslogMessage with "*" z'],
    ['Syslog | extend x = countof(SyslogMessage, "(")'],
    ['Syslog | where SyslogMessage matches regex @"^(?i)\\w+[.]evil$" and SyslogMessage has "("'],
    [
      'Syslog | extend x = extract(@"(a)(b)", 3, SyslogMessage), y = extract(@"(a)(b)", 2, SyslogMessage)',
      'refused 3: extract() asks for group 3, and the regular expression has 2 groups → Put what it shall extract in ( and ), or ask for a group that is there; 0 is the whole match.',
    ],
    [
      'Syslog | extend x = extractall(@"a", SyslogMessage), y = extract_all(@"(a", SyslogMessage)',
      'refused @"a": extractall() extracts groups, and this regular expression has none → Put what it shall extract in ( and ).',
      'refused @"(a": This regular expression is invalid: a ( without its )',
    ],
    [
      'Syslog | extend x = countof(SyslogMessage, "(", "regex")',
      'refused "(": This regular expression is invalid: a ( without its )',
    ],
    [
      'Syslog | extend x = trim("(", Computer), y = trim_start("(", Computer), z = trim_end("(", Computer), r = replace("(", "", Computer)',
      'refused "(": This regular expression is invalid: a ( without its )',
      'refused "(": This regular expression is invalid: a ( without its )',
      'refused "(": This regular expression is invalid: a ( without its )',
      'refused "(": This regular expression is invalid: a ( without its )',
    ],
    [
      'Syslog | parse kind=regex SyslogMessage with "(" x "b"',
      'refused "(": This regular expression is invalid: a ( without its )',
    ],
  ],
  'unserialized-window': [
    [
      'Syslog | extend p = prev(Computer)',
      'refused prev: prev() needs rows in an order, and no step before it gives them one',
    ],
    [
      'Syslog | sort by TimeGenerated | summarize n = count() by Computer | extend r = row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    [
      'Syslog | where next(Computer) == "a"',
      'refused next: next() needs rows in an order, and no step before it gives them one',
    ],
    ['Syslog | sort by TimeGenerated | where Computer == "a" | extend p = prev(Computer)'],
    ['Syslog | serialize p = prev(Computer)'],
    ['range x from 1 to 3 step 1 | extend p = prev(x)'],
    ['let rows = Syslog | sort by TimeGenerated; rows | extend p = prev(Computer)'],
    [
      `let rows = Syslog ${DAY}; rows | extend n = row_number()`,
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    [
      'let a = materialize(Syslog); let b = (a | where Computer == "a"); b | extend n = row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    [
      'let rows = () { Syslog | distinct Computer }; rows() | extend p = prev(Computer)',
      'refused prev: prev() needs rows in an order, and no step before it gives them one',
    ],
    [
      `let f = (T: (Computer: string)) { T | extend p = prev(Computer) }; Syslog ${DAY} | invoke f()`,
      'refused prev: prev() needs rows in an order, and no step before it gives them one',
    ],
    [
      'let f = (T: (Computer: string), n: long) { T | extend p = prev(Computer, n) }; f(Syslog, 1)',
      'refused prev: prev() needs rows in an order, and no step before it gives them one',
    ],
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
    [
      'Syslog | extend a = row_rank_dense(Computer), b = row_rank_min(Computer), c = row_cumsum(1), d = row_window_session(TimeGenerated, 1h, 1h, false)',
      'refused row_rank_dense: row_rank_dense() needs rows in an order, and no step before it gives them one',
      'refused row_rank_min: row_rank_min() needs rows in an order, and no step before it gives them one',
      'refused row_cumsum: row_cumsum() needs rows in an order, and no step before it gives them one',
      'refused row_window_session: row_window_session() needs rows in an order, and no step before it gives them one',
    ],
    [
      'Syslog | serialize | count | extend n = row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    [
      'Syslog | serialize | sample 5 | extend n = row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    [
      'Syslog | serialize | sample-distinct 5 of Computer | extend n = row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    [
      'Syslog | serialize | union Event | extend n = row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    [
      'Syslog | serialize | join kind=inner (Event) on Computer | extend n = row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    [
      'Syslog | serialize | lookup (Event) on Computer | extend n = row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    [
      'Syslog | serialize | search "x" | extend n = row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    ['Syslog | serialize | where 1 == 1 | extend n = row_number()'],
    ['Syslog | serialize | project Computer | extend n = row_number()'],
    ['Syslog | top-hitters 3 of Computer | extend n = row_number()'],
    ['Syslog | getschema | extend n = row_number()'],
    [
      'union Syslog, Event | extend n = row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    [
      'search in (Syslog) "x" | extend n = row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    [
      'find in (Syslog) where Computer == "x" | extend n = row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
    [
      'Syslog | where toscalar(Syslog | count) > row_number()',
      'refused row_number: row_number() needs rows in an order, and no step before it gives them one',
    ],
  ],
  'join-kind': [
    ['Syslog | join (Event) on Computer', 'misleads join: This join does not say its kind'],
    ['Syslog | join hint.strategy=broadcast (Event) on Computer', 'misleads join: This join does not say its kind'],
    ['Syslog | join kind=innerunique (Event) on Computer'],
    ['Syslog | lookup (Event) on Computer'],
    ['Syslog | summarize count() by Computer | where count_ > 1 | join (Event) on Computer'],
    ['Syslog | distinct Computer, HostIP | join (Event) on Computer', 'misleads join: This join does not say its kind'],
    [
      'Syslog | distinct Computer | sort by Computer asc | take 5 | serialize | top 3 by Computer | join (Event) on Computer',
    ],
    [
      'Syslog | distinct Computer | extend a = 1 | join (Event) on Computer',
      'misleads join: This join does not say its kind',
    ],
    [
      'Syslog | summarize count() by Computer, HostIP | join (Event) on Computer',
      'misleads join: This join does not say its kind',
    ],
    ['Syslog | summarize n = count() by Host = Computer | join (Event | extend Host = Computer) on Host'],
  ],
  'hash-case': [
    [
      'CommonSecurityLog | where FileHash in ("A") or FileHash in ("B") or DeviceCustomString1 in ("C")',
      'misleads in: in regards case, and FileHash may be in upper or lower case → Write in~.',
    ],
    [
      'let bad = dynamic(["a"]); CommonSecurityLog | where FileHash in (bad)',
      'misleads in: in regards case, and FileHash may be in upper or lower case → Write in~.',
    ],
    [
      'CommonSecurityLog | where FileHash == "d41d8cd98f00b204e9800998ecf8427e"',
      'misleads ==: == regards case, and FileHash may be in upper or lower case → Write =~.',
    ],
    [
      'DeviceFileEvents | where MD5 == "D41D8CD98F00B204E9800998ECF8427E"',
      'misleads ==: == regards case, and MD5 may be in upper or lower case → Write =~.',
    ],
    ['DeviceFileEvents | where MD5 == "d41d8cd98f00b204e9800998ecf8427e" or SHA1 in ("a", "b")'],
    [
      'let bad = _GetWatchlistAlias | project WatchlistAlias; DeviceFileEvents | where SHA256 in (bad)',
      'misleads in: in regards case, and SHA256 may be in upper or lower case → Write in~.',
    ],
    [
      'CommonSecurityLog | where FileHash !in ("d41d8cd98f00b204e9800998ecf8427e")',
      'misleads !in: !in regards case, and FileHash may be in upper or lower case → Write !in~.',
    ],
    [
      'DeviceFileEvents | extend h = SHA256 | where isnotempty(h) | where h in ("ABC")',
      'misleads in: in regards case, and h may be in upper or lower case → Write in~.',
    ],
    [
      'DeviceFileEvents | project-rename h = SHA256 | where h in ("ABC")',
      'misleads in: in regards case, and h may be in upper or lower case → Write in~.',
    ],
    [
      `DeviceFileEvents | where tolower(MD5) in ("a", "${'AB'.repeat(16)}")`,
      'misleads "ABABABABABABABABABABABABABABABAB": tolower(MD5) never has the upper-case letters of this hash → Write in~.',
    ],
    [
      `DeviceFileEvents | extend h = toupper(MD5) | where h == "${'ab'.repeat(16)}"`,
      'misleads "abababababababababababababababab": h never has the lower-case letters of this hash → Write =~.',
    ],
    [
      `let bad = dynamic(["${'AB'.repeat(16)}"]); DeviceFileEvents | where tolower(MD5) in (bad)`,
      'misleads bad: tolower(MD5) never has the upper-case letters of this hash → Write in~.',
    ],
    [`DeviceFileEvents | where tolower(MD5) in ("${'ab'.repeat(16)}") or toupper(MD5) in ("${'12'.repeat(16)}", "x")`],
    ['DeviceFileEvents | extend SHA256 = tolower(SHA256) | where SHA256 in ("abc")'],
    ['DeviceFileEvents | extend h = SHA256 | summarize by h = FileName | where h in ("abc")'],
    ['DeviceFileEvents | where SHA1 in~ ("x") or tolower(SHA1) in ("x") or SHA1 == "" or FileName in ("x")'],
    [
      'CommonSecurityLog | where FileHash != "d41d8cd98f00b204e9800998ecf8427e"',
      'misleads !=: != regards case, and FileHash may be in upper or lower case → Write !~.',
    ],
    [
      `CommonSecurityLog | where FileHash == "${'a'.repeat(40)}" or FileHash == "${'a'.repeat(64)}" or FileHash == "${'a'.repeat(128)}"`,
      'misleads ==: == regards case, and FileHash may be in upper or lower case → Write =~.',
    ],
    [`CommonSecurityLog | where FileHash == "${'a'.repeat(41)}" or FileHash == "unknown"`],
    [
      `DeviceFileEvents | where toupper(MD5) in ("${'ab'.repeat(16)}")`,
      'misleads "abababababababababababababababab": toupper(MD5) never has the lower-case letters of this hash → Write in~.',
    ],
    [`DeviceFileEvents | where tolower(MD5) == "${'ab'.repeat(16)}" or toupper(MD5) == "${'AB'.repeat(16)}"`],
    [
      `DeviceFileEvents | where tolower(MD5) != "${'AB'.repeat(16)}" and strcat(MD5) == "${'AB'.repeat(16)}"`,
      'misleads "ABABABABABABABABABABABABABABABAB": tolower(MD5) never has the upper-case letters of this hash → Write !~.',
    ],
    [
      `union CommonSecurityLog, DeviceFileEvents | where MD5 == "${'ab'.repeat(16)}"`,
      'misleads ==: == regards case, and MD5 may be in upper or lower case → Write =~.',
    ],
    [`EmailAttachmentInfo | where SHA256 in ("${'ab'.repeat(32)}")`],
    [
      'DeviceFileEvents | project h = SHA256 | sort by h asc | take 5 | serialize | top 5 by h | where h in ("ABC")',
      'misleads in: in regards case, and h may be in upper or lower case → Write in~.',
    ],
  ],
  'domain-suffix': [
    ['SecurityEvent | where RelativeTargetName endswith "tasks.xml" or RelativeTargetName endswith "a.evtx"'],
    [
      'DnsEvents | where Name endswith "evil.example"',
      'misleads Name endswith "evil.example": endswith "evil.example" also matches other domains, such as "notevil.example" → Write Name =~ "evil.example" or Name endswith ".evil.example".',
    ],
    [
      'DnsEvents | where Name endswith "evil.com"',
      'misleads Name endswith "evil.com": endswith "evil.com" also matches other domains, such as "notevil.com" → Write Name =~ "evil.com" or Name endswith ".evil.com".',
    ],
    [
      'DnsEvents | where Name hassuffix "c2.evil.co.uk"',
      'misleads Name hassuffix "c2.evil.co.uk": hassuffix "c2.evil.co.uk" also matches other domains, such as "notc2.evil.co.uk" → Write Name =~ "c2.evil.co.uk" or Name endswith ".c2.evil.co.uk".',
    ],
    ['DnsEvents | where Name endswith ".evil.com" or Name == "evil.com" or strcat(".", Name) endswith "evil.com"'],
    ['DeviceFileEvents | where FileName endswith "setup.com" or FileOriginUrl endswith "report"'],
    [
      'DnsEvents | where Name !endswith "evil.com" or Name endswith_cs "evil.com" or Name !hassuffix_cs "evil.com"',
      'misleads Name !endswith "evil.com": !endswith "evil.com" also matches other domains, such as "notevil.com" → Write Name =~ "evil.com" or Name endswith ".evil.com".',
      'misleads Name endswith_cs "evil.com": endswith_cs "evil.com" also matches other domains, such as "notevil.com" → Write Name =~ "evil.com" or Name endswith ".evil.com".',
      'misleads Name !hassuffix_cs "evil.com": !hassuffix_cs "evil.com" also matches other domains, such as "notevil.com" → Write Name =~ "evil.com" or Name endswith ".evil.com".',
    ],
    ['DnsEvents | where Name has "evil.com" or Name endswith "com" or Name endswith "a b.com"'],
    [
      'DnsEvents | where strcat(Name, ".") endswith "evil.com" or strcat("x", Name) endswith "evil.com"',
      'misleads strcat(Name, ".") endswith "evil.com": endswith "evil.com" also matches other domains, such as "notevil.com" → Write strcat(Name, ".") =~ "evil.com" or strcat(Name, ".") endswith ".evil.com".',
      'misleads strcat("x", Name) endswith "evil.com": endswith "evil.com" also matches other domains, such as "notevil.com" → Write strcat("x", Name) =~ "evil.com" or strcat("x", Name) endswith ".evil.com".',
    ],
  ],
  'url-scheme': [
    [
      'DeviceNetworkEvents | extend Host = parse_url(RemoteUrl).Host',
      'misleads RemoteUrl: RemoteUrl may have no scheme, and parse_url() then finds no host',
    ],
    [
      'print parse_url("evil.com/a").Host',
      'misleads "evil.com/a": "evil.com/a" may have no scheme, and parse_url() then finds no host',
    ],
    ['print parse_url("https://evil.com/a").Host'],
    ['DeviceNetworkEvents | extend Host = parse_url(strcat("http://", RemoteUrl)).Host'],
    ['UrlClickEvents | extend Host = parse_url(Url).Host'],
    [
      'DeviceNetworkEvents | extend Host = parse_url(tostring(RemoteUrl)).Host',
      'misleads tostring(RemoteUrl): tostring(RemoteUrl) may have no scheme, and parse_url() then finds no host',
    ],
    ['DnsEvents | extend Host = parse_url(toupper(Name)).Host, Other = parse_path(Name)'],
  ],
  'no-time-filter': [
    ['Syslog | where Computer == "a"', 'advice Syslog: Syslog is read without a time filter'],
    [`Syslog ${DAY} | join kind=inner (Event) on Computer`, 'advice Event: Event is read without a time filter'],
    [`let T = Syslog; union (T ${DAY}), T`, 'advice Syslog: Syslog is read without a time filter'],
    [`let T = Syslog; T ${DAY}`],
    [`union Syslog, Event ${DAY}`],
    ['let f = (t: timespan) { Syslog | where TimeGenerated > ago(t) }; f(1d)'],
    ['Syslog | where ingestion_time() > ago(1h)'],
    ['DeviceEvents | where Timestamp between (ago(2d) .. ago(1d))'],
    ['search in (Syslog) TimeGenerated > ago(1d) and "x"'],
    ['_Im_Dns(starttime=ago(1d))'],
    ['let x = Syslog; let f = () { let x = x | where Computer == "a"; x }; f() | where TimeGenerated > ago(1d)'],
    [
      'let x = Syslog; let f = () { let x = x | where Computer == "a"; x }; f()',
      'advice Syslog: Syslog is read without a time filter',
    ],
    [
      `Event ${DAY} | join kind=inner (Syslog) on Computer ${DAY}`,
      'advice Syslog: Syslog is read without a time filter',
    ],
    [`Event ${DAY} | lookup (Syslog) on Computer ${DAY}`, 'advice Syslog: Syslog is read without a time filter'],
    [
      `Syslog ${DAY} | join kind=inner (Syslog) on Computer`,
      'misleads Syslog: Syslog is read without a time filter here, and with one elsewhere',
    ],
    ['find in (Syslog) where Computer == "x"', 'advice Syslog: Syslog is read without a time filter'],
    ['find in (Syslog) where TimeGenerated > ago(1d)'],
    ['search in (Syslog) "x"', 'advice Syslog: Syslog is read without a time filter'],
    ['let x = Syslog; Event | where TimeGenerated > ago(1d)', 'advice Syslog: Syslog is read without a time filter'],
    ['_GetWatchlistAlias'],
    ['Syslog | extend t = TimeGenerated | where t > ago(1d)', 'advice Syslog: Syslog is read without a time filter'],
  ],
  'late-time-filter': [
    [
      `DeviceProcessEvents | where ProcessCommandLine contains "-enc" ${DAY}`,
      'slow ProcessCommandLine contains "-enc": ProcessCommandLine is searched before the time filter',
    ],
    [
      'Syslog | where SyslogMessage =~ "x" and TimeGenerated > ago(1d)',
      'slow SyslogMessage =~ "x": SyslogMessage is searched before the time filter',
    ],
    [
      `Syslog | where tolower(SyslogMessage) has "x" ${DAY}`,
      'slow tolower(SyslogMessage) has "x": tolower(SyslogMessage) is searched before the time filter',
    ],
    [`Syslog ${DAY} | where SyslogMessage contains "-enc"`],
    ['Syslog | where TimeGenerated > ago(1d) and SyslogMessage contains "-enc"'],
    [`Syslog | where SyslogMessage has "enc" or Computer =~ "x" ${DAY}`],
    [
      `Syslog | where SyslogMessage matches regex "x" ${DAY}`,
      'slow SyslogMessage matches regex "x": SyslogMessage is searched before the time filter',
    ],
    [
      `Syslog | where SyslogMessage !contains "x" or SyslogMessage !~ "y" ${DAY}`,
      'slow SyslogMessage !contains "x": SyslogMessage is searched before the time filter',
    ],
    [
      `Syslog | where toupper(SyslogMessage) == "X" ${DAY}`,
      'slow toupper(SyslogMessage) == "X": toupper(SyslogMessage) is searched before the time filter',
    ],
    ['Syslog | where SyslogMessage contains "x" | where Computer == "a"'],
    [`Syslog | where Computer == "a" and (SyslogMessage startswith "x" and TimeGenerated > ago(1d))`],
    [`Syslog | where strlen(SyslogMessage) > 5 or strcat(SyslogMessage) =~ "x" ${DAY}`],
    [
      `Syslog | where SyslogMessage in~ ("x") | take 5 ${DAY}`,
      'slow SyslogMessage in~ ("x"): SyslogMessage is searched before the time filter',
    ],
  ],
  'every-table': [
    ['search "evil.com"', 'misleads search: This search reads every table'],
    ['search *', 'misleads search: This search reads every table'],
    ['find where Computer == "x"', 'misleads find: This find reads every table'],
    ['union withsource=T * | summarize count() by T', 'misleads *: This union reads every table'],
    ['search in (Syslog, Event) "x"'],
    ['find in (Syslog, Event) where Computer == "x"'],
    ['union Device*'],
    ['Syslog | search "x"'],
    ['Syslog | take 1 | union *', 'misleads *: This union reads every table'],
    ['union (search "x"), Syslog', 'misleads search: This search reads every table'],
  ],
  'retired-function': [
    [
      `Syslog ${DAY} | summarize makeset(Computer), makelist(HostIP), any(HostName)`,
      'advice makeset: makeset() is a retired name of make_set',
      'advice makelist: makelist() is a retired name of make_list',
      'advice any: any() is a retired name of take_any',
    ],
    [
      `Syslog ${DAY} | extend a = replace("x", "y", Computer), b = pack("a", 1) | mvexpand b`,
      'advice replace: replace() is a retired name of replace_regex()',
      'advice pack: pack() is a retired name of bag_pack',
      'advice mvexpand: mvexpand is a retired name of mv-expand',
    ],
    [`Syslog ${DAY} | extend a = replace_string(Computer, "x", "y"), b = bag_pack("a", 1) | mv-expand b`],
    [`Syslog ${DAY} | extend a = parsejson(Computer)`, 'advice parsejson: parsejson() is a retired name of parse_json'],
    [
      `Syslog ${DAY} | extend a = extractjson("$.a", Computer)`,
      'advice extractjson: extractjson() is a retired name of extract_json',
    ],
    [
      `Syslog ${DAY} | extend a = arraylength(dynamic([]))`,
      'advice arraylength: arraylength() is a retired name of array_length',
    ],
    [`Syslog ${DAY} | extend a = notempty(Computer)`, 'advice notempty: notempty() is a retired name of isnotempty'],
    [`Syslog ${DAY} | extend a = notnull(Computer)`, 'advice notnull: notnull() is a retired name of isnotnull'],
    [
      `Syslog ${DAY} | extend a = columnifexists("Computer", "")`,
      'advice columnifexists: columnifexists() is a retired name of column_ifexists',
    ],
    [
      `Syslog ${DAY} | extend a = pack_dictionary("a", 1)`,
      'advice pack_dictionary: pack_dictionary() is a retired name of bag_pack',
    ],
    [
      `Syslog ${DAY} | extend a = extractall("(a)", Computer)`,
      'advice extractall: extractall() is a retired name of extract_all',
    ],
    [
      `Syslog ${DAY} | summarize argmax(TimeGenerated, Computer), argmin(TimeGenerated, HostIP), anyif(HostName, true)`,
      'advice argmax: argmax() is a retired name of arg_max',
      'advice argmin: argmin() is a retired name of arg_min',
      'advice anyif: anyif() is a retired name of take_anyif',
    ],
  ],
  'unused-let': [
    ['let day = 1d; let other = 2d; Syslog | where TimeGenerated > ago(day)', 'misleads other: Nothing uses other'],
    ['let limit = 5; let f = (x: long) { x > ["limit"] }; Syslog | where TimeGenerated > ago(1d) and f(ProcessID)'],
    [`let View1 = view () { print x = 1 }; union View*, Syslog ${DAY}`],
    ['let f = (x: long) { x }; let g = 2; print g', 'misleads f: Nothing uses f'],
    ["let ['my list'] = 5; print ['my list']"],
  ],
  'sample-value': [
    [
      'print "IP ADDRESS GOES HERE"',
      'misleads "IP ADDRESS GOES HERE": "IP ADDRESS GOES HERE" is a value to be filled in',
    ],
    [
      'print "<your workspace>", "Enter the user here", "<ipaddress>", "changeme"',
      'misleads "<your workspace>": "<your workspace>" is a value to be filled in',
      'misleads "Enter the user here": "Enter the user here" is a value to be filled in',
      'misleads "<ipaddress>": "<ipaddress>" is a value to be filled in',
      'misleads "changeme": "changeme" is a value to be filled in',
    ],
    ['print "xxx", "replace_source", "<Data>", "your", "<EventData><Data Name="'],
    ['print dynamic({"<ip>": 1})'],
  ],
  'whole-domain': [
    [
      'let domains = _GetWatchlistAlias | project WatchlistAlias; DeviceNetworkEvents | where RemoteUrl in (domains)',
      'misleads in: RemoteUrl is compared whole with domains',
    ],
    ['DeviceNetworkEvents | where RemoteUrl == "evil.com"', 'misleads ==: RemoteUrl is compared whole with domains'],
    ['UrlClickEvents | where Url in~ ("evil.com", "bad.org")', 'misleads in~: Url is compared whole with domains'],
    ['DeviceNetworkEvents | where RemoteUrl == "https://evil.com/a" or RemoteUrl has "evil.com" or RemoteUrl == ""'],
    ['DnsEvents | where Name in ("evil.com")'],
    [
      'UrlClickEvents | where Url !in ("evil.com") or Url != "evil.com" or Url !~ "evil.com" or Url !in~ ("evil.com")',
      'misleads !in: Url is compared whole with domains',
      'misleads !=: Url is compared whole with domains',
      'misleads !~: Url is compared whole with domains',
      'misleads !in~: Url is compared whole with domains',
    ],
    [
      'UrlClickEvents | where Url in ("https://a/b", "evil.com") or Url == "a b.com" or Url == "com"',
      'misleads in: Url is compared whole with domains',
    ],
    ['let names = _GetWatchlistAlias | project WatchlistAlias; DeviceNetworkEvents | where RemoteUrl in (names)'],
  ],
  'has-any-limit': [
    [
      `Syslog | where SyslogMessage has_any (${Array.from({ length: 10_001 }, (_, i) => i).join()})`,
      'refused has_any: has_any gets 10001 values',
    ],
    [`Syslog | where SyslogMessage has_any (${Array.from({ length: 10_000 }, (_, i) => i).join()})`],
    [
      `Syslog | where SyslogMessage has_all (${Array.from({ length: 10_001 }, (_, i) => i).join()})`,
      'refused has_all: has_all gets 10001 values',
    ],
    [
      `Syslog | where SyslogMessage has_any (dynamic([${Array.from({ length: 10_001 }, (_, i) => i).join()}]))`,
      'refused has_any: has_any gets 10001 values',
    ],
  ],
  'early-function': [
    [
      `Syslog ${DAY} | extend p = parse_json(SyslogMessage) | where Computer == "a"`,
      'slow parse_json: parse_json() runs on each row before "Computer == "a""',
    ],
    [`Syslog ${DAY} | where Computer == "a" | extend p = parse_json(SyslogMessage) | where p.x == 1`],
    [`Syslog ${DAY} | extend p = parse_json(SyslogMessage) | where tostring(p.x) == "a"`],
    [`Syslog ${DAY} | extend p = parse_json(SyslogMessage) | summarize count() by Computer | where Computer == "a"`],
    [`Syslog ${DAY} | extend Computer = tostring(split(Computer, ".")[0]) | where Computer == "a"`],
    [`Syslog ${DAY} | extend p = parse_json(SyslogMessage) | where TimeGenerated == now()`],
    [
      `Syslog ${DAY} | extend p = split(SyslogMessage, " ") | extend q = extract("(a)", 1, SyslogMessage) | where Computer in ("a")`,
      'slow split: split() runs on each row before "Computer in ("a")"',
    ],
    [`Syslog ${DAY} | extend p = strlen(SyslogMessage) | where Computer == "a"`],
    [
      `Syslog ${DAY} | extend p = parse_json(SyslogMessage) | where strlen(Computer) > 5 | where Computer has "a"`,
      'slow parse_json: parse_json() runs on each row before "Computer has "a""',
    ],
    [`Syslog ${DAY} | extend p = parse_json(SyslogMessage) | take 5 | where Computer == "a"`],
    ['datatable(A: string)["x"] | extend p = parse_json(A) | where A == "x"'],
  ],
  'contains-term': [
    [
      'Syslog | where SyslogMessage contains "/admin/"',
      'slow contains: contains "/admin/" means the same as has, which is faster → Write has.',
    ],
    [
      'Syslog | where SyslogMessage !contains "powershell"',
      'slow !contains: !contains "powershell" is slow; !has finds it where it is a word of its own',
    ],
    [
      'Syslog | where SyslogMessage contains_cs " root "',
      'slow contains_cs: contains_cs " root " means the same as has_cs, which is faster → Write has_cs.',
    ],
    ['Syslog | where SyslogMessage contains "-e" or SyslogMessage has "evil" or SyslogMessage contains Computer'],
    [
      'Syslog | where SyslogMessage !contains_cs " root "',
      'slow !contains_cs: !contains_cs " root " means the same as !has_cs, which is faster → Write !has_cs.',
    ],
    ['Syslog | where SyslogMessage contains "ab" or SyslogMessage contains "ab-cd"'],
    [
      'Syslog | where SyslogMessage contains "/abc" or SyslogMessage contains "abc/"',
      'slow contains: contains "/abc" is slow; has finds it where it is a word of its own',
      'slow contains: contains "abc/" is slow; has finds it where it is a word of its own',
    ],
  ],
};

describe.each(Object.entries(CASES))('%s', (code, cases) => {
  it.each(cases)('%s', (query, ...expected) => {
    expect(told(code, query)).toEqual(expected);
  });
});

describe('the lints', () => {
  it('each have cases here, a code of their own, and say what, why and what instead', () => {
    expect(LINTS.map(({ code }) => code).sort()).toEqual(Object.keys(CASES).sort());
    for (const { summary, why, help } of LINTS)
      expect(Math.min(summary.length, why.length, help.length)).toBeGreaterThan(20);
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
