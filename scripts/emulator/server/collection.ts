import { isObject } from '../../base/objects.js';
import type { Span } from '../behaviour/visibility.js';
import type { Session } from '../state/session.js';
import {
  type Content,
  checkEtag,
  findResource,
  listResources,
  type Page,
  type Precondition,
  type Resource,
  type ResourceType,
  removeResource,
  saveResource,
} from '../state/stored.js';
import { badRequest, notFound } from './arm-error.js';
import { type ListOption, readListOptions } from './list-options.js';
import { type ArmReply, type ArmRequest, type Handler, parameter, type Route } from './router.js';
import type { Service } from './service.js';
import type { JsonObject } from './shape.js';
import { WORKSPACE_PATH } from './workspace.js';

/** How and when an answer was asked for. */
export type Asked = Pick<ArmRequest, 'apiVersion' | 'now'>;

/** A kind of resource: where it lives and what the service makes of it. */
export interface Collection {
  type: ResourceType;
  /** Below the workspace: `savedSearches`; `hunts/{hunt}/relations` for what belongs to another resource. */
  path: string;
  /** The ARM type, as in answers. */
  armType: string;
  /** The id that answers show, made of the proper one; the same by default. */
  idOf?(id: string): string;
  /** What an answer shows as `properties`; the stored ones by default. */
  present?(resource: Resource, request: Asked): JsonObject;
  /** Whether a list of this API version shows the resource; all by default. */
  shows?(resource: Resource, request: Asked): boolean;
  /** The OData options that its list takes; none by default. */
  options?: readonly ListOption[];
}

export interface WritableCollection extends Collection {
  /** Checks a PUT's body and returns what to keep; throws ArmError. */
  accept(request: ArmRequest, session: Session, existing: Resource | undefined): Promise<Content>;
  /** Whether the service wants an etag to overwrite. */
  etagRequired?: boolean;
  /** What goes with a resource that is deleted. */
  removed?(resource: Resource, session: Session): Promise<void>;
}

/** GET, PUT and DELETE of one resource and GET of the list. */
export function collectionRoutes(service: Service, collection: WritableCollection): Route[] {
  return [
    { path: collection.path, methods: { GET: list(service, collection) } },
    {
      path: `${collection.path}/{name}`,
      methods: {
        GET: readOne(service, collection),
        PUT: put(service, collection),
        DELETE: remove(service, collection),
      },
    },
  ];
}

export function readOne(service: Service, collection: Collection): Handler {
  return async (request) => {
    const name = parameter(request, 'name');
    const key = keyOf(collection, request, name);
    const resource = await service.store.read((session) => findResource(session, collection.type, key));
    const seen = seenOne(service, collection, resource, key, request.now);
    if (!seen) throw notFound(`${collection.armType} '${name}'`);
    return { status: 200, body: envelope(service, collection, seen, request) };
  };
}

/** Deleted resources are still seen for a while, where the fault `late` strikes. */
function seenOne(service: Service, { type }: Collection, found: Resource | undefined, key: string, now: Date) {
  const everything = { after: 0n };
  const shown = service.resources.seen(type, found ? [found] : [], everything, now.getTime());
  return shown.find(({ name }) => name.toLowerCase() === key.toLowerCase());
}

export function list(service: Service, collection: Collection): Handler {
  return async (request) => {
    const options = readListOptions(request.query, collection.options ?? []);
    const shown = (resource: Resource) =>
      isBelow(collection, request, resource) && (collection.shows?.(resource, request) ?? true);
    if (!options)
      return paged(request, service.behaviour.pageSize, async (page) => {
        const found = await service.store.read((session) => listResources(session, collection.type, page));
        const seen = service.resources.seen(collection.type, found, spanOf(page, found), request.now.getTime());
        return entriesOf(found, seen, (resource) =>
          shown(resource) ? envelope(service, collection, resource, request) : undefined,
        );
      });
    const found = (await seenResources(service, collection.type, request.now))
      .filter(shown)
      .map((resource) => envelope(service, collection, resource, request))
      .filter(options.matches);
    if (options.compare) found.sort(options.compare);
    return { status: 200, body: { value: found.slice(options.skip, options.skip + options.top) } };
  };
}

/** The whole list as reads see it. */
export async function seenResources({ store, resources }: Service, type: ResourceType, now: Date) {
  const everything = { after: 0n, limit: Number.MAX_SAFE_INTEGER };
  const found = await store.read((session) => listResources(session, type, everything));
  return resources.seen(type, found, everything, now.getTime());
}

/** The part of a list that a page holds; the last one goes to the end of the list. */
export function spanOf(page: Page, found: readonly { seq: bigint }[]): Span {
  return { after: page.after, to: found.length < page.limit ? undefined : found.at(-1)?.seq };
}

/** What stands on a page: all that was found, so that the next page is known, and a body for what reads see. */
export function entriesOf<T extends { seq: bigint }>(
  found: readonly T[],
  seen: readonly T[],
  toBody: (one: T) => JsonObject | undefined,
): Entry[] {
  const entries = new Map<bigint, Entry>(found.map(({ seq }) => [seq, { seq, body: undefined }]));
  for (const one of seen) entries.set(one.seq, { seq: one.seq, body: toBody(one) });
  return [...entries.values()].sort((a, b) => (a.seq < b.seq ? -1 : 1));
}

