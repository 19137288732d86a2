import { createHash } from 'node:crypto';
import { isObject } from '../../../base/objects.js';
import type { ArmResource } from '../../azure/arm.js';
import { omit, pick, propertiesOf, textOf } from '../fields.js';
import type { Mark } from '../marks.js';

/** Fields of a metadata resource that a file can set. */
const MANAGED = ['kind', 'contentId', 'version', 'author', 'support', 'categories', 'dependencies'];

/** A mark in a metadata resource: who and where in `source`, what was deployed in `customVersion`. */
export interface MarkResource {
  mark: Mark;
  /** What it was written for (see `identitiesOf`); undefined in marks of the version before. */
  identities: string[] | undefined;
  fields: Record<string, unknown>;
}

/** Whether a metadata resource is a mark on content of that kind. */
export function isMarkOf(kind: string): (metadata: ArmResource) => boolean {
  return (metadata) => {
    const { kind: given, source } = propertiesOf(metadata);
    return given === kind && isObject(source) && source.kind === 'SourceRepository' && textOf(source.name) !== '';
  };
}

export function readMetadata(metadata: ArmResource): MarkResource {
  const properties = propertiesOf(metadata);
  const source = isObject(properties.source) ? properties.source : {};
  const [, hash = '', identities] = /^deployed:(\w+) for:([\w,]+)$/.exec(textOf(properties.customVersion)) ?? [];
  return {
    mark: { owner: textOf(source.name), repository: textOf(source.sourceId), hash },
    identities: identities?.split(','),
    fields: pick(properties, MANAGED),
  };
}

/**
 * What tells a rule from another one under the same id, as two short hashes: its name and its query. An edited rule
 * still has one of them; a stranger's has neither.
 */
export function identitiesOf(name: string, query: string): string[] {
  return [`name ${name}`, `query ${query.replaceAll('\r\n', '\n').trimEnd()}`].map((text) =>
    createHash('sha256').update(text).digest('hex').slice(0, 10),
  );
}

/** The body of a metadata resource that carries a mark; what others stored in it stays. */
export function markBody(content: {
  fields: Record<string, unknown>;
  mark: Mark;
  identities: readonly string[];
  stored: ArmResource | undefined;
  parentId: string;
}): { properties: Record<string, unknown> } {
  const { fields, mark, identities, stored, parentId } = content;
  const kept = stored ? omit(propertiesOf(stored), [...MANAGED, 'source', 'customVersion', 'parentId']) : {};
  const sourceId = mark.repository === '' ? {} : { sourceId: mark.repository };
  return {
    properties: {
      ...kept,
      ...fields,
      parentId,
      source: { kind: 'SourceRepository', name: mark.owner, ...sourceId },
      customVersion: `deployed:${mark.hash} for:${identities.join(',')}`,
    },
  };
}
