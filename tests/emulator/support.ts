import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { SecurityInsights } from '@azure/arm-securityinsight';
import type { TokenCredential } from '@azure/core-auth';
import {
  type Emulator,
  type EmulatorOptions,
  type RecordedRequest,
  startEmulator,
} from '../../scripts/emulator/server/emulator.js';
import { WORKSPACE, WORKSPACE_PATH } from '../../scripts/emulator/server/workspace.js';

export const NOW = new Date('2026-05-20T12:00:00.000Z');
export const INSIGHTS = 'providers/Microsoft.SecurityInsights';
/** Resource group and workspace: the first two arguments of the clients' operations. */
export const SCOPE = [WORKSPACE.resourceGroup, WORKSPACE.workspaceName] as const;

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of an answer.
  body: any;
}

/** A running local workspace with the real clients and a way to send any request. */
export interface Bench {
  emulator: Emulator;
  requests: RecordedRequest[];
  insights: SecurityInsights;
  operations: OperationalInsightsManagementClient;
  /** `path` is below the workspace. */
  call(
    method: string,
    path: string,
    body?: unknown,
    apiVersion?: string,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  setClock(now: Date): void;
}

export async function startBench(database = ':memory:', options: Partial<EmulatorOptions> = {}): Promise<Bench> {
  let now = NOW;
  const requests: RecordedRequest[] = [];
  const emulator = await startEmulator({
    database,
    clock: () => now,
    onRequest: (request) => requests.push(request),
    ...options,
  });
  return {
    emulator,
    requests,
    ...clientsOf(emulator.endpoint),
    call: (method, path, body, apiVersion = versionFor(path), headers = {}) =>
      send(method, `${emulator.endpoint}${WORKSPACE_PATH}/${path}?api-version=${apiVersion}`, body, headers),
    setClock: (time) => {
      now = time;
    },
  };
}

function versionFor(path: string): string {
  return path.startsWith(INSIGHTS) ? '2025-07-01-preview' : '2022-10-01';
}

/** The clients as production uses them, but for the credential that loopback does not need. */
export function clientsOf(endpoint: string) {
  const credential: TokenCredential = { getToken: async () => null };
  const options = { endpoint, allowInsecureConnection: true };
  const insights = new SecurityInsights(credential, WORKSPACE.subscriptionId, options);
  const operations = new OperationalInsightsManagementClient(credential, WORKSPACE.subscriptionId, options);
  for (const client of [insights, operations])
    client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  return { insights, operations };
}

export async function send(
  method: string,
  url: string,
  body?: unknown,
  more: Record<string, string> = {},
): Promise<Answer> {
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    ...(content !== undefined && { body: content }),
    headers: { ...(content !== undefined && { 'content-type': 'application/json' }), ...more },
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text || undefined };
}

export async function collect<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of pages) all.push(one);
  return all;
}
