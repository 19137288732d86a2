import { isObject } from '../../base/objects.js';
import { Throttle } from '../behaviour/throttle.js';
import { ArmError } from '../server/arm-error.js';
import { errorReply } from '../server/chain.js';
import { type ArmReply, type ArmRequest, parameter, type Route } from '../server/router.js';
import type { Service } from '../server/service.js';
import { bodyReader } from '../server/shape.js';
import { WORKSPACE, WORKSPACE_PATH } from '../server/workspace.js';
import { answerOf, readPreferences } from './query-answer.js';
import { QueryEngine } from './query-engine.js';
import { badArgument, partialError } from './query-error.js';
import { readTimespan } from './timespan.js';

const ACTION = 'Microsoft.OperationalInsights/workspaces/query/read';

/** 200 requests in 30 seconds for each caller (service limit). */
const REQUESTS = { size: 200, perSecond: 200 / 30 };

interface QueryBody {
  query: string;
  timespan?: string | null;
  workspaces?: string[] | null;
}

const read = bodyReader<QueryBody>({
  type: 'object',
  required: ['query'],
  properties: {
    query: { type: 'string', minLength: 1 },
    timespan: { type: ['string', 'null'] },
    workspaces: { type: ['array', 'null'], items: { type: 'string' } },
  },
});

const readBatch = bodyReader<{
  requests: {
    id: string;
    workspace: string;
    body: unknown;
    headers?: Record<string, string>;
    path?: string;
    method?: string;
  }[];
}>({
  type: 'object',
  required: ['requests'],
  properties: {
    requests: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'workspace', 'body'],
        properties: { id: { type: 'string' }, workspace: { type: 'string' }, headers: { type: 'object' } },
      },
    },
  },
});

/** The Log Analytics query API: on a host of its own, where a workspace goes by its GUID, and below Resource Manager. */
export function queryRoutes(service: Service): Route[] {
  const engine = new QueryEngine(service);
  const throttle = new Throttle({ reads: REQUESTS, writes: REQUESTS, deletes: REQUESTS });
  const answer = (request: ArmRequest, workspace: string) => query(request, workspace, { service, engine, throttle });
  const byGuid = (request: ArmRequest) => answer(request, parameter(request, 'workspace'));
  const byResource = (request: ArmRequest) => answer(request, WORKSPACE.workspaceId);
  const hosted = { host: true, action: ACTION } as const;
  return [
    ...['v1/workspaces/{workspace}/query', 'workspaces/{workspace}/query'].map((path) => ({
      ...hosted,
      path,
      methods: { POST: byGuid, GET: byGuid },
    })),
    { ...hosted, path: 'v1/$batch', methods: { POST: (request) => batch(request, answer) } },
    ...['query', 'api/query'].map((path) => ({
      path,
      action: ACTION,
      methods: { POST: byResource, GET: byResource },
    })),
  ];
}

interface Means {
  service: Service;
  engine: QueryEngine;
  throttle: Throttle;
}

async function query(request: ArmRequest, workspace: string, { service, engine, throttle }: Means): Promise<ArmReply> {
  const { faults, behaviour } = service;
  const { now, caller } = request;
  if (faults.strikes('throttle')) throttle.take(caller.name, 'GET', now.getTime());
  if (workspace.toLowerCase() !== WORKSPACE.workspaceId)
    throw new ArmError(404, 'WorkspaceNotFoundError', 'The workspace could not be found.');
  // Without the content type of JSON the API answers with nothing.
  if (request.method === 'POST' && !/^application\/json\b/i.test(request.header('content-type') ?? ''))
    return { status: 200 };
  const given = request.method === 'GET' ? Object.fromEntries(request.query) : request.body;
  const { query: text, timespan, workspaces } = read(given);
  for (const other of workspaces ?? []) checkWorkspace(other);
  const span = timespan ? readTimespan(timespan, now) : undefined;
  if (timespan && !span) throw badArgument(`The timespan '${timespan}' is not valid.`);
  if (await isEmpty(service)) return { status: 204 };
  const preferences = readPreferences(request.header('prefer'));
  const began = performance.now();
  const result = await engine.run({ query: text, timespan: span, now, deadlineMs: preferences.wait * 1000 });
  if (!faults.strikes('partial-results') || result.rows.length === 0)
    return { status: 200, body: answerOf(result, behaviour, preferences, performance.now() - began) };
  const half = { ...result, rows: result.rows.slice(0, Math.floor(result.rows.length / 2)) };
  const body = answerOf(half, behaviour, preferences, performance.now() - began);
  return { status: 200, body: { ...body, error: partialError(`${half.rows.length} records`) } };
}

/** A query may name other workspaces; here there is one, by its GUID, its name or its resource id. */
function checkWorkspace(name: string): void {
  const known = [WORKSPACE.workspaceId, WORKSPACE.workspaceName, WORKSPACE_PATH.toLowerCase()];
  if (!known.includes(name.toLowerCase())) throw badArgument(`The workspace '${name}' could not be found.`);
}

async function isEmpty({ store, logs }: Service): Promise<boolean> {
  if ((await logs.schemas()).length > 0) return false;
  const [found] = await store.read((session) =>
    session.rows('SELECT EXISTS (FROM watchlist_item) OR EXISTS (FROM stix_object) AS found'),
  );
  return found?.found !== true;
}

/** Several queries in one request; one that fails is one answer that says so. */
async function batch(
  request: ArmRequest,
  answer: (request: ArmRequest, workspace: string) => Promise<ArmReply>,
): Promise<ArmReply> {
  const responses: object[] = [];
  for (const { id, workspace, body, headers = {} } of readBatch(request.body).requests) {
    const own = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const header = (name: string) =>
      own.get(name) ?? (name === 'content-type' ? 'application/json' : request.header(name));
    const part = { ...request, method: 'POST', body: isObject(body) ? body : {}, header };
    const reply = await answer(part, workspace).catch(errorReply);
    responses.push({ id, status: reply.status, headers: reply.headers ?? {}, body: reply.body ?? null });
  }
  return { status: 200, body: { responses } };
}
