import { SCHEMA_FOLDER } from '../../../scripts/base/system/package-folder';
import { createAnalyser } from '../../../scripts/kql/analysis/analyser';
import { openCatalog } from '../../../scripts/kql/analysis/catalog';

const { analyse } = createAnalyser(openCatalog([SCHEMA_FOLDER], new Map([['ioc-ip', ['Indicator']]])));

const COLUMN =
  'Use a column that the steps before this one pass on; a table of your own is described in schemas/tables.';
const TABLE =
  'Name a table of schemas/tables; describe one of your own in a file there (custom logs end in _CL), and a solution’s parser in schemas/functions.';
const FUZZY =
  'A fuzzy union leaves out what is missing, so the query runs. Correct the name if it is misspelt; describe a table of your own in schemas/tables.';
const FUNCTION = 'Use a function of KQL, or describe a function of your own in schemas/functions.';
const SEMICOLON = 'End each let with a semicolon; whatever follows the last step of the query would be a second query.';
const QUOTES = 'Write straight quotes: word processors curl them.';
const GENERAL = 'The service refuses such a query: correct it here.';

/** Queries and what is said of them: severity, code, the text at the place, the message and the advice. */
const FINDINGS: [query: string, ...findings: string[]][] = [
  [
    'SigninLog | take 1',
    `error KS204 SigninLog: The name 'SigninLog' does not refer to any known table, tabular variable or function. → Did you mean SigninLogs? ${TABLE}`,
  ],
  [
    'OktaSSO | take 1',
    `warning KS204 OktaSSO: The name 'OktaSSO' does not refer to any known table, tabular variable or function. → ${TABLE}`,
  ],
  [
    'Mine_CL | take 1',
    `warning KS204 Mine_CL: The name 'Mine_CL' does not refer to any known table, tabular variable or function. → ${TABLE}`,
  ],
  [
    'Syslg_CL',
    `warning KS204 Syslg_CL: The name 'Syslg_CL' does not refer to any known column, table, variable or function. → ${TABLE}`,
  ],
  [
    'union isfuzzy=true OktaSSO, Syslog',
    `info KS205 OktaSSO: The fuzzy name 'OktaSSO' does not refer to any known or currently accessible table. → ${FUZZY}`,
  ],
  [
    'union isfuzzy=true SigninLog, Syslog',
    `warning KS205 SigninLog: The fuzzy name 'SigninLog' does not refer to any known or currently accessible table. → Did you mean SigninLogs? ${FUZZY}`,
  ],
  [
    'Syslog | extend x = frobnicate(Computer)',
    `warning KS211 frobnicate: The name 'frobnicate' does not refer to any known function. → ${FUNCTION}`,
  ],
  [
    'Syslog | extend x = toloer(Computer)',
    `error KS211 toloer: The name 'toloer' does not refer to any known function. → Did you mean tolower? ${FUNCTION}`,
  ],
  [
    'Syslog | where Computr == "a"',
    `error KS142 Computr: The name 'Computr' does not refer to any known column, table, variable or function. → Did you mean Computer? ${COLUMN}`,
  ],
  [
    'Syslog | where Zzz == "a"',
    `error KS142 Zzz: The name 'Zzz' does not refer to any known column, table, variable or function. → ${COLUMN}`,
  ],
  [
    'DeviceNetworkEvent | where RemoteIP == "a"',
    `error KS204 DeviceNetworkEvent: The name 'DeviceNetworkEvent' does not refer to any known table, tabular variable or function. → Did you mean DeviceNetworkEvents? ${TABLE}`,
  ],
  [
    'Syslog | wher Computer == "x"',
    `error KS176 wher: Query operator expected. → Did you mean where? ${GENERAL}`,
    `error KS005 Computer: Expected: ; → ${SEMICOLON}`,
    `error KS142 Computer: The name 'Computer' does not refer to any known column, table, variable or function. → ${COLUMN}`,
  ],
  [
    'Syslog | zzzz Computer',
    `error KS176 zzzz: Query operator expected. → ${GENERAL}`,
    `error KS005 Computer: Expected: ; → ${SEMICOLON}`,
    `warning KS204 Computer: The name 'Computer' does not refer to any known column, table, variable or function. → ${TABLE}`,
  ],
  [
    'Syslog | where Computer = "x"',
    'error KS141 Computer = "x": The expression must have the type bool. → Write == (or =~, which ignores case) to compare; a single = gives a name.',
  ],
  [
    'Syslog | where Computer = = "x"',
    `error KS006 : Missing expression → ${GENERAL}`,
    `error KS198 =: The incomplete fragment is unexpected. → ${GENERAL}`,
  ],
  [
    'Syslog | where Computer == “x”',
    `error KS006 : Missing expression → ${QUOTES}`,
    `error KS002 “: Unexpected: “ → ${QUOTES}`,
    `error KS198 “: The incomplete fragment is unexpected. → ${QUOTES}`,
    `error KS002 ”: Unexpected: ” → ${QUOTES}`,
  ],
  [
    'Syslog | where ‘x’ == Computer',
    `error KS006 : Missing expression → ${QUOTES}`,
    `error KS002 ‘: Unexpected: ‘ → ${QUOTES}`,
    `error KS198 ‘: The incomplete fragment is unexpected. → ${QUOTES}`,
    `error KS002 ’: Unexpected: ’ → ${QUOTES}`,
  ],
  ['let a = 1\nSyslog | take a', `error KS005 : Expected: ; → ${SEMICOLON}`],
  ['Syslog | where Computer ==', `error KS006 : Missing expression → ${GENERAL}`],
  [
    'let a = 1;',
    'error no-result let a = 1;: The query returns no table. → End the query with a tabular expression; statements such as let return nothing.',
  ],
  [
    '',
    'error no-result : The query returns no table. → End the query with a tabular expression; statements such as let return nothing.',
  ],
  [
    '.show tables',
    'error control-command .: This is a control command, not a query. → Start with a table or with let.',
  ],
  [
    'cluster("x").database("y").T | take 1',
    `warning KS207 "x": The name 'x' either does not refer to a reachable cluster or no schema from it is currently available. → What lies in another cluster is not known here, so names and columns are not checked; rules cannot read it at all.`,
  ],
  [
    '_GetWatchlist("ioc-ipp")',
    'error unknown-watchlist "ioc-ipp": No watchlist of this repository has the alias "ioc-ipp". → Did you mean "ioc-ip"?',
  ],
  [
    '_GetWatchlist("zzz")',
    'error unknown-watchlist "zzz": No watchlist of this repository has the alias "zzz". → Add watchlists/<alias>.yaml and its CSV file, or correct the alias.',
  ],
  [
    'let rows = Unknown; rows | take 1',
    `warning KS204 Unknown: The name 'Unknown' does not refer to any known column, table, variable or function. → ${TABLE}`,
  ],
  [
    'let f = () { Syslog | where Computr == "a" }; f()',
    `error KS142 Computr: The name 'Computr' does not refer to any known column, table, variable or function. → Did you mean Computer? ${COLUMN}`,
  ],
  [
    'Syslog | join kind=inner (Evnt) on Computer',
    `error KS204 Evnt: The name 'Evnt' does not refer to any known table, tabular variable or function. → Did you mean Event? ${TABLE}`,
  ],
  [
    'Syslog | invoke Nowhere()',
    `warning KS211 Nowhere: The name 'Nowhere' does not refer to any known function. → ${FUNCTION}`,
  ],
  [
    'Syslog | summarize count() by Computr',
    `error KS142 Computr: The name 'Computr' does not refer to any known column, table, variable or function. → Did you mean Computer? ${COLUMN}`,
  ],
  [
    'let x = Syslog; x | project Computr',
    `error KS142 Computr: The name 'Computr' does not refer to any known column, table, variable or function. → Did you mean Computer? ${COLUMN}`,
  ],
  [
    'Syslog | where TimeGenerated > 1',
    `error KS106 >: The operator '>' is not defined for the operand types datetime and long. → ${GENERAL}`,
  ],
  ['Syslog | project a = strlen(1, 2)', `error KS119 strlen: The function 'strlen' expects 1 argument. → ${GENERAL}`],
  [
    'print x = todatetime(',
    `error KS119 todatetime: The function 'todatetime' expects 1 argument. → ${GENERAL}`,
    `error KS005 : Expected: ) → ${GENERAL}`,
  ],
];

describe('what is said of a query', () => {
  it.each(FINDINGS)('%s', (query, ...expected) => {
    const told = analyse(query).diagnostics.map(
      ({ severity, code, start, end, message, help }) =>
        `${severity} ${code} ${query.slice(start, end)}: ${message} → ${help}`,
    );
    expect(told).toEqual(expected);
  });
});
