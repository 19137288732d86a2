import { isObject } from '../../base/objects.js';
import { badRequest, invalidModel, notFound } from '../server/arm-error.js';
import {
  collectionRoutes,
  envelope,
  hideWrite,
  preconditionOf,
  type WritableCollection,
} from '../server/collection.js';
import { type ArmReply, type ArmRequest, parameter, type Route } from '../server/router.js';
import type { Service } from '../server/service.js';
import { bodyReader, type JsonObject } from '../server/shape.js';
import { checkEtag, findResource, saveResource } from '../state/stored.js';

const text = { type: 'string' };
const strings = { type: 'array', items: text };

const PROPERTIES = {
  parentId: { type: 'string', minLength: 1 },
  kind: { type: 'string', minLength: 1 },
  contentId: text,
  version: text,
  source: {
    type: 'object',
    required: ['kind'],
    properties: {
      kind: { enum: ['LocalWorkspace', 'Community', 'Solution', 'SourceRepository'] },
      name: text,
      sourceId: text,
    },
  },
  author: { type: 'object' },
  support: {
    type: 'object',
    required: ['tier'],
    properties: { tier: { enum: ['Microsoft', 'Partner', 'Community'] } },
  },
  dependencies: { type: 'object' },
  categories: { type: 'object', properties: { domains: strings, verticals: strings } },
  providers: strings,
  customVersion: text,
  threatAnalysisTactics: strings,
  threatAnalysisTechniques: strings,
};

const schemaWith = (required: string[]) => ({
  type: 'object',
  required: ['properties'],
  properties: { etag: text, properties: { type: 'object', required, properties: PROPERTIES } },
});

const read = bodyReader<{ properties: JsonObject }>(schemaWith(['parentId', 'kind']));
const readPatch = bodyReader<{ properties: JsonObject }>(schemaWith([]));

const METADATA: WritableCollection = {
  type: 'metadata',
  path: 'providers/Microsoft.SecurityInsights/metadata',
  armType: 'Microsoft.SecurityInsights/metadata',
  options: ['$filter', '$orderby', '$top', '$skip'],
  async accept(request) {
    const name = parameter(request, 'name');
    if (!/^\S+$/.test(name)) throw invalidModel('metadataName', `'${name}' has a space`);
    return { properties: read(request.body).properties };
  },
};

/** Metadata resources: who made another resource (`parentId`), and which version of it. */
export function metadataRoutes(service: Service): Route[] {
  return collectionRoutes(service, METADATA).map((route) =>
    route.path === METADATA.path
      ? route
      : { ...route, methods: { ...route.methods, PATCH: (request) => patch(request, service) } },
  );
}

/** Changes the properties that the body names, and leaves the others. */
function patch(request: ArmRequest, service: Service): Promise<ArmReply> {
  return service.store.write(async (session) => {
    const name = parameter(request, 'name');
    const existing = await findResource(session, METADATA.type, name);
    if (!existing) throw notFound(`${METADATA.armType} '${name}'`);
    checkEtag(existing, preconditionOf(request));
    if (!isObject(request.body)) throw badRequest('The request has no body.');
    const { properties: changed } = readPatch({ properties: {}, ...request.body });
    const properties = { ...existing.properties, ...changed };
    const saved = await saveResource(session, METADATA.type, name, { properties }, request, existing);
    hideWrite(service, METADATA.type, saved.seq, existing, request.now);
    return { status: 200, body: envelope(service, METADATA, saved, request) };
  }, !service.faults.strikes('lost-writes'));
}
