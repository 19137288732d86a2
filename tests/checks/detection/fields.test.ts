import { describeEdits, HUNT, RULE } from '../support.js';

describeEdits('a field', [
  [
    HUNT,
    { 'name: Beacon': 'name: "Beacon' },
    `error yaml-syntax ${HUNT}:2 ": Blocked: This is not valid YAML: Missing closing "quote → Correct the syntax here; the rest of the file was not checked.`,
  ],
  [
    HUNT,
    { 'id: 0d7f6a52': 'id: 0d7f 6a52' },
    `error schema ${HUNT}:1 0d7f 6a52-8c1d-4b0e-9f57-0d6f1e2a4c11: Refused: id has the wrong form: '0d7f 6a52-8c1d-4b0e-9f57-0d6f1e2a4c11' → Write a GUID (8-4-4-4-12 hexadecimal digits), or the name of the resource in the workspace.`,
  ],
  [
    HUNT,
    { 'tactics:': 'tactic:' },
    `warning unknown-field ${HUNT}:7 tactic: Ignored: There is no field 'tactic'; did you mean 'tactics'?`,
  ],
  [
    HUNT,
    { 'description: A': 'descripton: A' },
    `error schema ${HUNT}:3 descripton: Refused: The file has 'descripton' where the field 'description' is missing → Write description.`,
  ],
  [
    RULE,
    {
      'severity: High':
        'severity: High\ntechniques: []\ndisplayName: x\ndataConnectors: []\nfrequency: 1h\nperiod: 1d\nthreshold: 1',
    },
    `warning unknown-field ${RULE}:6 techniques: Ignored: There is no field 'techniques'; did you mean 'relevantTechniques'?`,
    `warning unknown-field ${RULE}:7 displayName: Ignored: There is no field 'displayName'; did you mean 'name'?`,
    `warning unknown-field ${RULE}:8 dataConnectors: Ignored: There is no field 'dataConnectors'; did you mean 'requiredDataConnectors'?`,
    `warning unknown-field ${RULE}:9 frequency: Ignored: There is no field 'frequency'; did you mean 'queryFrequency'?`,
    `warning unknown-field ${RULE}:10 period: Ignored: There is no field 'period'; did you mean 'queryPeriod'?`,
    `warning unknown-field ${RULE}:11 threshold: Ignored: There is no field 'threshold'; did you mean 'triggerThreshold'?`,
  ],
  [
    RULE,
    { 'version: 1.0.0\n': "version: 1.0.0\nalertRuleTemplateName: ''\ntemplateVersion: 1.0.0\nlastModifiedUtc: x\n" },
    `info unknown-field ${RULE}:40 alertRuleTemplateName: Ignored: alertRuleTemplateName is the service's own: what it has stays as it is → Leave it, or remove it.`,
  ],
  [
    RULE,
    {
      'version: 1.0.0\n':
        'version: 1.0.0\nsource: {}\nauthor: {}\nsupport: {}\ncategories: {}\nthreatAnalysisTactics: []\nthreatAnalysisTechniques: []\n',
    },
    `warning unknown-field ${RULE}:40 source: Ignored: source, author, support, categories, threatAnalysisTactics, threatAnalysisTechniques: no field of its own, but one of metadata → Indent it below metadata.`,
  ],
  [
    HUNT,
    { 'version: 1.0.0\n': 'version: 1.0.0\nseverity: High\nqueryPeriod: 1d\n' },
    `info rule-field ${HUNT}:21 severity: Ignored: A hunting query ignores severity, queryPeriod`,
  ],
  [
    HUNT,
    {
      'version: 1.0.0\n': 'version: 1.0.0\nkind: Scheduled\nqueryFrequency: 1h\nqueryPeriod: 1d\ntriggerOperator: gt\n',
    },
    `info rule-field ${HUNT}:21 kind: Ignored: A hunting query ignores kind, queryFrequency, queryPeriod, triggerOperator`,
  ],
  [
    HUNT,
    {
      'version: 1.0.0\n':
        'version: 1.0.0\nkind: Scheduled\nqueryFrequency: 1h\nqueryPeriod: 1d\ntriggerOperator: gt\ntriggerThreshold: 0\n',
    },
    `warning rule-field ${HUNT}:21 kind: Misleads: This has all of a rule, but a file in hunts/ is deployed as a hunting query`,
  ],
  [HUNT, { 'version: 1.0.0\n': '' }, `info version-missing ${HUNT}:1: Runs: The file has no version`],
  [
    RULE,
    { 'severity: High': 'severity: High\nstatus: Available\ntags: [Beacon]' },
    `info not-deployed ${RULE}:6 status: Ignored: The service has no place for status, tags of a rule: not deployed`,
  ],
  [
    RULE,
    { 'severity: High': 'severity: High\ntags: [Beacon]' },
    `info not-deployed ${RULE}:6 tags: Ignored: The service has no place for tags of a rule: not deployed`,
  ],
  [
    HUNT,
    { 'version: 1.0.0': 'version: 1.0' },
    `error schema ${HUNT}:20 1.0: Blocked: version must be a text, not 1 → Write a version of three numbers, such as 1.0.0.`,
  ],
  [
    HUNT,
    { 'listed address\ndesc': 'listed address.\ndesc' },
    `info name-form ${HUNT}:2 Beacon to a listed address.: Runs: The name ends with a period`,
  ],
  [HUNT, { 'listed address\ndesc': 'listed address...\ndesc' }],
  [
    HUNT,
    { 'name: Beacon to a listed address': 'name: "Beacon\\nto a listed address"' },
    `info name-form ${HUNT}:2 "Beacon\\nto a listed address": Runs: The name has more than one line`,
  ],
  [
    HUNT,
    { 'name: Beacon to a listed address': 'name: " Beacon to a listed address"' },
    `info name-form ${HUNT}:2 " Beacon to a listed address": Runs: The name begins or ends with white space`,
  ],
  [
    HUNT,
    { 'name: Beacon': 'name: AUTO DISABLED Beacon' },
    `warning name-form ${HUNT}:2 AUTO DISABLED Beacon to a listed address: Misleads: The name begins with AUTO DISABLED, which the service writes before the name of a rule that keeps failing`,
  ],
  [
    HUNT,
    { '[CommandAndControl]': '[CommandAndContol]' },
    `error schema ${HUNT}:7 CommandAndContol: Refused: tactics[0] cannot be 'CommandAndContol'; did you mean 'CommandAndControl'? → One of: Reconnaissance, ResourceDevelopment, InitialAccess, Execution, Persistence, PrivilegeEscalation, DefenseEvasion, CredentialAccess, Discovery, LateralMovement, Collection, CommandAndControl, Exfiltration, Impact, ImpairProcessControl, InhibitResponseFunction, PreAttack.`,
  ],
  [
    HUNT,
    { 'T1071.001': 'T1071.999' },
    `error technique-unknown ${HUNT}:8 T1071.999: Fails: ATT&CK has no technique T1071.999 → T1071 exists: write it alone.`,
  ],
  [HUNT, { 'T1071.001': 'T1999' }, `error technique-unknown ${HUNT}:8 T1999: Fails: ATT&CK has no technique T1999`],
  [
    HUNT,
    { '[T1071.001]': '[T1071.001, T1043]' },
    `error technique-unknown ${HUNT}:8 T1043: Fails: ATT&CK has no technique T1043`,
  ],
  [HUNT, { '[T1071.001]': '[T0801]' }],
  [
    HUNT,
    { 'T1071.001': 'T1486' },
    `warning technique-tactic ${HUNT}:8 T1486: Misleads: T1486 (Data Encrypted for Impact) belongs to Impact, which tactics does not name`,
  ],
  [
    HUNT,
    { 'T1071.001': 'T1078' },
    `warning technique-tactic ${HUNT}:8 T1078: Misleads: T1078 (Valid Accounts) belongs to DefenseEvasion or Persistence or PrivilegeEscalation or InitialAccess, which tactics does not name`,
  ],
  [HUNT, { 'T1071.001': 'T1078', '[CommandAndControl]': '[Persistence]' }],
  [HUNT, { 'T1071.001': 'T1078', '[CommandAndControl]': '[InitialAccess, CommandAndControl]' }],
  [
    HUNT,
    { 'T1071.001': 'T1562.004', '[CommandAndControl]': '[DefenseEvasion]' },
    `info technique-unknown ${HUNT}:8 T1562.004: Runs: ATT&CK has retired T1562.004 (Disable or Modify System Firewall) → The service still knows it. Look up at attack.mitre.org what took its place, for when the service follows.`,
  ],
  [
    HUNT,
    { 'T1071.001': 'T1562.004', '[CommandAndControl]': '[Impact]' },
    `warning technique-tactic ${HUNT}:8 T1562.004: Misleads: T1562.004 (Disable or Modify System Firewall) belongs to DefenseEvasion, which tactics does not name`,
    `info technique-unknown ${HUNT}:8 T1562.004: Runs: ATT&CK has retired T1562.004 (Disable or Modify System Firewall) → The service still knows it. Look up at attack.mitre.org what took its place, for when the service follows.`,
  ],
  [
    HUNT,
    { 'tactics: [CommandAndControl]\n': '' },
    `warning technique-tactic ${HUNT}:7 T1071.001: Misleads: T1071.001 (Web Protocols) belongs to CommandAndControl, which tactics does not name`,
  ],
  [
    HUNT,
    { MicrosoftThreatProtection: 'MicrosoftThreatProtectoin' },
    `warning connector-unknown ${HUNT}:5 MicrosoftThreatProtectoin: Misleads: There is no data connector 'MicrosoftThreatProtectoin'; did you mean 'MicrosoftThreatProtection'?`,
  ],
  [
    HUNT,
    { MicrosoftThreatProtection: 'CompletelyDifferent' },
    `info connector-unknown ${HUNT}:5 CompletelyDifferent: Runs: There is no data connector 'CompletelyDifferent'`,
  ],
  [
    HUNT,
    { MicrosoftThreatProtection: 'DeviceNetworkEvents' },
    `warning connector-unknown ${HUNT}:5 DeviceNetworkEvents: Misleads: There is no data connector 'DeviceNetworkEvents': it is a table`,
  ],
  [HUNT, { MicrosoftThreatProtection: 'SecurityAlert' }],
  [
    HUNT,
    { 'dataTypes: [DeviceNetworkEvents]': 'dataTypes: [DeviceNetworkEvents, DeviceInfo]' },
    `warning connector-tables ${HUNT}:6 DeviceInfo: Misleads: The query does not read DeviceInfo → Remove it, or read the table in the query.`,
  ],
  [HUNT, { 'dataTypes: [DeviceNetworkEvents]': 'dataTypes: [DeviceNetworkEvents (Defender)]' }],
  [
    HUNT,
    { 'dataTypes: [DeviceNetworkEvents]': 'dataTypes: []' },
    `warning connector-tables ${HUNT}:11 DeviceNetworkEvents: Misleads: The query reads DeviceNetworkEvents, which no required data connector lists → Add DeviceNetworkEvents to the dataTypes of MicrosoftThreatProtection.`,
  ],
  [
    HUNT,
    {
      'connectorId: MicrosoftThreatProtection\n    dataTypes: [DeviceNetworkEvents]':
        'connectorId: DNS\n    dataTypes: [DnsEvents]',
    },
    `warning connector-tables ${HUNT}:6 DnsEvents: Misleads: The query does not read DnsEvents → Remove it, or read the table in the query.`,
    `warning connector-tables ${HUNT}:11 DeviceNetworkEvents: Misleads: The query reads DeviceNetworkEvents, which no required data connector lists`,
  ],
  [
    HUNT,
    {
      'DeviceNetworkEvents\n  | where':
        'union DeviceNetworkEvents, Heartbeat, Watchlist, (DnsEvents | take 1), (DnsEvents | take 2)\n  | where',
    },
    `warning connector-tables ${HUNT}:11 DnsEvents: Misleads: The query reads DnsEvents, which no required data connector lists`,
  ],
  [
    HUNT,
    { 'test: quiet': 'test: quite' },
    `error false-positive-test ${HUNT}:23 quite: Blocked: There is no test 'quite'; did you mean 'quiet'?`,
  ],
  [HUNT, { 'test: quiet': 'test: none\n    testReason: no log shows it' }],
  [
    HUNT,
    { '\n    test: quiet': '' },
    `info missing-test ${HUNT}:22 The address has another owner now: Runs: No test shows the false positive 'The address has another owner now'`,
  ],
  [
    HUNT,
    { 'expect: { rows: 0 }': 'expect: { rows: 1 }' },
    `info missing-test ${HUNT}:24 tests: Runs: No test shows on what it stays quiet`,
  ],
  [
    HUNT,
    { 'rows: 1\n      where': 'where', 'expect: { rows: 0 }': 'expect: { entities: { Host: [a] } }' },
    `info missing-test ${HUNT}:24 tests: Runs: No test shows on what it stays quiet`,
  ],
  [
    HUNT,
    { 'rows: 1\n      where: { DeviceName: ws-17 }': 'columns: [DeviceName]' },
    `info missing-test ${HUNT}:24 tests: Runs: No test shows what it finds`,
  ],
  [
    RULE,
    {
      "tests:\n  - name: beacon\n    logs: { DeviceNetworkEvents: [{ TimeGenerated: '2026-05-07T10:00:00Z', RemoteIP: 192.0.2.7 }] }\n    expect: { rows: 1 }\n  - name: quiet\n    logs: { DeviceNetworkEvents: [] }\n    expect: { rows: 0 }\n":
        '',
    },
    `info missing-test ${RULE}:3 name: Runs: No test shows what it finds, or on what it stays quiet`,
  ],
  [
    HUNT,
    { 'name: beacon': 'name: quiet' },
    `error duplicate-test ${HUNT}:32 quiet: Blocked: There is already a test 'quiet'`,
  ],
  [
    HUNT,
    { 'logs: { DeviceNetworkEvents': 'logs: { DeviceNetworkEvent' },
    `error test-logs ${HUNT}:33 DeviceNetworkEvent: Blocked: There is no table 'DeviceNetworkEvent'; did you mean 'DeviceNetworkEvents'?`,
  ],
  [
    HUNT,
    { 'logs: { DeviceNetworkEvents': 'logs: { SomethingElse' },
    `error test-logs ${HUNT}:33 SomethingElse: Blocked: There is no table 'SomethingElse'`,
  ],
  [
    HUNT,
    { 'RemoteIP: 192.0.2.7': 'RemoteIp: 192.0.2.7, _IngestionTime: 2026-05-07T10:00:00Z' },
    `error test-logs ${HUNT}:28 RemoteIp: Blocked: The table DeviceNetworkEvents has no column 'RemoteIp'; did you mean 'RemoteIP'?`,
  ],
]);

