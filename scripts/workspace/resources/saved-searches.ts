import type { ArmResource } from '../azure/arm.js';
import { omit, pick, propertiesOf, textOf } from './fields.js';
import type { Present, Reader, Stages } from './handler.js';
import { MARK_TAGS, type Mark, markOfTags, tagsOfMark } from './marks.js';

const PATH = 'savedSearches';
const MANAGED = ['category', 'displayName', 'query', 'version', 'functionAlias', 'functionParameters'];

/** Names of our tags that carry content. */
const OWN_TAGS = [
  ...['description', 'tactics', 'techniques', 'version', 'connectors', 'tables', 'entities', 'author', 'tags'],
];

/** What Microsoft's own converter calls the techniques. */
const THEIR_TECHNIQUES = 'relevanttechniques';

/** Reads the saved searches that are functions, or those that are not. */
export async function readSavedSearches(reader: Reader, functions: boolean): Promise<Present[]> {
  const searches = await reader.list(PATH);
  return searches.map(toPresent).filter(({ readAs }) => (readAs !== undefined) === functions);
}

function toPresent(stored: ArmResource): Present {
  const properties = propertiesOf(stored);
  const tags = tagsOf(properties);
  const own = OWN_TAGS.flatMap((name) => {
    const value = tags.get(name) ?? (name === 'techniques' ? tags.get(THEIR_TECHNIQUES) : undefined);
    return value === undefined ? [] : [[name, value] as const];
  });
  const alias = textOf(properties.functionAlias);
  const fields = { ...pick(properties, MANAGED), tags: Object.fromEntries(own) };
  return {
    id: stored.name,
    name: textOf(properties.displayName) || stored.name,
    fields,
    hash: '',
    mark: markOfTags(tags),
    stored,
    query: textOf(properties.query),
    ...(alias === '' ? {} : { readAs: alias }),
  };
}

/** By name in lower case: the service keeps names in the case of whoever wrote them. */
function tagsOf(properties: Record<string, unknown>): Map<string, string> {
  return new Map(rawTags(properties).map(({ name, value }) => [name.toLowerCase(), value]));
}

function rawTags({ tags }: Record<string, unknown>): { name: string; value: string }[] {
  if (!Array.isArray(tags)) return [];
  return tags.map((tag: { name?: unknown; value?: unknown }) => ({ name: textOf(tag.name), value: textOf(tag.value) }));
}

/** The one request that writes a saved search. What others stored beside our fields goes back as it was. */
export function putSavedSearch(
  id: string,
  fields: Record<string, unknown>,
  present: Present | undefined,
  mark: Mark,
): Stages {
  const before = present ? propertiesOf(present.stored) : {};
  const ours = new Set([...OWN_TAGS, ...MARK_TAGS].map((name) => name.toLowerCase()));
  const wanted = { ...(fields.tags as Record<string, string>), ...tagsOfMark(mark) };
  const tags = [
    ...Object.entries(wanted).map(([name, value]) => ({ name, value })),
    ...rawTags(before).filter(({ name }) => !ours.has(name.toLowerCase())),
  ];
  const body = { properties: { ...omit(before, [...MANAGED, 'tags']), ...omit(fields, ['tags']), tags } };
  // Without an etag the service refuses to overwrite (409).
  const etag = present?.stored.etag ?? (present ? '*' : undefined);
  const name = present?.stored.name ?? id;
  return [[{ method: 'PUT', path: `${PATH}/${name}`, body, lane: 'savedSearch', ...(etag ? { etag } : {}) }]];
}

export function removeSavedSearch({ stored }: Present): Stages {
  return [[{ method: 'DELETE', path: `${PATH}/${stored.name}`, lane: 'savedSearch' }]];
}

/** The items of a tag. */
export function listOf(tag: unknown): string[] {
  return textOf(tag)
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
