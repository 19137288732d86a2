import { badRequest, notFound } from '../server/arm-error.js';
import { envelope, put, readOne, remove, seenResources, type WritableCollection } from '../server/collection.js';
import { parameter, type Route } from '../server/router.js';
import type { Service } from '../server/service.js';
import { bodyReader, type JsonObject } from '../server/shape.js';
import type { Resource } from '../state/stored.js';

/** Service limits of one saved search. */
const MAX_TAGS = 15;
const MAX_TAG_VALUE = 256;

const read = bodyReader<{ properties: JsonObject & { tags?: { name: string; value: string }[] } }>({
  type: 'object',
  required: ['properties'],
  properties: {
    etag: { type: 'string' },
    properties: {
      type: 'object',
      required: ['category', 'displayName', 'query'],
      properties: {
        category: { type: 'string', minLength: 1 },
        displayName: { type: 'string', minLength: 1 },
        query: { type: 'string', minLength: 1 },
        functionAlias: { type: 'string' },
        functionParameters: { type: 'string' },
        version: { type: 'integer' },
        tags: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'value'],
            properties: { name: { type: 'string', minLength: 1 }, value: { type: 'string' } },
          },
        },
      },
    },
  },
});

/**
 * Saved searches, which hunting queries are. They belong to Log Analytics, whose manners differ: the list has one
 * page, a PUT always answers 200, deleting what is absent is 404, ids come back in lower case, and overwriting wants
 * the etag.
 */
export function savedSearchRoutes(service: Service): Route[] {
  const createOrUpdate = put(service, SAVED_SEARCHES);
  const removeExisting = remove(service, SAVED_SEARCHES);
  return [
    {
      path: SAVED_SEARCHES.path,
      methods: {
        GET: async (request) => {
          const found = await seenResources(service, SAVED_SEARCHES.type, request.now);
          const value = found.map((resource) => envelope(service, SAVED_SEARCHES, resource, request));
          return { status: 200, body: { value } };
        },
      },
    },
    {
      path: `${SAVED_SEARCHES.path}/{name}`,
      // Writes of one workspace's saved searches meet each other, whichever they are of.
      exclusive: true,
      methods: {
        GET: readOne(service, SAVED_SEARCHES),
        PUT: async (request) => ({ ...(await createOrUpdate(request)), status: 200 }),
        DELETE: async (request) => {
          const reply = await removeExisting(request);
          if (reply.status === 204) throw notFound(`The saved search '${parameter(request, 'name')}'`);
          return reply;
        },
      },
    },
  ];
}

const SAVED_SEARCHES: WritableCollection = {
  type: 'savedSearch',
  path: 'savedSearches',
  armType: 'Microsoft.OperationalInsights/savedSearches',
  etagRequired: true,
  idOf: (id) => id.toLowerCase(),
  present: ({ properties }: Resource) => ({ version: 2, ...properties }),
  async accept({ body }) {
    const { properties } = read(body);
    const { tags = [] } = properties;
    if (tags.length > MAX_TAGS)
      throw badRequest(
        `The element 'Tags' has invalid child element 'Tag': at most ${MAX_TAGS} tags, not ${tags.length}.`,
      );
    const long = tags.find(({ value }) => value.length > MAX_TAG_VALUE);
    if (long) throw badRequest(`The value of the tag '${long.name}' has more than ${MAX_TAG_VALUE} characters.`);
    return { properties };
  },
};
