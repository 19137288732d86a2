import { RestError } from '@azure/core-rest-pipeline';
import { SentinelError } from '../../base/errors.js';
import { NO_ANSWER } from './transport.js';

const LOST_CONNECTION = new Set([
  NO_ANSWER,
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'EPIPE'],
]);

/** What a failed request means for a person. Errors that are no failed request pass unchanged. */
export function toSentinelError(error: unknown, workspace: string): SentinelError {
  if (error instanceof SentinelError) return error;
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error ? String(error.code) : '';
  const status = error instanceof RestError ? error.statusCode : undefined;
  if (status === 401 || status === 403) {
    return new SentinelError(
      status === 403 ? 'forbidden' : 'credential-rejected',
      `The workspace '${workspace}' rejected the credential (HTTP ${status}): ${error.message}`,
      'The identity needs Microsoft Sentinel Contributor and Log Analytics Contributor on the workspace.',
      { cause: error },
    );
  }
  if (['CredentialUnavailableError', 'AuthenticationError', 'AggregateAuthenticationError'].includes(error.name)) {
    return new SentinelError(
      'no-credential',
      `There is no Azure credential for the workspace '${workspace}': ${firstLine(error.message)}`,
      'Log in with `az login`; in GitHub Actions set AZURE_CLIENT_ID and AZURE_TENANT_ID, and the permission id-token: write.',
      { cause: error },
    );
  }
  if (LOST_CONNECTION.has(code)) {
    return new SentinelError(
      'unreachable',
      `The workspace '${workspace}' cannot be reached: ${firstLine(error.message)}`,
      'Check the endpoint in sentinel.config.yaml, and the network.',
      { cause: error },
    );
  }
  if (!(error instanceof RestError)) throw error;
  if (status === undefined || status < 400) {
    return new SentinelError(
      'no-answer',
      `The workspace '${workspace}' gave no answer that can be read: ${reasonOf(error)}`,
      'Try again. If it stays, check the endpoint in sentinel.config.yaml, and the proxies on the way.',
      { cause: error },
    );
  }
  if (status === 404 && error.request?.method === 'GET') {
    return new SentinelError(
      'no-workspace',
      `The workspace '${workspace}' was not found: ${error.message}`,
      'Check subscriptionId, resourceGroup and workspaceName in sentinel.config.yaml, and that Sentinel is enabled there.',
      { cause: error },
    );
  }
  const help =
    status === 429 || status >= 500 ? 'The service is busy or at fault: try again later.' : 'Correct what it names.';
  const message = `The workspace '${workspace}' answered HTTP ${status}: ${reasonOf(error)}`;
  return new SentinelError('refused', message, help, { cause: error });
}

/** The HTTP status behind an error; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const cause = error instanceof SentinelError ? error.cause : error;
  return cause instanceof RestError ? cause.statusCode : undefined;
}

/** What went wrong, without the page of HTML that came instead of an answer. */
function reasonOf({ code, message, statusCode }: RestError): string {
  if (code === RestError.PARSE_ERROR) return 'it is cut short, or not JSON';
  return firstLine(message).slice(0, 500) || `HTTP ${statusCode ?? 'without a status'}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
