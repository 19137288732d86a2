import { collectionRoutes } from '../server/collection.js';
import type { Route } from '../server/router.js';
import type { Service } from '../server/service.js';
import { bodyReader, type JsonObject } from '../server/shape.js';

const read = bodyReader<{ properties: JsonObject }>({
  type: 'object',
  required: ['properties'],
  properties: {
    etag: { type: 'string' },
    properties: {
      type: 'object',
      required: ['parentId', 'kind'],
      properties: {
        parentId: { type: 'string', minLength: 1 },
        kind: { type: 'string', minLength: 1 },
        contentId: { type: 'string' },
        version: { type: 'string' },
        source: { type: 'object' },
      },
    },
  },
});

/** Metadata resources: who made another resource (`parentId`), and which version of it. */
export function metadataRoutes(service: Service): Route[] {
  return collectionRoutes(service, {
    type: 'metadata',
    path: 'providers/Microsoft.SecurityInsights/metadata',
    armType: 'Microsoft.SecurityInsights/metadata',
    accept: async ({ body }) => ({ properties: read(body).properties }),
  });
}
