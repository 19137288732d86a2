import type { Caller } from '../behaviour/roles.js';
import { apiVersionsOf } from './api-versions.js';
import { ArmError, invalidUri } from './arm-error.js';
import { WORKSPACE } from './workspace.js';

/** A request as it came in, before anybody knows what it is for. */
export interface ServiceRequest {
  method: string;
  url: URL;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
  header(name: string): string | undefined;
  now: Date;
  /** `http://127.0.0.1:PORT`, for the links in answers. */
  endpoint: string;
}

/** A request to a resource. */
export interface ArmRequest extends Omit<ServiceRequest, 'url'> {
  /** As sent, without the query. */
  path: string;
  /** The `{…}` segments of the route, decoded. */
  parameters: ReadonlyMap<string, string>;
  query: URLSearchParams;
  apiVersion: ApiVersion;
  caller: Caller;
}

export interface ArmReply {
  status: number;
  /** JSON; a text is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

export type Handler = (request: ArmRequest) => Promise<ArmReply>;

export interface Route {
  /** Below the workspace: `savedSearches/{id}`. From the root of the host where `host` is set: such routes are no part of Resource Manager. */
  path: string;
  host?: boolean;
  methods: Record<string, Handler>;
  /** Writes meet each other: one that arrives while another is under way is refused. */
  exclusive?: boolean;
  /** What a caller must be allowed to do, where it does not follow from path and method. */
  action?: string;
}

/** `2024-09-01` or `2023-12-01-preview`. */
export class ApiVersion {
  constructor(readonly text: string) {}

  get preview(): boolean {
    return this.text.endsWith('-preview');
  }

  /** Whether it is of this date (`2024-04-01`) or newer. */
  since(date: string): boolean {
    return this.text.slice(0, date.length) >= date;
  }
}

/** What a request is for. */
export interface Resolved {
  handler: Handler;
  request: Omit<ArmRequest, 'caller'>;
  /** `Microsoft.SecurityInsights/alertRules/write` */
  action: string;
  exclusive: boolean;
  /** It is no part of Resource Manager, whose throttle does not count it. */
  host: boolean;
}

interface Pattern {
  route: Route;
  segments: readonly string[];
}

/** Finds the handler of a request; throws ArmError as Resource Manager does: scope, then resource, then version. */
export function createRouter(routes: readonly Route[]): (request: ServiceRequest) => Resolved {
  const patterns = routes.map(
    (route): Pattern => ({ route, segments: route.path === '' ? [] : route.path.split('/') }),
  );
  const hosted = patterns.filter(({ route }) => route.host);
  const managed = patterns.filter(({ route }) => !route.host);
  return (request) => {
    const segments = readSegments(request.url.pathname);
    const found = findRoute(hosted, segments);
    if (found) return resolve(request, found);
    if (/^(v1|workspaces)$/i.test(segments[0] ?? ''))
      throw new ArmError(404, 'PathNotFoundError', 'The requested path does not exist.');
    const below = findRoute(managed, belowWorkspace(segments, request.url.searchParams));
    if (below) return resolve(request, below);
    throw new ArmError(404, 'InvalidResourceType', `No resource type is served at ${request.url.pathname}.`);
  };
}

interface Found {
  pattern: Pattern;
  parameters: ReadonlyMap<string, string>;
}

function findRoute(patterns: readonly Pattern[], segments: readonly string[]): Found | undefined {
  for (const pattern of patterns) {
    const parameters = match(pattern.segments, segments);
    if (parameters) return { pattern, parameters };
  }
  return undefined;
}

function resolve({ url, ...request }: ServiceRequest, { pattern, parameters }: Found): Resolved {
  const { route, segments } = pattern;
  const { methods, exclusive = false, host = false, action = actionOf(segments, request.method) } = route;
  const handler = methods[request.method];
  if (!handler) throw methodNotAllowed(request.method, Object.keys(methods));
  const apiVersion = readApiVersion(url.searchParams, host ? undefined : typeOf(segments));
  const resolved = { ...request, path: url.pathname, parameters, apiVersion, query: url.searchParams };
  return { handler, request: resolved, action, exclusive, host };
}

