import type { DetectionCheck } from '../check.js';
import { columnType } from './column-type.js';
import { connectorTables } from './connector-tables.js';
import { connectorUnknown } from './connector-unknown.js';
import { customEntity } from './custom-entity.js';
import { deprecatedTable } from './deprecated-table.js';
import { duplicateIdentifier } from './duplicate-identifier.js';
import { duplicateTest } from './duplicate-test.js';
import { falsePositiveTest } from './false-positive-test.js';
import { hostFqdn } from './host-fqdn.js';
import { incidentGrouping } from './incident-grouping.js';
import { ingestionDelay } from './ingestion-delay.js';
import { LINT_CHECKS } from './lints.js';
import { lookback } from './lookback.js';
import { missingTest } from './missing-test.js';
import { nameForm } from './name-form.js';
import { notDeployed } from './not-deployed.js';
import { placeholderForm } from './placeholder-form.js';
import { ruleField } from './rule-field.js';
import { ruleSchedule } from './rule-schedule.js';
import { ruleSuppression } from './rule-suppression.js';
import { techniqueTactic } from './technique-tactic.js';
import { techniqueUnknown } from './technique-unknown.js';
import { testLogs } from './test-logs.js';
import { unknownColumn } from './unknown-column.js';
import { unknownField } from './unknown-field.js';
import { versionMissing } from './version-missing.js';

/** Apart from those of watchlists: a process that analyses queries loads them alone. */
export const DETECTION_CHECKS: readonly DetectionCheck[] = [
  unknownField,
  ruleField,
  nameForm,
  versionMissing,
  notDeployed,
  ruleSchedule,
  ruleSuppression,
  incidentGrouping,
  techniqueUnknown,
  techniqueTactic,
  connectorUnknown,
  duplicateIdentifier,
  duplicateTest,
  falsePositiveTest,
  missingTest,
  unknownColumn,
  placeholderForm,
  columnType,
  hostFqdn,
  testLogs,
  connectorTables,
  lookback,
  ingestionDelay,
  deprecatedTable,
  customEntity,
  ...LINT_CHECKS,
];
