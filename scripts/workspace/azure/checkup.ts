import { SentinelError } from '../../base/errors.js';
import { isObject } from '../../base/objects.js';
import { INSIGHTS } from './arm.js';
import type { Connection } from './connection.js';
import type { Environment } from './credential.js';
import { statusOf, toSentinelError } from './errors.js';

/** One thing that it takes to work with a workspace. */
export interface Finding {
  name: string;
  outcome: 'ok' | 'missing' | 'unknown';
  message: string;
  /** What to do; empty when it is fine. */
  help: string;
}

/** What each verb needs to be allowed. */
const NEEDS: Record<string, readonly string[]> = {
  plan: [
    'Microsoft.SecurityInsights/alertRules/read',
    'Microsoft.SecurityInsights/watchlists/read',
    'Microsoft.OperationalInsights/workspaces/savedSearches/read',
  ],
  deploy: [
    'Microsoft.SecurityInsights/alertRules/write',
    'Microsoft.SecurityInsights/alertRules/delete',
    'Microsoft.SecurityInsights/metadata/write',
    'Microsoft.SecurityInsights/watchlists/write',
    'Microsoft.SecurityInsights/watchlists/watchlistItems/write',
    'Microsoft.OperationalInsights/workspaces/savedSearches/write',
  ],
  hunt: ['Microsoft.OperationalInsights/workspaces/query/read'],
};

const ROLES: Record<string, string> = {
  plan: 'Microsoft Sentinel Reader and Log Analytics Reader',
  deploy: 'Microsoft Sentinel Contributor and Log Analytics Contributor',
  hunt: 'Log Analytics Reader',
};

const PERMISSIONS_API_VERSION = '2022-04-01';

/** Tokens are refused when the clocks differ by more, in milliseconds. */
const CLOCK_TOLERANCE = 5 * 60_000;

/**
 * Finds out what is missing to reach a workspace and to work with it. Asks only; throws nothing that a person could correct.
 * @param now the time of this machine
 */
export async function checkUp(connection: Connection, environment: Environment, now: Date): Promise<Finding[]> {
  const findings: Finding[] = [reachable(connection, environment)];
  const login = await checkLogin(connection);
  findings.push(login);
  if (login.outcome === 'missing') return findings;
  const workspace = await attempt('workspace', connection, async () => {
    const { status, date, body } = await connection.arm.ask('', '2023-09-01');
    findings.push(clock(date, now));
    if (status === 404) return missing('workspace', 'There is no such workspace.', PLACE_HELP);
    if (status >= 300) return refused('workspace', status);
    const guid = isObject(body) && isObject(body.properties) ? body.properties.customerId : '';
    return ok('workspace', `It is there${guid ? ` (${String(guid)})` : ''}.`);
  });
  findings.push(workspace);
  if (workspace.outcome === 'missing') return findings;
  findings.push(await checkOnboarding(connection));
  findings.push(...(await checkRoles(connection)));
  return findings;
}

const PLACE_HELP = 'Check subscriptionId, resourceGroup and workspaceName in sentinel.config.yaml.';
const ROLE_DELAY = 'A new assignment takes up to an hour to be seen.';

function reachable({ endpoints, local }: Connection, environment: Environment): Finding {
  const proxy = environment.HTTPS_PROXY ?? environment.https_proxy ?? environment.ALL_PROXY;
  const through = local
    ? ', on this machine'
    : proxy
      ? `, through the proxy ${withoutPassword(proxy)}`
      : ', without a proxy';
  return ok('endpoint', `${endpoints.management}${through}.`);
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}

async function checkLogin({ credential, endpoints, local, name }: Connection): Promise<Finding> {
  if (local) return ok('login', 'None is needed: the workspace is served on this machine.');
  try {
    const token = await credential.getToken(`${endpoints.management.replace(/\/$/, '')}/.default`);
    return token ? ok('login', 'There is a token.') : missing('login', 'There is no token.', 'Log in with az login.');
  } catch (error) {
    const known = toSentinelError(error, name);
    return missing('login', known.message, known.help);
  }
}

