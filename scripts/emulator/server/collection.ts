import { isObject } from '../../base/objects.js';
import { badRequest, notFound } from './arm-error.js';
import { behaviour } from './behaviour.js';
import { type ApiVersion, type ArmReply, type ArmRequest, type Handler, parameter, type Route } from './router.js';
import type { JsonObject } from './shape.js';
import type { Session, Store } from './store.js';
import {
  type Content,
  checkEtag,
  findResource,
  listResources,
  type Page,
  type Resource,
  type ResourceType,
  removeResource,
  saveResource,
} from './stored.js';
import { WORKSPACE_PATH } from './workspace.js';

/** A kind of resource: where it lives and what the service makes of it. */
export interface Collection {
  type: ResourceType;
  /** Below the workspace: `savedSearches`. */
  path: string;
  /** The ARM type, as in answers. */
  armType: string;
  /** The id that answers show, made of the proper one; the same by default. */
  idOf?(id: string): string;
  /** What an answer shows as `properties`; the stored ones by default. */
  present?(resource: Resource): JsonObject;
  /** Whether a list of this API version shows the resource; all by default. */
  shows?(resource: Resource, apiVersion: ApiVersion): boolean;
}

export interface WritableCollection extends Collection {
  /** Checks a PUT's body and returns what to keep; throws ArmError. */
  accept(request: ArmRequest, session: Session, existing: Resource | undefined): Promise<Content>;
  /** Whether the service wants an etag to overwrite. */
  etagRequired?: boolean;
}

/** GET, PUT and DELETE of one resource and GET of the list. */
export function collectionRoutes(store: Store, collection: WritableCollection): Route[] {
  return [
    { path: collection.path, methods: { GET: list(store, collection) } },
    {
      path: `${collection.path}/{name}`,
      methods: {
        GET: readOne(store, collection),
        PUT: put(store, collection),
        DELETE: remove(store, collection),
      },
    },
  ];
}

export function readOne(store: Store, collection: Collection): Handler {
  return async (request) => {
    const name = parameter(request, 'name');
    const resource = await store.read((session) => findResource(session, collection.type, name));
    if (!resource) throw notFound(`${collection.armType} '${name}'`);
    return { status: 200, body: envelope(collection, resource) };
  };
}

export function list(store: Store, collection: Collection): Handler {
  return (request) =>
    paged(request, async (page) => {
      const resources = await store.read((session) => listResources(session, collection.type, page));
      return resources.map((resource) => ({
        seq: resource.seq,
        ...((collection.shows?.(resource, request.apiVersion) ?? true) && { body: envelope(collection, resource) }),
      }));
    });
}

export function put(store: Store, collection: WritableCollection): Handler {
  return (request) =>
    store.write(async (session) => {
      const name = parameter(request, 'name');
      const existing = await findResource(session, collection.type, name);
      checkEtag(existing, etagOf(request.body), collection.etagRequired);
      const content = await collection.accept(request, session, existing);
      const saved = await saveResource(session, collection.type, name, content, request.now, existing);
      return { status: existing ? 200 : 201, body: envelope(collection, saved) };
    });
}

export function remove(store: Store, collection: Collection): Handler {
  return (request) =>
    store.write(async (session) => {
      const existing = await findResource(session, collection.type, parameter(request, 'name'));
      if (!existing) return { status: 204 };
      await removeResource(session, existing);
      return { status: 200 };
    });
}

/** The etag of a body: at its top level, as the clients send it. */
export function etagOf(body: unknown): string | undefined {
  return isObject(body) && typeof body.etag === 'string' ? body.etag : undefined;
}

/** A resource as answers show it. */
export function envelope(collection: Collection, resource: Resource): JsonObject {
  const id = `${WORKSPACE_PATH}/${collection.path}/${resource.name}`;
  return {
    id: collection.idOf?.(id) ?? id,
    name: resource.name,
    type: collection.armType,
    etag: resource.etag,
    ...(resource.kind !== undefined && { kind: resource.kind }),
    properties: collection.present?.(resource) ?? resource.properties,
    systemData: {
      createdAt: resource.created,
      createdByType: 'Application',
      lastModifiedAt: resource.updated,
      lastModifiedByType: 'Application',
    },
  };
}

/** A place in a list and what stands there; without a body it is left out of the answer. */
interface Entry {
  seq: bigint;
  body?: JsonObject;
}

/** One page of a list, and the link to the next while there is one. `fetch` returns up to `limit` entries in order. */
export async function paged(request: ArmRequest, fetch: (page: Page) => Promise<Entry[]>): Promise<ArmReply> {
  const found = await fetch({ after: readSkipToken(request.query), limit: behaviour.pageSize + 1 });
  const entries = found.slice(0, behaviour.pageSize);
  const last = entries.at(-1);
  const value = entries.flatMap(({ body }) => body ?? []);
  if (found.length <= behaviour.pageSize || !last) return { status: 200, body: { value } };
  const next = new URL(request.path, request.endpoint);
  next.searchParams.set('api-version', request.apiVersion.text);
  next.searchParams.set('$skipToken', Buffer.from(`after:${last.seq}`).toString('base64url'));
  return { status: 200, body: { value, nextLink: next.href } };
}

function readSkipToken(query: URLSearchParams): bigint {
  // Silence about an option would be a wrong answer: the list would not be the one asked for.
  for (const option of query.keys()) {
    if (option.startsWith('$') && option.toLowerCase() !== '$skiptoken')
      throw badRequest(`The query option ${option} is not supported by the local workspace.`);
  }
  const token = query.get('$skipToken') ?? query.get('$skiptoken');
  if (token === null) return 0n;
  const after = /^after:(\d{1,18})$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (after === undefined) throw badRequest('The $skipToken is not valid.');
  return BigInt(after);
}
