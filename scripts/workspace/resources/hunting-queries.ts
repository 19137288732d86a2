import type { HuntingQuery } from '../../content/model.js';
import { huntTags, toTags } from '../../content/saved-search-tags.js';
import { hashOf, textOf } from './fields.js';
import { compareFields, type Handler, type Present, type Wanted } from './handler.js';
import { listOf, putSavedSearch, readSavedSearches, removeSavedSearch } from './saved-searches.js';

/** The category that makes a saved search a hunting query. */
const CATEGORY = 'Hunting Queries';

/** Hunting queries: saved searches of the category "Hunting Queries". */
export const HUNTING_QUERIES: Handler = {
  kind: 'huntingQuery',
  noun: 'saved search',
  adopt: 'add the tag managedBy with your owner id to it',
  wanted: ({ huntingQueries }) => huntingQueries.map(({ file, value }) => toWanted(file, value)),
  read: async (reader) =>
    (await readSavedSearches(reader, false)).map((present) => ({ ...present, hash: hashOf(present.fields) })),
  compare: compareFields,
  put: ({ id, fields }, present, _difference, mark) => putSavedSearch(id, fields, present, mark),
  remove: removeSavedSearch,
  toContent,
};

function toWanted(file: string, hunt: HuntingQuery): Wanted {
  const fields = {
    category: CATEGORY,
    displayName: hunt.name,
    query: hunt.query,
    version: 2,
    // What a saved search has no field for stands in its tags, as far as they reach.
    tags: toTags(huntTags(hunt)),
  };
  return { id: hunt.id, name: hunt.name, file, fields, hash: hashOf(fields), query: hunt.query };
}

function toContent({ id, fields }: Present): Record<string, unknown> {
  const tags = fields.tags as Record<string, string>;
  const [tactics, techniques] = [listOf(tags.tactics), listOf(tags.techniques)];
  const tables = listOf(tags.tables).map((text) => text.split('='));
  const connectors = listOf(tags.connectors).map((connectorId) => ({
    connectorId,
    dataTypes: tables.flatMap(([connector, table]) => (connector === connectorId && table ? [table] : [])),
  }));
  const [own, author] = [listOf(tags.tags), textOf(tags.author)];
  const mappings = listOf(tags.entities).flatMap((text) => {
    const [, entityType, identifier, columnName] = /^(\w+)\.(\w+)=(\w+)$/.exec(text) ?? [];
    return entityType ? [{ entityType, fieldMappings: [{ identifier, columnName }] }] : [];
  });
  return {
    id,
    name: textOf(fields.displayName),
    description: textOf(tags.description) || textOf(fields.displayName),
    ...(connectors.length > 0 ? { requiredDataConnectors: connectors } : {}),
    ...(tactics.length > 0 ? { tactics } : {}),
    ...(techniques.length > 0 ? { relevantTechniques: techniques } : {}),
    query: textOf(fields.query),
    ...(mappings.length > 0 ? { entityMappings: mappings } : {}),
    ...(tags.version ? { version: tags.version } : {}),
    ...(own.length > 0 ? { tags: own } : {}),
    ...(author === '' ? {} : { metadata: { author: { name: author } } }),
  };
}