function clock(date: string, now: Date): Finding {
  const theirs = Date.parse(date);
  if (Number.isNaN(theirs))
    return { name: 'clock', outcome: 'unknown', message: 'The service tells no time.', help: '' };
  const minutes = Math.round((now.getTime() - theirs) / 60_000);
  if (Math.abs(now.getTime() - theirs) <= CLOCK_TOLERANCE) return ok('clock', 'It agrees with that of the service.');
  const message = `This machine is ${Math.abs(minutes)} minutes ${minutes < 0 ? 'behind' : 'ahead of'} the service.`;
  return missing('clock', message, 'Set the clock: tokens are refused otherwise.');
}

function checkOnboarding(connection: Connection): Promise<Finding> {
  return attempt('sentinel', connection, async () => {
    const { status } = await connection.arm.ask(`${INSIGHTS}/onboardingStates/default`);
    if (status < 300) return ok('sentinel', 'Microsoft Sentinel is enabled.');
    const help = 'Add Microsoft Sentinel to the workspace in the portal, or with an onboardingStates resource.';
    return status === 404
      ? missing('sentinel', 'Microsoft Sentinel is not enabled on it.', help)
      : refused('sentinel', status);
  });
}

async function checkRoles(connection: Connection): Promise<Finding[]> {
  const path = 'providers/Microsoft.Authorization/permissions';
  let grants: Grant[];
  try {
    const { status, body } = await connection.arm.ask(path, PERMISSIONS_API_VERSION);
    if (status >= 300) return [unknownRoles(`HTTP ${status}`)];
    grants = grantsIn(body);
  } catch (error) {
    return [unknownRoles(toSentinelError(error, connection.name).message)];
  }
  return Object.entries(NEEDS).map(([verb, needs]) => {
    const lacking = needs.filter((action) => !grants.some((grant) => isGranted(grant, action)));
    if (lacking.length === 0) return ok(`roles for ${verb}`, 'They are there.');
    return missing(
      `roles for ${verb}`,
      `Not allowed: ${lacking.join(', ')}.`,
      `Assign ${ROLES[verb]} on the workspace. ${ROLE_DELAY}`,
    );
  });
}

function unknownRoles(reason: string): Finding {
  return { name: 'roles', outcome: 'unknown', message: `The service does not tell them: ${reason}`, help: ROLE_DELAY };
}

interface Grant {
  actions: string[];
  notActions: string[];
}

function grantsIn(body: unknown): Grant[] {
  const value: unknown[] = isObject(body) && Array.isArray(body.value) ? body.value : [];
  const texts = (list: unknown) => (Array.isArray(list) ? list.filter((item) => typeof item === 'string') : []);
  return value.map((entry) => {
    const { actions, notActions } = isObject(entry) ? entry : {};
    return { actions: texts(actions), notActions: texts(notActions) };
  });
}

/** Whether one assignment allows an action: `*` stands for anything, and what it takes out it does not give. */
export function isGranted({ actions, notActions }: Grant, action: string): boolean {
  const covers = (pattern: string) =>
    new RegExp(
      `^${pattern
        .split('*')
        .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
        .join('.*')}$`,
      'i',
    ).test(action);
  return actions.some(covers) && !notActions.some(covers);
}

async function attempt(name: string, connection: Connection, work: () => Promise<Finding>): Promise<Finding> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SentinelError && error.code === 'interrupted') throw error;
    const known = toSentinelError(error, connection.name);
    return statusOf(error) === 403 ? refused(name, 403) : missing(name, known.message, known.help);
  }
}

function ok(name: string, message: string): Finding {
  return { name, outcome: 'ok', message, help: '' };
}

function missing(name: string, message: string, help: string): Finding {
  return { name, outcome: 'missing', message, help };
}

function refused(name: string, status: number): Finding {
  return missing(
    name,
    `The service refuses to tell (HTTP ${status}).`,
    `Assign a reading role on the workspace. ${ROLE_DELAY}`,
  );
}
