import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { SecurityInsights } from '@azure/arm-securityinsight';
import type { TokenCredential } from '@azure/core-auth';
import { SentinelError } from '../../base/errors.js';
import type { AzureWorkspace, Configuration } from '../../content/model.js';
import { API_VERSION, ArmClient } from './arm.js';
import { steady } from './transport.js';

const PUBLIC_CLOUD = 'https://management.azure.com';

/** A workspace that requests can be sent to. */
export interface Connection {
  /** The workspace's name in the configuration. */
  name: string;
  /** The workspace's place in Azure. */
  scope: { resourceGroup: string; workspaceName: string };
  arm: ArmClient;
  insights: SecurityInsights;
  logs: OperationalInsightsManagementClient;
  close(): Promise<void>;
}

/**
 * Connects to a workspace of the configuration: the local one is found where it runs, or started in this process.
 * Nothing is sent yet. Throws a `SentinelError` for an unknown name or an unusable endpoint.
 */
export async function connect(
  configuration: Configuration,
  name: string,
  local: { root: string; clock: () => Date },
): Promise<Connection> {
  const workspace = Object.hasOwn(configuration.workspaces, name) ? configuration.workspaces[name] : undefined;
  if (!workspace) {
    const known = Object.keys(configuration.workspaces).join(', ');
    throw new SentinelError(
      'workspace',
      `There is no workspace '${name}' in sentinel.config.yaml.`,
      `It has: ${known}.`,
    );
  }
  if (!('emulator' in workspace)) return open(name, workspace, async () => {});
  const { connectOrStart } = await import('../../emulator/server/discovery.js');
  const emulator = await connectOrStart(local.root, local.clock);
  const { subscriptionId, resourceGroup, workspaceName } = emulator.workspace;
  const place = { subscriptionId, resourceGroup, workspaceName, endpoint: emulator.endpoint };
  return open(name, place, () => emulator.close());
}

async function open(name: string, workspace: AzureWorkspace, close: () => Promise<void>): Promise<Connection> {
  const { subscriptionId, resourceGroup, workspaceName } = workspace;
  const endpoint = workspace.endpoint ?? PUBLIC_CLOUD;
  const insecure = isLoopback(endpoint);
  const credential = insecure ? NO_CREDENTIAL : await azureCredential();
  const options = {
    endpoint,
    // The clients keep it apart from the endpoint that their operations go to.
    $host: endpoint,
    allowInsecureConnection: insecure,
    ...(endpoint === PUBLIC_CLOUD || insecure ? {} : { credentialScopes: [`${endpoint.replace(/\/$/, '')}/.default`] }),
  };
  const insights = new SecurityInsights(credential, subscriptionId, { ...options, apiVersion: API_VERSION });
  const logs = new OperationalInsightsManagementClient(credential, subscriptionId, options);
  for (const { pipeline } of [insights, logs]) steady(pipeline);
  if (insecure) {
    // The policy refuses to send a token over http, and loopback needs none.
    for (const { pipeline } of [insights, logs]) pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  }
  const id =
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}` +
    `/providers/Microsoft.OperationalInsights/workspaces/${workspaceName}`;
  return {
    name,
    scope: { resourceGroup, workspaceName },
    arm: new ArmClient(insights, id, insecure),
    insights,
    logs,
    close,
  };
}

const NO_CREDENTIAL: TokenCredential = { getToken: async () => null };

/** Whatever this machine offers: OIDC in a workflow, a managed identity, the Azure command line of a person. */
async function azureCredential(): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential();
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