export function put(service: Service, collection: WritableCollection): Handler {
  const { store, faults } = service;
  return (request) =>
    store.write(async (session) => {
      const name = parameter(request, 'name');
      const key = keyOf(collection, request, name);
      const existing = await findResource(session, collection.type, key);
      checkEtag(existing, preconditionOf(request), collection.etagRequired);
      const content = await collection.accept(request, session, existing);
      const saved = await saveResource(session, collection.type, key, content, request, existing);
      hideWrite(service, collection.type, saved.seq, existing, request.now);
      return { status: existing ? 200 : 201, body: envelope(service, collection, saved, request) };
    }, !faults.strikes('lost-writes'));
}

export function remove(service: Service, collection: WritableCollection | Collection): Handler {
  return (request) =>
    service.store.write(async (session) => {
      const existing = await findResource(
        session,
        collection.type,
        keyOf(collection, request, parameter(request, 'name')),
      );
      if (!existing) return { status: 204 };
      checkEtag(existing, { ifMatch: request.header('if-match') });
      if ('removed' in collection) await collection.removed?.(existing, session);
      await removeResource(session, existing);
      hideWrite(service, collection.type, existing.seq, existing, request.now);
      return { status: 200 };
    });
}

/** Where the fault `late` strikes, reads see a write only after a while. */
export function hideWrite(
  service: Service,
  type: ResourceType,
  seq: bigint,
  before: Resource | undefined,
  now: Date,
): void {
  if (!service.faults.strikes('late')) return;
  service.resources.hide(type, seq, before, now.getTime() + service.behaviour.visibleAfter);
}

/** What a request says of the version that its sender has seen. */
export function preconditionOf({ body, header }: Pick<ArmRequest, 'body' | 'header'>): Precondition {
  const etag = isObject(body) && typeof body.etag === 'string' ? body.etag : undefined;
  return { etag, ifMatch: header('if-match') };
}

/** Names are unique within the resource that they belong to: `<hunt>/<relation>`. */
function keyOf({ path }: Collection, request: Pick<ArmRequest, 'parameters'>, name: string): string {
  return [...ownersOf(path, request), name].join('/');
}

function ownersOf(path: string, { parameters }: Pick<ArmRequest, 'parameters'>): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, owner = '']) => parameters.get(owner) ?? '');
}

function isBelow({ path }: Collection, request: ArmRequest, { name }: Resource): boolean {
  const owners = ownersOf(path, request);
  return owners.length === 0 || name.toLowerCase().startsWith(`${owners.join('/').toLowerCase()}/`);
}

/** A resource as answers show it. */
export function envelope(service: Service, collection: Collection, resource: Resource, request: Asked): JsonObject {
  const names = resource.name.split('/');
  const own = names.at(-1) ?? '';
  const folder = names.slice(0, -1).reduce((path, owner) => path.replace(/\{\w+\}/, owner), collection.path);
  const id = `${WORKSPACE_PATH}/${folder}/${own}`;
  return {
    id: collection.idOf?.(id) ?? id,
    name: own,
    type: collection.armType,
    etag: resource.etag,
    ...(resource.kind !== undefined && { kind: resource.kind }),
    properties: disguise(service, collection.present?.(resource, request) ?? resource.properties),
    systemData: {
      createdAt: resource.created,
      createdBy: resource.createdBy,
      createdByType: 'Application',
      lastModifiedAt: resource.updated,
      lastModifiedBy: resource.updatedBy,
      lastModifiedByType: 'Application',
    },
  };
}

/** Properties whose values are sets: their order says nothing. */
const SETS = new Set(['tactics', 'techniques', 'subTechniques', 'labels', 'tags', 'attackTactics', 'attackTechniques']);

/** The same content in other words, where faults ask for it. */
function disguise({ faults }: Service, properties: JsonObject): JsonObject {
  const reorders = faults.strikes('changed-order');
  const lowers = faults.strikes('changed-case');
  if (!reorders && !lowers) return properties;
  const change = ([name, value]: [string, unknown]): [string, unknown] => {
    if (!SETS.has(name) || !Array.isArray(value)) return [name, value];
    const set: unknown[] = reorders ? value.toReversed() : value;
    if (!lowers || (name !== 'labels' && name !== 'tags')) return [name, set];
    return [name, set.map(lowerLabel)];
  };
  return Object.fromEntries(Object.entries(properties).map(change));
}

function lowerLabel(label: unknown): unknown {
  if (typeof label === 'string') return label.toLowerCase();
  return isObject(label) && typeof label.name === 'string' ? { ...label, name: label.name.toLowerCase() } : label;
}

/** A place in a list and what stands there; without a body it is left out of the answer. */
interface Entry {
  seq: bigint;
  body: JsonObject | undefined;
}

/** One page of a list, and the link to the next while there is one. `fetch` returns up to `limit` entries in order. */
export async function paged(
  request: ArmRequest,
  size: number,
  fetch: (page: Page) => Promise<Entry[]>,
): Promise<ArmReply> {
  const found = await fetch({ after: readSkipToken(request.query), limit: size + 1 });
  const entries = found.slice(0, size);
  const last = entries.at(-1);
  const value = entries.flatMap(({ body }) => body ?? []);
  if (found.length <= size || !last) return { status: 200, body: { value } };
  const next = new URL(request.path, request.endpoint);
  next.searchParams.set('api-version', request.apiVersion.text);
  next.searchParams.set('$skipToken', Buffer.from(`after:${last.seq}`).toString('base64url'));
  return { status: 200, body: { value, nextLink: next.href } };
}

function readSkipToken(query: URLSearchParams): bigint {
  const token = query.get('$skipToken') ?? query.get('$skiptoken');
  if (token === null) return 0n;
  const after = /^after:(\d{1,18})$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  if (after === undefined) throw badRequest('The $skipToken is not valid.');
  return BigInt(after);
}
