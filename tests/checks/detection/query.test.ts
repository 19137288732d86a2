import { describeEdits, HUNT, RULE } from '../support.js';

describeEdits('a query', [
  [
    HUNT,
    { 'DeviceNetworkEvents\n  | where': 'DeviceNetworkEvent\n  | where' },
    `error KS204 ${HUNT}:11 DeviceNetworkEvent: Fails: The name 'DeviceNetworkEvent' does not refer to any known table, tabular variable or function. → Did you mean DeviceNetworkEvents? Name a table of schemas/tables; describe one of your own in a file there (custom logs end in _CL), and a solution’s parser in schemas/functions.`,
  ],
  [
    HUNT,
    {
      'DeviceNetworkEvents\n  | where':
        'union (OktaSSO | project RemoteIP), (OktaSSO | take 1), DeviceNetworkEvents\n  | where',
    },
    `warning KS204 ${HUNT}:11 OktaSSO: Unsure: The name 'OktaSSO' does not refer to any known table, tabular variable or function.`,
  ],
  [
    HUNT,
    {
      'DeviceNetworkEvents\n  | where':
        'union AWSGuardDuty, (AWSGuardDuty | where Severity > 7), DeviceNetworkEvents\n  | where',
    },
    `info undescribed-table ${HUNT}:11 AWSGuardDuty: Runs: The columns of AWSGuardDuty are not known here, so what the query does with them is not checked → Describe the columns that you use in schemas/tables/AWSGuardDuty.json.`,
  ],
  [
    HUNT,
    { '  | where TimeGenerated': '  | where Nobody == 1 and Nobody != 2\n  | where TimeGenerated' },
    `error KS142 ${HUNT}:12 Nobody: Fails: The name 'Nobody' does not refer to any known column, table, variable or function.`,
  ],
  [
    HUNT,
    { '| where Time': '| were Time' },
    `error KS176 ${HUNT}:12 were: Fails: Query operator expected. → Did you mean where? The service refuses such a query: correct it here.`,
  ],
  [
    HUNT,
    { '$left.RemoteIP': '$left.RemoteIp' },
    `error KS142 ${HUNT}:13 RemoteIp: Fails: The name 'RemoteIp' does not refer to any known column, table, variable or function. → Did you mean RemoteIP? Use a column that the steps before this one pass on; a table of your own is described in schemas/tables.`,
  ],
  [
    HUNT,
    { "'ioc-ip'": "'ioc-ipp'" },
    `error unknown-watchlist ${HUNT}:10 'ioc-ipp': Fails: No watchlist of this repository has the alias "ioc-ipp". → Did you mean "ioc-ip"?`,
  ],
  [
    HUNT,
    { '> ago(30d)': '> agoo(30d)' },
    `error KS211 ${HUNT}:12 agoo: Fails: The name 'agoo' does not refer to any known function. → Did you mean ago? Use a function of KQL, or describe a function of your own in schemas/functions.`,
  ],
  [
    HUNT,
    { '> ago(30d)': '> ago(30x)' },
    `error KS142 ${HUNT}:12 30x: Fails: The name '30x' does not refer to any known column, table, variable or function.`,
  ],
  [
    HUNT,
    { 'project Indicator': 'project Indicatr' },
    `error KS142 ${HUNT}:10 Indicatr: Fails: The name 'Indicatr' does not refer to any known column, table, variable or function. → Did you mean Indicator? Use a column that the steps before this one pass on; a table of your own is described in schemas/tables.`,
  ],
  [
    HUNT,
    { 'project TimeGenerated, DeviceName,': 'project TimeGenerated, DeviceNme,' },
    `error KS142 ${HUNT}:14 DeviceNme: Fails: The name 'DeviceNme' does not refer to any known column, table, variable or function. → Did you mean DeviceName? Use a column that the steps before this one pass on; a table of your own is described in schemas/tables.`,
  ],
  [
    HUNT,
    { '  | where TimeGenerated > ago(30d)\n': '' },
    `info no-time-filter ${HUNT}:11 DeviceNetworkEvents: Runs: DeviceNetworkEvents is read without a time filter`,
  ],
  [RULE, { '  | where TimeGenerated > ago(1d)\n': '' }],
  [HUNT, { 'join kind=inner': 'join' }, `warning join-kind ${HUNT}:13 join: Misleads: This join does not say its kind`],
  [
    HUNT,
    { 'DeviceNetworkEvents\n  | where': 'adx("https://help.kusto.windows.net/x").DeviceNetworkEvents\n  | where' },
    `info adx-call ${HUNT}:11 adx: Runs: adx() reads another service`,
  ],
  [
    RULE,
    { 'DeviceNetworkEvents\n  |': 'adx("https://help.kusto.windows.net/x").DeviceNetworkEvents\n  |' },
    `error adx-call ${RULE}:16 adx: Refused: adx() reads another service`,
  ],
  [
    RULE,
    { 'DeviceNetworkEvents\n  |': 'union *\n  | extend RemotePort = 1\n  |' },
    `error every-table ${RULE}:16 *: Refused: This union reads every table`,
  ],
  [
    RULE,
    { 'DeviceNetworkEvents\n  |': 'search "x"\n  | extend RemotePort = 1\n  |' },
    `error every-table ${RULE}:16 search: Refused: This search reads every table`,
  ],
  [
    RULE,
    { 'DeviceNetworkEvents\n': 'union DeviceNetworkEvents, ThreatIntelligenceIndicator\n' },
    `warning deprecated-table ${RULE}:16 ThreatIntelligenceIndicator: Misleads: ThreatIntelligenceIndicator gets no new rows since 2025-07-31 → Read ThreatIntelIndicators instead.`,
  ],
  [
    RULE,
    { 'DeviceNetworkEvents\n': 'union DeviceNetworkEvents, ThreatIntelligenceIndicator, ThreatIntelIndicators\n' },
  ],
  [
    RULE,
    { 'AdditionalFields\n': 'IPCustomEntity = RemoteIP\n' },
    `warning custom-entity ${RULE}:19 IPCustomEntity: Misleads: IPCustomEntity is in the result, but not under entityMappings`,
  ],
  [
    RULE,
    {
      'AdditionalFields\n':
        'AccountCustomEntity = 1, HostCustomEntity = 1, URLCustomEntity = 1, ProcessCustomEntity = 1, FileHashCustomEntity = 1\n',
    },
    `warning custom-entity ${RULE}:19 AccountCustomEntity: Misleads: AccountCustomEntity, HostCustomEntity, URLCustomEntity, ProcessCustomEntity, FileHashCustomEntity are in the result, but not under entityMappings`,
  ],
  [RULE, { 'AdditionalFields\n': 'IPCustomEntity = RemoteIP\n', 'columnName: RemoteIP': 'columnName: IPCustomEntity' }],
  [
    RULE,
    { 'ago(1d)': 'ago(14d)' },
    `warning lookback ${RULE}:17 ago(14d): Misleads: The query looks back further (ago(14d)) than the queryPeriod of 1d → The run only sees the last 1d: raise queryPeriod, or look back less.`,
  ],
  [
    RULE,
    { 'ago(1d)': 'ago(30m)' },
    `warning lookback ${RULE}:17 ago(30m): Misleads: The query looks back less (ago(30m)) than the queryFrequency of 1h → Events between two runs are never seen: look back further, or run more often.`,
  ],
  [RULE, { 'ago(1d)': 'ago(1h)' }],
  [
    RULE,
    { 'ago(1d)': 'ago(59m)' },
    `warning lookback ${RULE}:17 ago(59m): Misleads: The query looks back less (ago(59m)) than the queryFrequency of 1h → Events between two runs are never seen: look back further, or run more often.`,
  ],
  [
    RULE,
    { 'ago(1d)': 'ago(25h)' },
    `warning lookback ${RULE}:17 ago(25h): Misleads: The query looks back further (ago(25h)) than the queryPeriod of 1d → The run only sees the last 1d: raise queryPeriod, or look back less.`,
  ],
  [
    RULE,
    { 'TimeGenerated > ago(1d)': 'TimeGenerated > ago(1d) and TimeGenerated > ago(2d) and TimeGenerated > ago(3h)' },
    `warning lookback ${RULE}:17 ago(2d): Misleads: The query looks back further (ago(2d)) than the queryPeriod of 1d → The run only sees the last 1d: raise queryPeriod, or look back less.`,
  ],
  [
    RULE,
    { 'AdditionalFields\n': 'IPCustomEntity = RemoteIP, HostCustomEntity = DeviceName\n' },
    `warning custom-entity ${RULE}:19 IPCustomEntity: Misleads: IPCustomEntity, HostCustomEntity are in the result, but not under entityMappings`,
  ],
]);
