import type { TokenCredential } from '@azure/core-auth';
import { SentinelError } from '../../base/errors.js';

/** The environment variables that decide on the credential. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The audience of an assertion that Microsoft Entra exchanges for a token. */
const AUDIENCE = 'api://AzureADTokenExchange';

/**
 * Whatever this machine offers: the identity of a GitHub Actions job, a managed identity, the Azure command line of a
 * person. A job's assertion lives five minutes, and what `az login` made of it cannot be renewed after an hour: so each
 * token is asked for with a new assertion.
 */
export async function azureCredential(authorityHost: string, environment: Environment): Promise<TokenCredential> {
  const { ClientAssertionCredential, DefaultAzureCredential } = await import('@azure/identity');
  const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client } = environment;
  const inJob = environment.ACTIONS_ID_TOKEN_REQUEST_URL && environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
  if (tenant && client && inJob) {
    return new ClientAssertionCredential(tenant, client, () => requestAssertion(environment), { authorityHost });
  }
  return new DefaultAzureCredential({ authorityHost });
}

/** Asks GitHub for a new assertion of the job's identity. Throws a `SentinelError` that says why there is none. */
export async function requestAssertion(environment: Environment): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: token = '' } = environment;
  const target = new URL(url);
  target.searchParams.set('audience', AUDIENCE);
  const { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } = await import(
    '@azure/core-rest-pipeline'
  );
  const request = createPipelineRequest({
    url: target.href,
    headers: createHttpHeaders({ authorization: `bearer ${token}`, accept: 'application/json' }),
    allowInsecureConnection: target.hostname === '127.0.0.1',
  });
  const response = await createDefaultHttpClient().sendRequest(request);
  const value = response.status === 200 ? assertionIn(response.bodyAsText ?? '') : undefined;
  if (value !== undefined) return value;
  throw new SentinelError(
    'no-credential',
    `GitHub gave the job no identity (HTTP ${response.status}).`,
    'Give the job the permission id-token: write.',
  );
}

function assertionIn(text: string): string | undefined {
  try {
    const answer: { value?: unknown } = JSON.parse(text);
    return typeof answer.value === 'string' && answer.value !== '' ? answer.value : undefined;
  } catch {
    return undefined;
  }
}
