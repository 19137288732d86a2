import type { SavedFunction } from '../../content/model.js';
import { functionTags, toTags } from '../../content/saved-search-tags.js';
import { splitParameters } from '../../kql/function-parameters.js';
import { hashOf, textOf } from './fields.js';
import { compareFields, type Handler, type Present, type Wanted } from './handler.js';
import { putSavedSearch, readSavedSearches, removeSavedSearch } from './saved-searches.js';

const CATEGORY = 'Functions';

/** Functions of the workspace: saved searches with an alias, by which queries call them. */
export const FUNCTIONS: Handler = {
  kind: 'function',
  noun: 'function',
  adopt: 'add the tag managedBy with your owner id to it',
  wanted: ({ functions }) => functions.map(({ file, value }) => toWanted(file, value)),
  read: async (reader) =>
    (await readSavedSearches(reader, true)).map((present) => ({ ...present, hash: hashOf(present.fields) })),
  compare: compareFields,
  put: ({ id, fields }, present, _difference, mark) => putSavedSearch(id, fields, present, mark),
  remove: removeSavedSearch,
  toContent,
};

function toWanted(file: string, definition: SavedFunction): Wanted {
  const { id, functionAlias, name, query } = definition;
  const parameters = (definition.parameters ?? []).join(', ');
  const fields = {
    category: definition.category ?? CATEGORY,
    displayName: name,
    query,
    version: 2,
    functionAlias,
    ...(parameters === '' ? {} : { functionParameters: parameters }),
    tags: toTags(functionTags(definition)),
  };
  return { id, name, file, fields, hash: hashOf(fields), query, readAs: functionAlias };
}

function toContent({ id, fields }: Present): Record<string, unknown> {
  const tags = fields.tags as Record<string, string>;
  const parameters = splitParameters(textOf(fields.functionParameters));
  return {
    id,
    functionAlias: textOf(fields.functionAlias),
    name: textOf(fields.displayName),
    ...(tags.description ? { description: tags.description } : {}),
    ...(fields.category === CATEGORY ? {} : { category: textOf(fields.category) }),
    ...(parameters.length > 0 ? { parameters } : {}),
    query: textOf(fields.query),
    ...(tags.version ? { version: tags.version } : {}),
  };
}
