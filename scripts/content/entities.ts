import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fields } from '../base/fields.js';
import { isObject } from '../base/objects.js';
import { SCHEMA_FOLDER } from '../base/system/package-folder.js';

let identifiers: ReadonlyMap<string, readonly string[]> | undefined;

/** The identifiers of each type of entity, in the order of the schema of hunts and rules, which says them once. */
export function entityIdentifiers(): ReadonlyMap<string, readonly string[]> {
  identifiers ??= read();
  return identifiers;
}

function read(): ReadonlyMap<string, readonly string[]> {
  const schema: unknown = JSON.parse(readFileSync(join(SCHEMA_FOLDER, 'detection.schema.json'), 'utf8'));
  const mapping = new Fields(isObject(schema) ? schema : {}).object('$defs').object('entityMapping');
  return new Map(
    mapping.list('allOf').map((rule) => {
      const type = rule.object('if').object('properties').object('entityType').text('const');
      const fields = rule.object('then').object('properties').object('fieldMappings');
      return [type, fields.object('items').object('properties').object('identifier').texts('enum')] as const;
    }),
  );
}
