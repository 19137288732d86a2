import { checkUp, type Finding } from '../../../scripts/workspace/azure/checkup.js';
import type { Connection } from '../../../scripts/workspace/azure/connection.js';
import { type Answer, scripted } from './scripted.js';

const NOW = new Date('2026-05-31T12:00:00Z');
const DATE = { date: 'Sun, 31 May 2026 12:00:00 GMT' };
const THERE: Answer = { body: { properties: { customerId: 'guid' } }, headers: DATE };
const all: Answer = { body: { value: [{ actions: ['*'], notActions: [] }] } };
const DELAY = 'A new assignment takes up to an hour to be seen.';

/** What is found where the service gives these answers: for the workspace, for Sentinel, for the permissions. */
async function found(
  answers: Answer[],
  { token = true, environment = {} as Record<string, string>, more = {} as Partial<Connection>, now = NOW } = {},
): Promise<Record<string, string>> {
  const { connection } = await scripted(...answers);
  const credential = { getToken: async () => (token ? { token: 't', expiresOnTimestamp: 0 } : null) };
  const findings = await checkUp({ ...connection, credential, ...more }, environment, now);
  const told = ({ outcome, message, help }: Finding) => `${outcome}: ${message}${help === '' ? '' : ` → ${help}`}`;
  return Object.fromEntries(findings.map((finding) => [finding.name, told(finding)]));
}

it('all is well', async () => {
  expect(await found([THERE, {}, all])).toEqual({
    endpoint: 'ok: https://management.azure.com, without a proxy.',
    login: 'ok: There is a token.',
    clock: 'ok: It agrees with that of the service.',
    workspace: 'ok: It is there (guid).',
    sentinel: 'ok: Microsoft Sentinel is enabled.',
    'roles for plan': 'ok: They are there.',
    'roles for deploy': 'ok: They are there.',
    'roles for hunt': 'ok: They are there.',
  });
  expect((await found([{ headers: DATE }, {}, all])).workspace).toBe('ok: It is there.');
});

it.each([
  [{ HTTPS_PROXY: 'http://me:secret@proxy:1', ALL_PROXY: 'x' }, 'through the proxy http://proxy:1'],
  [{ https_proxy: 'http://b' }, 'through the proxy http://b'],
  [{ ALL_PROXY: 'http://c' }, 'through the proxy http://c'],
])('a proxy is told: %j', async (environment, words) => {
  expect((await found([THERE, {}, all], { environment })).endpoint).toBe(`ok: https://management.azure.com, ${words}.`);
});

it('a workspace of this machine needs no login', async () => {
  expect(await found([THERE, {}, all], { more: { local: true }, token: false })).toMatchObject({
    endpoint: 'ok: https://management.azure.com, on this machine.',
    login: 'ok: None is needed: the workspace is served on this machine.',
  });
});

it('without a login nothing more is asked', async () => {
  expect(await found([THERE], { token: false })).toEqual({
    endpoint: expect.any(String),
    login: 'missing: There is no token. → Log in with az login.',
  });
});

it.each<[number, string]>([
  [0, 'ok: It agrees with that of the service.'],
  [300, 'ok: It agrees with that of the service.'],
  [-300, 'ok: It agrees with that of the service.'],
  [301, 'missing: This machine is 5 minutes ahead of the service. → Set the clock: tokens are refused otherwise.'],
  [-301, 'missing: This machine is 5 minutes behind the service. → Set the clock: tokens are refused otherwise.'],
  [-3600, 'missing: This machine is 60 minutes behind the service. → Set the clock: tokens are refused otherwise.'],
])('a clock that differs by %i seconds', async (seconds, clock) => {
  const now = new Date(NOW.getTime() + seconds * 1000);
  expect((await found([THERE, {}, all], { now })).clock).toBe(clock);
});

it('a service that tells no time says nothing of the clock', async () => {
  expect((await found([{}, {}, all])).clock).toBe('unknown: The service tells no time.');
});

