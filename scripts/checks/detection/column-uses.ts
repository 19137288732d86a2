import type { Range } from '../../base/diagnostic.js';
import type { YamlFile, YamlPath } from '../../content/yaml/yaml-file.js';
import { rangeInScalar } from '../../content/yaml/yaml-range.js';
import { asDeployed, asRule, type Detection } from '../check.js';

/** A place in a file that names a column of the query's output. */
export interface ColumnUse {
  column: string;
  /** What names it, as the start of a sentence: `The entity mapping`. */
  role: string;
  range: Range;
  /** Of an entity mapping: `Host`, `HostName`. */
  entity?: { type: string; identifier: string };
  path: YamlPath;
}

export function* columnUses(detection: Detection): Iterable<ColumnUse> {
  const { value, yaml } = detection;
  const use = (role: string, column: string, path: YamlPath): ColumnUse => ({
    column,
    role,
    path,
    range: yaml.rangeOfValue(path),
  });
  for (const [index, { entityType, fieldMappings }] of (value.entityMappings ?? []).entries()) {
    for (const [field, { identifier, columnName }] of fieldMappings.entries()) {
      const path = ['entityMappings', index, 'fieldMappings', field, 'columnName'];
      const entity = { type: entityType, identifier };
      yield { ...use(`The mapping of ${entityType} ${identifier}`, columnName, path), entity };
    }
  }
  const rule = asRule(detection);
  for (const [name, column] of Object.entries(rule?.customDetails ?? {})) {
    yield use(`The custom detail '${name}'`, column, ['customDetails', name]);
  }
  for (const [index, { columnName }] of (rule?.sentinelEntitiesMappings ?? []).entries()) {
    yield use('The mapping of Sentinel entities', columnName, ['sentinelEntitiesMappings', index, 'columnName']);
  }
  yield* alertDetailUses(detection);
  for (const [index, { expect }] of (asDeployed(detection)?.tests ?? []).entries()) {
    for (const column of Object.keys(expect.where ?? {})) {
      const path = ['tests', index, 'expect', 'where', column];
      yield { ...use('The test', column, path), range: yaml.rangeOfKey(path) };
    }
  }
}

function* alertDetailUses(detection: Detection): Iterable<ColumnUse> {
  const details = asRule(detection)?.alertDetailsOverride;
  const { yaml } = detection;
  for (const field of ['alertDisplayNameFormat', 'alertDescriptionFormat'] as const) {
    yield* placeholders(yaml, ['alertDetailsOverride', field], details?.[field] ?? '');
  }
  for (const field of ['alertTacticsColumnName', 'alertSeverityColumnName'] as const) {
    const column = details?.[field];
    const path = ['alertDetailsOverride', field];
    if (column !== undefined) yield { column, role: field, path, range: yaml.rangeOfValue(path) };
  }
  for (const [index, { alertProperty, value }] of (details?.alertDynamicProperties ?? []).entries()) {
    const path = ['alertDetailsOverride', 'alertDynamicProperties', index, 'value'];
    yield { column: value, role: `The property ${alertProperty}`, path, range: yaml.rangeOfValue(path) };
  }
}

/** `{{Column}}` in a format. */
function* placeholders(yaml: YamlFile, path: YamlPath, format: string): Iterable<ColumnUse> {
  for (const match of format.matchAll(/\{\{([^{}]*)\}\}/g)) {
    const column = match[1]?.trim() ?? '';
    const range = rangeInScalar(yaml, path, match.index, match.index + match[0].length);
    if (column !== '') yield { column, role: `The placeholder {{${column}}}`, path, range };
  }
}
