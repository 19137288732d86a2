import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { SecurityInsights } from '@azure/arm-securityinsight';
import type { TokenCredential } from '@azure/core-auth';
import { SentinelError } from '../../base/errors.js';
import { API_VERSION, ArmClient } from './arm.js';
import { CLOUDS, type Cloud } from './clouds.js';
import { azureCredential, type Environment } from './credential.js';
import { Throttle } from './throttle.js';
import { PATIENCE, type Patience, steady } from './transport.js';

/** Where a workspace is. */
export interface Place {
  /** The workspace's name in the configuration. */
  name: string;
  subscriptionId: string;
  resourceGroup: string;
  workspaceName: string;
  cloud?: Cloud | undefined;
  /** Where the hosts are others than the cloud's, such as a local workspace on loopback. */
  endpoints?: { management?: string; logs?: string; threatIntelligence?: string } | undefined;
}

/** A workspace that requests can be sent to. */
export interface Connection {
  /** The workspace's name in the configuration. */
  name: string;
  /** The workspace's place in Azure. */
  scope: { resourceGroup: string; workspaceName: string };
  endpoints: { management: string; logs: string; threatIntelligence: string | undefined };
  /** Whether it is served on this machine: no token is sent there. */
  local: boolean;
  credential: TokenCredential;
  arm: ArmClient;
  insights: SecurityInsights;
  logs: OperationalInsightsManagementClient;
  throttle: Throttle;
  patience: Patience;
  /** The workspace's GUID (`customerId`), which the query API and the upload of indicators go by. */
  workspaceGuid(): Promise<string>;
}

export interface ConnectionOptions {
  environment?: Environment;
  patience?: Patience;
  /** Whether requests keep the service's pace from the start (default: to all but a local workspace). */
  paced?: boolean;
  /** Told when the service asks to wait. */
  tell?: (text: string) => void;
}

/** Connects to a workspace. Nothing is sent yet. Throws a `SentinelError` for an unusable endpoint. */
export async function connect(place: Place, options: ConnectionOptions = {}): Promise<Connection> {
  const { subscriptionId, resourceGroup, workspaceName } = place;
  const cloud = CLOUDS[place.cloud ?? 'public'];
  const endpoints = {
    management: place.endpoints?.management ?? cloud.management,
    logs: place.endpoints?.logs ?? cloud.logs,
    threatIntelligence: place.endpoints?.threatIntelligence ?? cloud.threatIntelligence,
  };
  const { management } = endpoints;
  const local = isLoopback(management);
  const credential = local ? NO_CREDENTIAL : await azureCredential(cloud.authority, options.environment ?? process.env);
  const clientOptions = {
    endpoint: management,
    // The clients keep it apart from the endpoint that their operations go to.
    $host: management,
    allowInsecureConnection: local,
    ...(local || management === CLOUDS.public.management ? {} : { credentialScopes: [scopeOf(management)] }),
  };
  const insights = new SecurityInsights(credential, subscriptionId, { ...clientOptions, apiVersion: API_VERSION });
  const logs = new OperationalInsightsManagementClient(credential, subscriptionId, clientOptions);
  const patience = options.patience ?? PATIENCE;
  const throttle = new Throttle(options.paced ?? !local, options.tell);
  for (const { pipeline } of [insights, logs]) {
    steady(pipeline, throttle, patience);
    // The policy refuses to send a token over http, and loopback needs none.
    if (local) pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  }
  const id =
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}` +
    `/providers/Microsoft.OperationalInsights/workspaces/${workspaceName}`;
  const arm = new ArmClient(insights, logs, id, { insecure: local, throttle, patience });
  let guid: Promise<string> | undefined;
  return {
    name: place.name,
    scope: { resourceGroup, workspaceName },
    ...{ endpoints, local, credential, arm, insights, logs, throttle, patience },
    workspaceGuid: () => {
      guid ??= readGuid(arm, place.name);
      return guid;
    },
  };
}

async function readGuid(arm: ArmClient, name: string): Promise<string> {
  const guid = (await arm.get(''))?.properties.customerId;
  if (typeof guid === 'string') return guid;
  throw new SentinelError(
    'no-workspace',
    `The workspace '${name}' was not found.`,
    'Check subscriptionId, resourceGroup and workspaceName in sentinel.config.yaml.',
  );
}

const NO_CREDENTIAL: TokenCredential = { getToken: async () => null };

function scopeOf(endpoint: string): string {
  return `${endpoint.replace(/\/$/, '')}/.default`;
}

function isLoopback(endpoint: string): boolean {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw new SentinelError('workspace', `The endpoint '${endpoint}' is no URL.`, 'Write it as https://host.');
  }
  if (url.protocol === 'https:') return false;
  if (url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)) return true;
  throw new SentinelError(
    'workspace',
    `The endpoint '${endpoint}' is not https.`,
    'Plain http is for a local workspace on 127.0.0.1 only: a token must not travel in the clear.',
  );
}