it.each<[string, Answer, string]>([
  [
    'is not there',
    { status: 404 },
    'missing: There is no such workspace. → Check subscriptionId, resourceGroup and workspaceName in sentinel.config.yaml.',
  ],
  [
    'may not be seen',
    { status: 403 },
    `missing: The service refuses to tell (HTTP 403). → Assign a reading role on the workspace. ${DELAY}`,
  ],
  [
    'answers with no JSON',
    { body: '<html>', headers: { 'content-type': 'text/html' } },
    "missing: The workspace 'work' gave no answer that can be read: it is cut short, or not JSON → Try again. If it stays, check the endpoint in sentinel.config.yaml, and the proxies on the way.",
  ],
])('a workspace that %s ends the check-up', async (_, answer, told) => {
  const findings = await found([answer]);
  expect(findings.workspace).toBe(told);
  expect(findings).not.toHaveProperty('sentinel');
});

it.each<[number, string]>([
  [299, 'ok: Microsoft Sentinel is enabled.'],
  [
    404,
    'missing: Microsoft Sentinel is not enabled on it. → Add Microsoft Sentinel to the workspace in the portal, or with an onboardingStates resource.',
  ],
  [300, `missing: The service refuses to tell (HTTP 300). → Assign a reading role on the workspace. ${DELAY}`],
])('Sentinel answers with %i', async (status, told) => {
  expect((await found([THERE, { status }, all])).sentinel).toBe(told);
});

describe('the roles', () => {
  const roles = async (answer: Answer) => {
    const {
      endpoint: _,
      login: __,
      clock: ___,
      workspace: ____,
      sentinel: _____,
      ...rest
    } = await found([THERE, {}, answer]);
    return rest;
  };
  const grants = (...actions: string[]): Answer => ({ body: { value: [{ actions, notActions: [] }] } });

  it('of a reader are enough to plan', async () => {
    expect(await roles(grants('*/read'))).toEqual({
      'roles for plan': 'ok: They are there.',
      'roles for deploy':
        'missing: Not allowed: Microsoft.SecurityInsights/alertRules/write, Microsoft.SecurityInsights/alertRules/delete, ' +
        'Microsoft.SecurityInsights/metadata/write, Microsoft.SecurityInsights/watchlists/write, ' +
        'Microsoft.SecurityInsights/watchlists/watchlistItems/write, ' +
        'Microsoft.OperationalInsights/workspaces/savedSearches/write. → ' +
        `Assign Microsoft Sentinel Contributor and Log Analytics Contributor on the workspace. ${DELAY}`,
      'roles for hunt': 'ok: They are there.',
    });
  });

  it('that are none are named for each verb', async () => {
    for (const body of [{}, { value: 7 }, { value: [7, {}, { actions: [7] }] }]) {
      expect(await roles({ body })).toMatchObject({
        'roles for plan':
          'missing: Not allowed: Microsoft.SecurityInsights/alertRules/read, Microsoft.SecurityInsights/watchlists/read, ' +
          'Microsoft.OperationalInsights/workspaces/savedSearches/read. → ' +
          `Assign Microsoft Sentinel Reader and Log Analytics Reader on the workspace. ${DELAY}`,
        'roles for hunt':
          'missing: Not allowed: Microsoft.OperationalInsights/workspaces/query/read. → ' +
          `Assign Log Analytics Reader on the workspace. ${DELAY}`,
      });
    }
  });

  it('may come from several assignments', async () => {
    const value = [
      { actions: ['*'], notActions: ['*'] },
      { actions: ['Microsoft.OperationalInsights/workspaces/query/read'], notActions: [] },
    ];
    expect((await roles({ body: { value } }))['roles for hunt']).toBe('ok: They are there.');
  });

  it('that nobody tells are unknown', async () => {
    expect(await roles({ status: 300 })).toEqual({
      roles: `unknown: The service does not tell them: HTTP 300 → ${DELAY}`,
    });
    expect(await roles({ body: '<', headers: { 'content-type': 'text/html' } })).toEqual({
      roles: expect.stringMatching(/^unknown: The service does not tell them: The workspace 'work' gave no answer/),
    });
  });
});
