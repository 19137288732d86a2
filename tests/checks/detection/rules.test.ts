import { describeEdits, RULE } from '../support.js';

describeEdits('a rule', [
  [
    RULE,
    { 'severity: High': 'severity: Hgih' },
    `error schema ${RULE}:5 Hgih: Refused: severity cannot be 'Hgih'; did you mean 'High'? → One of: Informational, Low, Medium, High.`,
  ],
  [
    RULE,
    { 'severity: High\n': '' },
    `error schema ${RULE}:1: Refused: The file has no field 'severity' → Add severity: How urgent an alert is.`,
  ],
  [
    RULE,
    { 'queryFrequency: 1h': 'queryFrequency: 4m' },
    `error rule-schedule ${RULE}:9 4m: Refused: queryFrequency is 4m, not between 5 minutes and 14 days`,
  ],
  [RULE, { 'queryFrequency: 1h': 'queryFrequency: 5m' }],
  [
    RULE,
    { 'queryPeriod: 1d': 'queryPeriod: 15d' },
    `error rule-schedule ${RULE}:10 15d: Refused: queryPeriod is 15d, not between 5 minutes and 14 days`,
  ],
  [RULE, { 'queryPeriod: 1d': 'queryPeriod: 14d', 'ago(1d)': 'ago(14d)' }],
  [
    RULE,
    { 'queryFrequency: 1h': 'queryFrequency: 4m', 'queryPeriod: 1d': 'queryPeriod: P15D' },
    `error rule-schedule ${RULE}:9 4m: Refused: queryFrequency is 4m, not between 5 minutes and 14 days`,
    `error rule-schedule ${RULE}:10 P15D: Refused: queryPeriod is P15D, not between 5 minutes and 14 days`,
  ],
  [
    RULE,
    { 'queryFrequency: 1h': 'queryFrequency: 2d' },
    `error rule-schedule ${RULE}:10 1d: Refused: queryPeriod (1d) is shorter than queryFrequency (2d): events between the runs are never seen → Raise queryPeriod to 2d or more.`,
  ],
  [
    RULE,
    { 'queryFrequency: 1h': 'queryFrequency: 59m', 'queryPeriod: 1d': 'queryPeriod: 2d' },
    `error rule-schedule ${RULE}:9 59m: Refused: queryFrequency is 59m; a rule that looks back 2 days or more runs at most every hour → Raise queryFrequency to 1h, or lower queryPeriod below 2d.`,
  ],
  [RULE, { 'queryFrequency: 1h': 'queryFrequency: 60m', 'queryPeriod: 1d': 'queryPeriod: 2d' }],
  [RULE, { 'queryFrequency: 1h': 'queryFrequency: 59m', 'queryPeriod: 1d': 'queryPeriod: 47h' }],
  [
    RULE,
    { 'queryPeriod: 1d': 'queryPeriod: 1h', 'ago(1d)': 'ago(1h)' },
    `info ingestion-delay ${RULE}:10 1h: Runs: queryPeriod and queryFrequency are both 1h: events that arrive late are lost`,
  ],
  [RULE, { 'queryPeriod: 1d': 'queryPeriod: 1h', 'TimeGenerated > ago(1d)': 'ingestion_time() > ago(1h)' }],
  [
    RULE,
    { 'triggerThreshold: 0': 'triggerThreshold: 10001' },
    `error schema ${RULE}:12 10001: Refused: triggerThreshold is 10001, which is beyond the limit of 10000 → The number of rows to compare with: 0 to 10,000. \`gt\` and 0 alert on any result. Scheduled rules only.`,
  ],
  [
    RULE,
    { 'triggerOperator: gt': 'triggerOperator: GT' },
    `info letter-case ${RULE}:11 GT: Runs: 'GT' is read as 'gt'`,
  ],
  [RULE, { 'suppressionDuration: 5h': 'suppressionDuration: 24h' }],
  [
    RULE,
    { 'suppressionDuration: 5h': 'suppressionDuration: 25h' },
    `error rule-suppression ${RULE}:20 25h: Refused: suppressionDuration is 25h; it must be more than 0 and at most 24 hours`,
  ],
  [
    RULE,
    { 'suppressionDuration: 5h': 'suppressionDuration: 0h' },
    `error rule-suppression ${RULE}:20 0h: Refused: suppressionDuration is 0h; it must be more than 0 and at most 24 hours`,
  ],
  [RULE, { 'lookbackDuration: 5h': 'lookbackDuration: 7d' }],
  [
    RULE,
    { 'lookbackDuration: 5h': 'lookbackDuration: 8d' },
    `error incident-grouping ${RULE}:35 8d: Refused: lookbackDuration is 8d, not between 5 minutes and 7 days`,
  ],
  [RULE, { 'lookbackDuration: 5h': 'lookbackDuration: 5m' }],
  [
    RULE,
    { 'lookbackDuration: 5h': 'lookbackDuration: 4m' },
    `error incident-grouping ${RULE}:35 4m: Refused: lookbackDuration is 4m, not between 5 minutes and 7 days`,
  ],
  [
    RULE,
    { 'groupByEntities: [IP]': 'groupByEntities: [Host]' },
    `error incident-grouping ${RULE}:37 Host: Refused: Alerts are grouped by Host, which the rule does not map`,
  ],
  [
    RULE,
    { 'groupByCustomDetails: [Port]': 'groupByCustomDetails: [Prt]' },
    `error incident-grouping ${RULE}:38 Prt: Refused: Alerts are grouped by 'Prt', which is no custom detail of the rule`,
  ],
  [
    RULE,
    { 'customDetails:\n  Port: RemotePort\n': '' },
    `error incident-grouping ${RULE}:36 Port: Refused: Alerts are grouped by 'Port', which is no custom detail of the rule`,
  ],
  [
    RULE,
    { 'identifier: Address': 'identifier: Adress' },
    `error schema ${RULE}:24 Adress: Refused: entityMappings[0].fieldMappings[0].identifier cannot be 'Adress'; did you mean 'Address'? → One of: Address.`,
  ],
  [
    RULE,
    { "'Beacon to {{RemoteIP}}'": "'{{RemoteIP}} {{RemoteIP}} {{RemoteIP}} {{RemotePort}}'" },
    `error schema ${RULE}:29 '{{RemoteIP}} {{RemoteIP}} {{RemoteIP}} {{RemotePort}}': Refused: alertDetailsOverride.alertDisplayNameFormat has the wrong form: '{{RemoteIP}} {{RemoteIP}} {{RemoteIP}} {{RemotePort}}' → Use at most 3 placeholders.`,
  ],
]);
