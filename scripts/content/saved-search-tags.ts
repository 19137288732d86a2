import { shorten } from '../base/strings.js';
import type { EntityMapping, HuntingQuery, RequiredDataConnector, SavedFunction } from './model.js';

/** Longer tag values are refused by the service, in UTF-16 code units. */
export const MAX_TAG_VALUE = 256;

/** Texts and lists by the name of the tag that carries them. */
export type TagValues = Record<string, string | readonly string[]>;

/** What a hunt has and a saved search has no field for. */
export function huntTags(hunt: HuntingQuery): TagValues {
  const author = hunt.metadata?.author;
  return {
    description: hunt.description,
    tactics: hunt.tactics ?? [],
    techniques: hunt.relevantTechniques ?? [],
    version: hunt.version ?? '',
    connectors: (hunt.requiredDataConnectors ?? []).map(({ connectorId }) => connectorId),
    tables: tablesOf(hunt.requiredDataConnectors ?? []),
    entities: entitiesOf(hunt.entityMappings ?? []),
    author: typeof author === 'object' && author !== null && 'name' in author ? textOf(author.name) : '',
    tags: (hunt.tags ?? []).flatMap((tag) =>
      typeof tag === 'string' ? [tag] : Object.entries(tag).map(([name, value]) => `${name}: ${String(value)}`),
    ),
  };
}

/** What a function has and a saved search has no field for. */
export function functionTags({ description = '', version = '' }: SavedFunction): TagValues {
  return { description, version };
}

/** `DNS=DnsEvents`: which connector brings which table. */
function tablesOf(connectors: readonly RequiredDataConnector[]): string[] {
  return connectors.flatMap(({ connectorId, dataTypes }) => dataTypes.map((table) => `${connectorId}=${table}`));
}

/** `IP.Address=RemoteIP`: which column identifies which entity. */
function entitiesOf(mappings: readonly EntityMapping[]): string[] {
  return mappings.flatMap(({ entityType, fieldMappings }) =>
    fieldMappings.map(({ identifier, columnName }) => `${entityType}.${identifier}=${columnName}`),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Tags without those that say nothing, each cut to what the service takes. */
export function toTags(values: TagValues): Record<string, string> {
  const tags = Object.entries(values).map(([name, value]) => [name, cut(value)] as const);
  return Object.fromEntries(tags.filter(([, value]) => value !== ''));
}

/** The names of the tags that `toTags` cuts. */
export function cutTags(values: TagValues): string[] {
  return Object.keys(values).filter((name) => whole(values[name] ?? '').length > MAX_TAG_VALUE);
}

function whole(value: string | readonly string[]): string {
  return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : value.join(',');
}

/** Of a list as many items as fit, comma-separated; never half of one. */
function cut(value: string | readonly string[]): string {
  let text = whole(value);
  if (typeof value === 'string') return shorten(text, MAX_TAG_VALUE);
  while (text.length > MAX_TAG_VALUE) text = text.slice(0, Math.max(0, text.lastIndexOf(',')));
  return text;
}