describeEdits('a column that a field names', [
  [
    HUNT,
    { 'columnName: DeviceName': 'columnName: DeviceNam' },
    `error unknown-column ${HUNT}:19 DeviceNam: Fails: The mapping of Host FullName names the column 'DeviceNam', which the query does not return; did you mean 'DeviceName'?`,
  ],
  [
    HUNT,
    { 'columnName: DeviceName': 'columnName: TimeGenerated' },
    `warning column-type ${HUNT}:19 TimeGenerated: Misleads: The mapping of Host FullName: the column 'TimeGenerated' is of type datetime`,
  ],
  [
    HUNT,
    { 'DeviceName, RemoteIP,': 'DeviceName = pack_array(DeviceName), RemoteIP,' },
    `warning column-type ${HUNT}:19 DeviceName: Misleads: The mapping of Host FullName: the column 'DeviceName' is dynamic, a list or a bag`,
  ],
  [
    HUNT,
    { 'DeviceName, RemoteIP,': 'DeviceName = true, RemoteIP,' },
    `warning column-type ${HUNT}:19 DeviceName: Misleads: The mapping of Host FullName: the column 'DeviceName' is of type bool`,
  ],
  [
    HUNT,
    { 'DeviceName, RemoteIP,': 'DeviceName = 1h, RemoteIP,' },
    `warning column-type ${HUNT}:19 DeviceName: Misleads: The mapping of Host FullName: the column 'DeviceName' is of type timespan`,
  ],
  [
    HUNT,
    { 'DeviceName, RemoteIP,': 'DeviceName = 1.5, RemoteIP,' },
    `warning column-type ${HUNT}:19 DeviceName: Misleads: The mapping of Host FullName: the column 'DeviceName' is of type real`,
  ],
  [
    HUNT,
    { 'DeviceName, RemoteIP,': 'DeviceName = decimal(1), RemoteIP,' },
    `warning column-type ${HUNT}:19 DeviceName: Misleads: The mapping of Host FullName: the column 'DeviceName' is of type decimal`,
  ],
  [HUNT, { 'DeviceName, RemoteIP,': 'DeviceName = 1, RemoteIP,' }],
  [
    RULE,
    {
      'entityType: IP': 'entityType: Process',
      'identifier: Address\n        columnName: RemoteIP':
        'identifier: ProcessId\n        columnName: RemotePort\n      - identifier: CreationTimeUtc\n        columnName: TimeGenerated',
      'groupByEntities: [IP]': 'groupByEntities: [Process]',
    },
  ],
  [
    HUNT,
    { 'identifier: FullName': 'identifier: HostName' },
    `warning host-fqdn ${HUNT}:19 DeviceName: Misleads: HostName is mapped to DeviceName, which holds the full name`,
  ],
  [
    HUNT,
    {
      'identifier: FullName': 'identifier: HostName',
      'DeviceName, RemoteIP': 'DeviceName = tostring(split(DeviceName, ".")[0]), RemoteIP',
    },
  ],
  [
    HUNT,
    { 'where: { DeviceName:': 'where: { DeviceNam:' },
    `error unknown-column ${HUNT}:31 DeviceNam: Fails: The test names the column 'DeviceNam', which the query does not return; did you mean 'DeviceName'?`,
  ],
  [
    RULE,
    { 'columnName: RemoteIP': 'columnName: RemoteIp' },
    `error unknown-column ${RULE}:25 RemoteIp: Refused: The mapping of IP Address names the column 'RemoteIp', which the query does not return; did you mean 'RemoteIP'?`,
  ],
  [
    RULE,
    { 'Port: RemotePort': 'Port: RemotePrt' },
    `error unknown-column ${RULE}:27 RemotePrt: Refused: The custom detail 'Port' names the column 'RemotePrt', which the query does not return; did you mean 'RemotePort'?`,
  ],
  [
    RULE,
    { '{{RemoteIP}}': '{{RemoteIPs}}' },
    `error unknown-column ${RULE}:29 {{RemoteIPs}}: Refused: The placeholder {{RemoteIPs}} names the column 'RemoteIPs', which the query does not return; did you mean 'RemoteIP'?`,
  ],
  [
    RULE,
    {
      "'Beacon to {{RemoteIP}}'":
        "'Beacon to {{ RemoteIP }}'\n  alertDescriptionFormat: 'By {{Nobody}}'\n  alertTacticsColumnName: Tactic\n  alertSeverityColumnName: Level\n  alertDynamicProperties: [{ alertProperty: ProductName, value: Product }]\nsentinelEntitiesMappings: [{ columnName: Entities }]",
    },
    `error unknown-column ${RULE}:30 {{Nobody}}: Refused: The placeholder {{Nobody}} names the column 'Nobody', which the query does not return`,
    `error unknown-column ${RULE}:31 Tactic: Refused: alertTacticsColumnName names the column 'Tactic', which the query does not return`,
    `error unknown-column ${RULE}:32 Level: Refused: alertSeverityColumnName names the column 'Level', which the query does not return`,
    `error unknown-column ${RULE}:33 Product: Refused: The property ProductName names the column 'Product', which the query does not return`,
    `error unknown-column ${RULE}:34 Entities: Refused: The mapping of Sentinel entities names the column 'Entities', which the query does not return`,
  ],
  [
    RULE,
    { "'Beacon to {{RemoteIP}}'": "'Beacon'\n  alertSeverityColumnName: RemotePort" },
    `warning column-type ${RULE}:30 RemotePort: Misleads: alertSeverityColumnName: the column 'RemotePort' is of type int, a severity is a string`,
  ],
  [
    RULE,
    {
      "'Beacon to {{RemoteIP}}'":
        "'Beacon'\n  alertSeverityColumnName: DeviceName\n  alertTacticsColumnName: RemotePort",
    },
  ],
  [
    RULE,
    { '{{RemoteIP}}': '{{RemoteIP}' },
    `warning placeholder-form ${RULE}:29 {{RemoteIP}: Misleads: '{{RemoteIP}' is no placeholder`,
  ],
  [
    RULE,
    { '{{RemoteIP}}': '{RemoteIP}' },
    `warning placeholder-form ${RULE}:29 {RemoteIP}: Misleads: '{RemoteIP}' is no placeholder`,
  ],
  [
    RULE,
    { '{{RemoteIP}}': '{RemoteIP}}' },
    `warning placeholder-form ${RULE}:29 {RemoteIP}}: Misleads: '{RemoteIP}}' is no placeholder`,
  ],
  [
    RULE,
    { "'Beacon to {{RemoteIP}}'": "'Beacon'\n  alertDescriptionFormat: 'By {DeviceName} and RemoteIP}}'" },
    `warning placeholder-form ${RULE}:30 {DeviceName}: Misleads: '{DeviceName}' is no placeholder`,
    `warning placeholder-form ${RULE}:30 RemoteIP}}: Misleads: 'RemoteIP}}' is no placeholder`,
  ],
  [
    RULE,
    { 'identifier: Address': 'identifier: Address\n        columnName: DeviceName\n      - identifier: Address' },
    `error duplicate-identifier ${RULE}:26 Address: Refused: This entity has Address twice`,
  ],
]);
