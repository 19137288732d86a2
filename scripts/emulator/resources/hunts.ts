import { isObject } from '../../base/objects.js';
import { badRequest } from '../server/arm-error.js';
import { collectionRoutes, type WritableCollection } from '../server/collection.js';
import { type ArmRequest, parameter, type Route } from '../server/router.js';
import type { Service } from '../server/service.js';
import { bodyReader, type JsonObject } from '../server/shape.js';
import { WORKSPACE_PATH } from '../server/workspace.js';
import { integer, type Session } from '../state/session.js';
import { findResource, type Resource } from '../state/stored.js';
import { TACTICS } from './alert-rule-schema.js';

const HUNTS = 'providers/Microsoft.SecurityInsights/hunts';
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const OPTIONS = ['$filter', '$orderby', '$top'] as const;
const strings = { type: 'array', items: { type: 'string' } };

const readHunt = bodyReader<{ properties: JsonObject }>({
  type: 'object',
  required: ['properties'],
  properties: {
    properties: {
      type: 'object',
      required: ['displayName', 'description'],
      properties: {
        displayName: { type: 'string', minLength: 1 },
        description: { type: 'string' },
        status: { enum: ['New', 'Active', 'Closed', 'Backlog', 'Approved'] },
        hypothesisStatus: { enum: ['Unknown', 'Invalidated', 'Validated'] },
        attackTactics: { type: 'array', items: { enum: TACTICS } },
        attackTechniques: strings,
        // Two shapes are published: the hunt's names, and those of its relations.
        labels: { type: 'array', items: { type: ['string', 'object'] } },
        owner: { type: 'object' },
      },
    },
  },
});

const readRelation = bodyReader<{ properties: JsonObject & { relatedResourceId: string } }>({
  type: 'object',
  required: ['properties'],
  properties: {
    properties: {
      type: 'object',
      required: ['relatedResourceId'],
      properties: { relatedResourceId: { type: 'string', minLength: 1 }, labels: { type: 'array' } },
    },
  },
});

const readComment = bodyReader<{ properties: JsonObject }>({
  type: 'object',
  required: ['properties'],
  properties: {
    properties: { type: 'object', required: ['message'], properties: { message: { type: 'string', minLength: 1 } } },
  },
});

/** Hunts (a preview), what they are related to, and comments. */
export function huntRoutes(service: Service): Route[] {
  return [hunts(service), RELATIONS, COMMENTS].flatMap((collection) => collectionRoutes(service, collection));
}

function hunts({ behaviour }: Service): WritableCollection {
  return {
    type: 'hunt',
    path: HUNTS,
    armType: 'Microsoft.SecurityInsights/hunts',
    options: OPTIONS,
    present: ({ properties }) => ({ status: 'New', hypothesisStatus: 'Unknown', ...properties }),
    async accept(request, session, existing) {
      checkId('hunt', parameter(request, 'name'));
      const { properties } = readHunt(request.body);
      const [found] = await session.rows("SELECT count(*) AS hunts FROM resource WHERE type = 'hunt'");
      if (!existing && found && integer(found, 'hunts') >= BigInt(behaviour.hunts))
        throw badRequest(`The workspace has ${behaviour.hunts} hunts, the most that it allows.`);
      return { properties };
    },
    async removed({ name }, session) {
      const sql = "DELETE FROM resource WHERE type IN ('huntRelation', 'huntComment') AND starts_with(key, $1)";
      await session.run(sql, [`${name.toLowerCase()}/`]);
    },
  };
}

const RELATIONS: WritableCollection = {
  type: 'huntRelation',
  path: `${HUNTS}/{hunt}/relations`,
  armType: 'Microsoft.SecurityInsights/hunts/relations',
  options: OPTIONS,
  present: presentRelation,
  async accept(request, session) {
    checkId('relation', parameter(request, 'name'));
    await checkHunt(request, session);
    const { properties } = readRelation(request.body);
    await checkRelated(properties.relatedResourceId, session);
    return { properties };
  },
};

const COMMENTS: WritableCollection = {
  type: 'huntComment',
  path: `${HUNTS}/{hunt}/comments`,
  armType: 'Microsoft.SecurityInsights/hunts/comments',
  options: OPTIONS,
  async accept(request, session) {
    checkId('comment', parameter(request, 'name'));
    await checkHunt(request, session);
    return { properties: readComment(request.body).properties };
  },
};

/** What a related resource is called follows from its id. */
function presentRelation({ properties }: Resource): JsonObject {
  const parts = String(properties.relatedResourceId).split('/');
  const [type = '', name = ''] = parts.slice(-2);
  const kind = type.toLowerCase() === 'savedsearches' ? 'SavedSearch' : type;
  const labels = Array.isArray(properties.labels) ? properties.labels : [];
  return {
    ...properties,
    labels: labels.map((label: unknown) => (isObject(label) ? label : { labelName: String(label) })),
    relatedResourceName: name,
    relationType: parts.slice(-3, -1).join('/'),
    relatedResourceKind: kind,
  };
}

function checkId(what: string, id: string): void {
  if (!GUID.test(id)) throw badRequest(`The id '${id}' of the ${what} is no GUID.`);
}

async function checkHunt(request: ArmRequest, session: Session): Promise<void> {
  const id = parameter(request, 'hunt');
  if (!(await findResource(session, 'hunt', id))) throw badRequest(`There is no hunt '${id}'.`);
}

/** A saved search of this workspace must be there; of other resources only Azure knows. */
async function checkRelated(id: string, session: Session): Promise<void> {
  const start = `${WORKSPACE_PATH}/savedSearches/`.toLowerCase();
  if (!id.toLowerCase().startsWith('/subscriptions/')) throw badRequest(`'${id}' is no resource id.`);
  if (!id.toLowerCase().startsWith(start)) return;
  const name = id.slice(start.length);
  if (!(await findResource(session, 'savedSearch', name)))
    throw badRequest(`The related resource '${id}' does not exist.`);
}
