import { isObject } from '../../base/objects.js';
import type { JsonRow } from '../../kql/index.js';
import type { StixObject } from '../resources/threat-intelligence/objects.js';
import { TENANT_ID, WORKSPACE } from '../server/workspace.js';

/** The service writes each indicator anew every seven to ten days. */
const REPUBLISHED_EVERY = 8 * 24 * 60 * 60 * 1000;

/**
 * The rows of `ThreatIntelIndicators` that an indicator has: one of its last change, and one of the last time that the
 * service wrote it again. Queries that want each once take the last by `Id`.
 */
export function indicatorRows(object: StixObject, now: Date): JsonRow[] {
  if (object.data.type !== 'indicator') return [];
  const row = indicatorRow(object, now);
  const changed = Date.parse(object.updated);
  const times = Math.floor((now.getTime() - changed) / REPUBLISHED_EVERY);
  if (times < 1) return [row];
  const again = new Date(changed + times * REPUBLISHED_EVERY).toISOString();
  return [row, { ...row, TimeGenerated: again, LastUpdateMethod: 'LogARepublisher' }];
}

function indicatorRow({ name, source, data, updated }: StixObject, now: Date): JsonRow {
  const pattern = String(data.pattern ?? '');
  const { key, value } = observableOf(pattern);
  const labels = Array.isArray(data.labels) ? data.labels.map(String) : [];
  const until = typeof data.valid_until === 'string' ? Date.parse(data.valid_until) : Number.POSITIVE_INFINITY;
  const isRevoked = data.revoked === true;
  return {
    TenantId: WORKSPACE.workspaceId,
    WorkspaceId: WORKSPACE.workspaceId,
    AzureTenantId: TENANT_ID,
    TimeGenerated: updated,
    Id: name,
    SourceSystem: source,
    LastUpdateMethod: 'StixObjectsUploadAPI',
    Tags: labels.join(', '),
    Pattern: pattern,
    ObservableKey: key,
    ObservableValue: value,
    ValidFrom: data.valid_from,
    ValidUntil: data.valid_until,
    Created: data.created,
    Modified: data.modified,
    Confidence: data.confidence,
    IsDeleted: false,
    IsActive: !isRevoked && until > now.getTime(),
    Revoked: isRevoked,
    AdditionalFields: {},
    Data: shortened(data),
    Type: 'ThreatIntelIndicators',
  };
}

/** The first comparison of a pattern: `[domain-name:value = 'evil.example']`. */
function observableOf(pattern: string): { key: string; value: string } {
  const [, key = '', value = ''] = /\[\s*([\w-]+:[\w.'-]+)\s*=\s*'((?:[^'\\]|\\.)*)'/.exec(pattern) ?? [];
  return { key, value: value.replace(/\\(.)/g, '$1') };
}

/** Texts of the object are cut after a thousand characters (documented of `description` and `pattern`). */
function shortened(data: unknown): unknown {
  if (!isObject(data)) return data;
  const cut = (value: unknown) => (typeof value === 'string' ? value.slice(0, 1000) : value);
  const { description, pattern } = data;
  return { ...data, ...(description !== undefined && { description: cut(description) }), pattern: cut(pattern) };
}
