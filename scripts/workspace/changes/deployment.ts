import { RestError } from '@azure/core-rest-pipeline';
import { SentinelError } from '../../base/errors.js';
import type { Repository } from '../../content/repository.js';
import type { Connection } from '../azure/connection.js';
import { NO_ANSWER } from '../azure/transport.js';
import { planAnalyticRules } from '../resources/analytic-rules.js';
import { planHuntingQueries } from '../resources/hunting-queries.js';
import { planWatchlists } from '../resources/watchlists.js';
import { type Change, compareChanges, type Plan, type PlannedChange, summarise } from './change.js';

/** One planner a kind of resource; a new kind is a new line here. */
const PLANNERS = [planWatchlists, planHuntingQueries, planAnalyticRules];

/** A plan with the means to carry it out. */
export interface Deployment {
  plan: Plan;
  changes: PlannedChange[];
}

/** Compares the repository with the workspace. Only reads. Throws a `SentinelError` when the workspace cannot be read. */
export async function planDeployment(repository: Repository, connection: Connection): Promise<Deployment> {
  try {
    const parts: PlannedChange[][] = [];
    for (const planner of PLANNERS) parts.push(await planner(repository, connection));
    const changes = parts.flat().sort((a, b) => compareChanges(a.change, b.change));
    const list = changes.map(({ change }) => change);
    return { plan: { workspace: connection.name, changes: list, summary: summarise(list) }, changes };
  } catch (error) {
    throw toSentinelError(error, connection.name);
  }
}

/** What a deployment did. */
export interface Outcome {
  applied: Change[];
  failed: { change: Change; error: string }[];
  /** Changes that were not tried: deletions without leave, and what follows a failure of the connection itself. */
  left: Change[];
}

/** The outcome of a deployment that nobody agreed to. */
export function nothingDone({ plan }: Deployment): Outcome {
  return { applied: [], failed: [], left: plan.changes.filter(({ action }) => action !== 'unchanged') };
}

/** Which changes to make, and whom to tell. */
export interface DeploymentOptions {
  prune: boolean;
  onChange?: (change: Change, index: number, total: number) => void;
}

/**
 * Makes the changes in order, one after the other (the service refuses parallel writes of saved searches). A refused
 * change does not stop the others; a lost connection or credential does. What failed is in the next plan again.
 */
export async function applyDeployment(deployment: Deployment, options: DeploymentOptions): Promise<Outcome> {
  const outcome: Outcome = { applied: [], failed: [], left: [] };
  const pending = deployment.changes.filter(({ change }) => change.action !== 'unchanged');
  let lost = false;
  for (const [index, { change, apply }] of pending.entries()) {
    if (lost || (change.action === 'delete' && !options.prune)) {
      outcome.left.push(change);
      continue;
    }
    options.onChange?.(change, index, pending.length);
    try {
      await apply();
      outcome.applied.push(change);
    } catch (error) {
      const known = toSentinelError(error, deployment.plan.workspace);
      outcome.failed.push({ change, error: known.message });
      lost = known.code !== 'refused';
    }
  }
  return outcome;
}

const LOST_CONNECTION = new Set([
  NO_ANSWER,
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'],
]);

/** What a failed request means for a person. Errors that are no failed request pass unchanged. */
export function toSentinelError(error: unknown, workspace: string): SentinelError {
  if (error instanceof SentinelError) return error;
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error ? String(error.code) : '';
  const status = error instanceof RestError ? error.statusCode : undefined;
  if (status === 401 || status === 403) {
    return new SentinelError(
      'credential-rejected',
      `The workspace '${workspace}' rejected the credential (HTTP ${status}): ${error.message}`,
      'The identity needs Microsoft Sentinel Contributor and Log Analytics Contributor on the workspace.',
      { cause: error },
    );
  }
  if (['CredentialUnavailableError', 'AuthenticationError', 'AggregateAuthenticationError'].includes(error.name)) {
    return new SentinelError(
      'no-credential',
      `There is no Azure credential for the workspace '${workspace}': ${firstLine(error.message)}`,
      'Log in with `az login`, or give a workflow an OIDC identity (azure/login).',
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
  if (status === 404 && error.request?.method !== 'DELETE') {
    return new SentinelError(
      'no-workspace',
      `The workspace '${workspace}' was not found: ${error.message}`,
      'Check subscriptionId, resourceGroup and workspaceName in sentinel.config.yaml, and that Sentinel is enabled there.',
      { cause: error },
    );
  }
  const help =
    status === 429 || status >= 500 ? 'The service is busy or at fault: try again later.' : 'Mend what it names.';
  const message = `The workspace '${workspace}' answered HTTP ${status}: ${reasonOf(error)}`;
  return new SentinelError('refused', message, help, { cause: error });
}

/** What went wrong, without the page of HTML that came instead of an answer. */
function reasonOf({ code, message, statusCode }: RestError): string {
  if (code === RestError.PARSE_ERROR) return 'it is cut short, or not JSON';
  return firstLine(message).slice(0, 500) || `HTTP ${statusCode ?? 'without a status'}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
