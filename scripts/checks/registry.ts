import { idChanged } from './base/id-changed.js';
import { versionNotRaised } from './base/version-not-raised.js';
import type { BaseCheck, Check, DetectionCheck, WatchlistCheck } from './check.js';
import { columnType } from './detection/column-type.js';
import { connectorTables } from './detection/connector-tables.js';
import { connectorUnknown } from './detection/connector-unknown.js';
import { customEntity } from './detection/custom-entity.js';
import { deprecatedTable } from './detection/deprecated-table.js';
import { duplicateIdentifier } from './detection/duplicate-identifier.js';
import { duplicateTest } from './detection/duplicate-test.js';
import { falsePositiveTest } from './detection/false-positive-test.js';
import { incidentGrouping } from './detection/incident-grouping.js';
import { kql } from './detection/kql.js';
import { LINT_CHECKS } from './detection/lints.js';
import { lookback } from './detection/lookback.js';
import { nameForm } from './detection/name-form.js';
import { placeholderForm } from './detection/placeholder-form.js';
import { ruleSchedule } from './detection/rule-schedule.js';
import { ruleSuppression } from './detection/rule-suppression.js';
import { techniqueTactic } from './detection/technique-tactic.js';
import { techniqueUnknown } from './detection/technique-unknown.js';
import { testLogs } from './detection/test-logs.js';
import { unknownColumn } from './detection/unknown-column.js';
import { unknownField } from './detection/unknown-field.js';
import { versionMissing } from './detection/version-missing.js';
import { READER_CHECKS } from './readers.js';
import { REPOSITORY_CHECKS } from './repository/registry.js';
import { indicatorCells } from './watchlist/indicator-cells.js';
import { indicatorColumns } from './watchlist/indicator-columns.js';
import { indicatorExpired } from './watchlist/indicator-expired.js';
import { indicatorValue } from './watchlist/indicator-value.js';
import { watchlistBlankKey } from './watchlist/watchlist-blank-key.js';
import { watchlistDuplicateKey } from './watchlist/watchlist-duplicate-key.js';
import { watchlistFileName } from './watchlist/watchlist-file-name.js';
import { watchlistHeader } from './watchlist/watchlist-header.js';
import { watchlistRowShape } from './watchlist/watchlist-row-shape.js';
import { watchlistRowSize } from './watchlist/watchlist-row-size.js';
import { watchlistUploadSize } from './watchlist/watchlist-upload-size.js';

export const DETECTION_CHECKS: readonly DetectionCheck[] = [
  unknownField,
  nameForm,
  versionMissing,
  ruleSchedule,
  ruleSuppression,
  incidentGrouping,
  techniqueUnknown,
  techniqueTactic,
  connectorUnknown,
  duplicateIdentifier,
  duplicateTest,
  falsePositiveTest,
  kql,
  unknownColumn,
  placeholderForm,
  columnType,
  testLogs,
  connectorTables,
  lookback,
  deprecatedTable,
  customEntity,
  ...LINT_CHECKS,
];

export const WATCHLIST_CHECKS: readonly WatchlistCheck[] = [
  watchlistFileName,
  watchlistHeader,
  watchlistBlankKey,
  watchlistDuplicateKey,
  watchlistRowShape,
  watchlistRowSize,
  watchlistUploadSize,
  indicatorColumns,
  indicatorValue,
  indicatorCells,
  indicatorExpired,
];

export const BASE_CHECKS: readonly BaseCheck[] = [idChanged, versionNotRaised];

/** Every check, in the order of its documentation. */
export const CHECKS: readonly Check[] = [
  ...READER_CHECKS,
  ...DETECTION_CHECKS,
  ...WATCHLIST_CHECKS,
  ...REPOSITORY_CHECKS,
  ...BASE_CHECKS,
];
