import type { Column } from '../../kql/model.js';
import type { DetectionCheck } from '../check.js';
import { type ColumnUse, columnUses } from './column-uses.js';

/** Identifiers that are no text by nature. */
const NOT_TEXT =
  /^(ProcessId|CreationTimeUtc|IsDomainJoined|MailCount|IsVolumeAnomaly|QueryTime|ReceivedDate|Timestamp|SubmissionDate|ClusterQuery(Start|End)Time|BodyFingerprintBin\d|AppId|InstanceName|AntispamDirection|DeliveryAction|CountBy\w+|Urls|Threats|NetworkMessageIds|ThreatDetectionMethods)$/;

/** Types of which a text cannot be made that names anything. */
const NEVER_AN_IDENTIFIER: readonly Column['type'][] = ['bool', 'datetime', 'timespan', 'real', 'decimal'];

export const columnType: DetectionCheck = {
  code: 'column-type',
  scope: 'detection',
  effect: 'misleads',
  summary: 'Mapped columns have a type that fits what they are mapped to',
  why: 'An entity is recognised by its text: a list, a number or a date never equals the account, host or address that other alerts speak of, so incidents are not linked.',
  help: 'Map a column of type string; take one value of a list with mv-expand, or convert with tostring().',
  *run(detection) {
    const types = new Map(detection.query.facts.columns?.map(({ name, type }) => [name, type]));
    for (const use of columnUses(detection)) {
      const type = types.get(use.column);
      const problem = type && misfit(use, type);
      if (problem !== undefined) yield { message: `${use.role}: ${problem}`, range: use.range };
    }
  },
};

function misfit({ entity, column, role }: ColumnUse, type: Column['type']): string | undefined {
  if (entity) {
    if (NOT_TEXT.test(entity.identifier)) return undefined;
    if (type === 'dynamic') return `the column '${column}' is dynamic, a list or a bag`;
    if (NEVER_AN_IDENTIFIER.includes(type)) return `the column '${column}' is of type ${type}`;
  }
  if (role === 'alertSeverityColumnName' && type !== 'string' && type !== 'unknown') {
    return `the column '${column}' is of type ${type}, a severity is a string`;
  }
  return undefined;
}
