import { ArmError, invalidUri } from './arm-error.js';
import { WORKSPACE } from './workspace.js';

/** A request to a resource of the workspace. */
export interface ArmRequest {
  method: string;
  /** As sent, without the query. */
  path: string;
  /** The `{…}` segments of the route, decoded. */
  parameters: ReadonlyMap<string, string>;
  query: URLSearchParams;
  apiVersion: ApiVersion;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
  now: Date;
  /** `http://127.0.0.1:PORT`, for the links in answers. */
  endpoint: string;
}

export interface ArmReply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export type Handler = (request: ArmRequest) => Promise<ArmReply>;

export interface Route {
  /** Below the workspace: `savedSearches/{id}`. */
  path: string;
  methods: Record<string, Handler>;
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

export type RoutedRequest = Pick<ArmRequest, 'method' | 'body' | 'now' | 'endpoint'> & { url: URL };

/** Finds the handler of a request; throws ArmError as Resource Manager does: version, then scope, then resource. */
export function createRouter(routes: Route[]): (request: RoutedRequest) => Promise<ArmReply> {
  const patterns = routes.map(({ path, methods }) => ({ segments: path === '' ? [] : path.split('/'), methods }));
  return async ({ url, ...request }) => {
    const apiVersion = readApiVersion(url.searchParams);
    const segments = belowWorkspace(readSegments(url.pathname));
    for (const { segments: pattern, methods } of patterns) {
      const parameters = match(pattern, segments);
      if (!parameters) continue;
      const handler = methods[request.method];
      if (!handler) throw methodNotAllowed(request.method, Object.keys(methods));
      return handler({ ...request, path: url.pathname, parameters, apiVersion, query: url.searchParams });
    }
    throw new ArmError(404, 'InvalidResourceType', `No resource type is served at ${url.pathname}.`);
  };
}

/** A segment that the route names, so that it is there. */
export function parameter(request: ArmRequest, name: string): string {
  const value = request.parameters.get(name);
  if (value === undefined) throw new TypeError(`the route has no segment {${name}}`);
  return value;
}

function readApiVersion(query: URLSearchParams): ApiVersion {
  const given = query.get('api-version');
  if (given !== null && /^20\d\d-\d\d-\d\d(-preview)?$/.test(given)) return new ApiVersion(given);
  const problem = given === null ? 'is missing' : `'${given}' is not valid`;
  const message = `The api-version query parameter (?api-version=) ${problem}; it looks like 2024-09-01.`;
  throw new ArmError(400, 'MissingApiVersionParameter', message);
}

function readSegments(path: string): string[] {
  try {
    const segments = path.split('/').slice(1).map(decodeURIComponent);
    if (!segments.some((segment) => /\p{Cc}/u.test(segment))) return segments;
  } catch {
    // Percent signs that encode nothing.
  }
  throw invalidUri(path);
}

/** The segments after the workspace's own path; throws a 404 for another subscription, group or workspace. */
function belowWorkspace(segments: string[]): string[] {
  const scope: [string, string, string][] = [
    ['subscriptions', WORKSPACE.subscriptionId, 'SubscriptionNotFound'],
    ['resourceGroups', WORKSPACE.resourceGroup, 'ResourceGroupNotFound'],
    ['providers', 'Microsoft.OperationalInsights', 'InvalidResourceNamespace'],
    ['workspaces', WORKSPACE.workspaceName, 'ResourceNotFound'],
  ];
  scope.forEach(([key, value, code], index) => {
    const [givenKey = '', given = ''] = segments.slice(2 * index);
    if (!same(givenKey, key)) throw new ArmError(404, 'InvalidResourceType', `'${givenKey}' is not known here.`);
    if (!same(given, value)) throw new ArmError(404, code, `'${given}' was not found in ${key}.`);
  });
  return segments.slice(2 * scope.length);
}

function match(pattern: string[], segments: string[]): Map<string, string> | undefined {
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