/** A segment that the route names, so that it is there. */
export function parameter(request: Pick<ArmRequest, 'parameters'>, name: string): string {
  const value = request.parameters.get(name);
  if (value === undefined) throw new TypeError(`the route has no segment {${name}}`);
  return value;
}

/** `Microsoft.SecurityInsights/watchlists/watchlistItems` of a route below the workspace. */
function typeOf(pattern: readonly string[]): string {
  const [first, namespace, ...rest] = pattern.filter((segment) => !segment.startsWith('{'));
  if (first === 'providers') return [namespace, ...rest].join('/');
  return ['Microsoft.OperationalInsights/workspaces', ...(first === undefined ? [] : [first, namespace, ...rest])]
    .filter((part) => part !== undefined)
    .join('/');
}

function actionOf(pattern: readonly string[], method: string): string {
  const verb = { GET: 'read', PUT: 'write', PATCH: 'write', DELETE: 'delete' }[method] ?? 'action';
  return `${typeOf(pattern)}/${verb}`;
}

/** Hosts that are no part of Resource Manager (`type` undefined) take any version, and none. */
function readApiVersion(query: URLSearchParams, type: string | undefined): ApiVersion {
  const given = query.get('api-version');
  if (type === undefined) return new ApiVersion(given ?? '');
  const known = apiVersionsOf(type);
  if (given !== null && known.includes(given.toLowerCase())) return new ApiVersion(given.toLowerCase());
  if (given === null || !isVersion(given)) throw invalidVersion(given);
  throw new ArmError(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '' and API version '${given}' for type '${type.split('/').slice(1).join('/')}'. ` +
      `The supported api-versions are '${known.join(', ')}'.`,
  );
}

function isVersion(text: string): boolean {
  return /^20\d\d-\d\d-\d\d(-preview)?$/i.test(text);
}

function invalidVersion(given: string | null): ArmError {
  const problem = given === null ? 'is missing' : `'${given}' is not valid`;
  const message = `The api-version query parameter (?api-version=) ${problem}; it looks like 2024-09-01.`;
  return new ArmError(400, 'MissingApiVersionParameter', message);
}

function readSegments(path: string): string[] {
  try {
    const segments = path.split('/').slice(1).map(decodeURIComponent);
    if (!segments.some((segment) => /[\p{Cc}/]/u.test(segment))) return segments;
  } catch {
    // Percent signs that encode nothing.
  }
  throw invalidUri(path);
}

/** The segments after the workspace's own path; throws a 404 for another subscription, group or workspace. */
function belowWorkspace(segments: string[], query: URLSearchParams): string[] {
  const given = query.get('api-version');
  if (given === null || !isVersion(given)) throw invalidVersion(given);
  const scope: [string, string, string][] = [
    ['subscriptions', WORKSPACE.subscriptionId, 'SubscriptionNotFound'],
    ['resourceGroups', WORKSPACE.resourceGroup, 'ResourceGroupNotFound'],
    ['providers', 'Microsoft.OperationalInsights', 'InvalidResourceNamespace'],
    ['workspaces', WORKSPACE.workspaceName, 'ResourceNotFound'],
  ];
  scope.forEach(([key, value, code], index) => {
    const [givenKey = '', name = ''] = segments.slice(2 * index);
    if (!same(givenKey, key)) throw new ArmError(404, 'InvalidResourceType', `'${givenKey}' is not known here.`);
    if (!same(name, value)) throw new ArmError(404, code, `'${name}' was not found in ${key}.`);
  });
  return segments.slice(2 * scope.length);
}

function match(pattern: readonly string[], segments: readonly string[]): Map<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters = new Map<string, string>();
  for (const [index, expected] of pattern.entries()) {
    const given = segments[index] ?? '';
    if (expected.startsWith('{')) {
      if (given === '') return undefined;
      parameters.set(expected.slice(1, -1), given);
    } else if (!same(expected, given)) return undefined;
  }
  return parameters;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function methodNotAllowed(method: string, allowed: string[]): ArmError {
  const headers = { allow: allowed.join(', ') };
  return new ArmError(405, 'MethodNotAllowed', `${method} is not allowed here; use ${allowed.join(', ')}.`, headers);
}
