import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createHttpHeaders } from '@azure/core-rest-pipeline';
import { isGranted } from '../../../scripts/workspace/azure/checkup.js';
import { CLOUDS } from '../../../scripts/workspace/azure/clouds.js';
import { type ConnectionOptions, connect, type Place } from '../../../scripts/workspace/azure/connection.js';
import { azureCredential, requestAssertion } from '../../../scripts/workspace/azure/credential.js';

const PLACE: Place = {
  name: 'work',
  subscriptionId: '00000000-0000-4000-8000-000000000001',
  resourceGroup: 'group',
  workspaceName: 'workspace',
};

const open = (more: Partial<Place>, options?: ConnectionOptions) => connect({ ...PLACE, ...more }, options);
const management = (endpoint: string) => ({ endpoints: { management: endpoint } });
const policies = async (more: Partial<Place>) =>
  (await open(more)).insights.pipeline.getOrderedPolicies().map(({ name }) => name);

describe('where a token goes', () => {
  it.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])('%s gets none', async (endpoint) => {
    expect((await open(management(endpoint))).local).toBe(true);
    expect(await policies(management(endpoint))).not.toContain('bearerTokenAuthenticationPolicy');
  });

  it.each(['https://127.0.0.1:8443', 'https://localhost', 'https://management.azure.com', 'https://arm.example'])(
    '%s gets one: what counts is the protocol, not the name',
    async (endpoint) => {
      const connection = await open(management(endpoint));
      expect(connection.local).toBe(false);
      for (const client of [connection.insights, connection.logs]) {
        expect(client.pipeline.getOrderedPolicies().map(({ name }) => name)).toContain(
          'bearerTokenAuthenticationPolicy',
        );
      }
    },
  );

  it.each(['http://management.azure.com', 'http://127.0.0.1.evil.example', 'ftp://127.0.0.1', 'no url'])(
    '%s is refused',
    async (endpoint) => {
      await expect(open(management(endpoint))).rejects.toMatchObject({ code: 'workspace' });
    },
  );

  it.each([
    ['the public cloud', {}, 'https://management.azure.com/.default'],
    ['another cloud', { cloud: 'usgov' }, 'https://management.usgovcloudapi.net/.default'],
    ['another host', management('https://arm.example/'), 'https://arm.example/.default'],
    ['a name of this machine', management('https://localhost'), 'https://localhost/.default'],
  ] as const)('a request to %s carries a token for that place', async (_, place, scope) => {
    const connection = await open(place);
    const asked: unknown[] = [];
    jest.spyOn(connection.credential, 'getToken').mockImplementation(async (scopes) => {
      asked.push([scopes].flat());
      return { token: 'secret', expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
    });
    for (const { pipeline } of [connection.insights, connection.logs]) {
      const sent: string[] = [];
      pipeline.addPolicy(
        {
          name: 'answer',
          sendRequest: async (request) => {
            sent.push(request.headers.get('authorization') ?? '', new URL(request.url).origin);
            return { request, status: 200, headers: createHttpHeaders(), bodyAsText: '{"value":[]}' };
          },
        },
        { afterPhase: 'Sign' },
      );
      const path =
        pipeline === connection.insights.pipeline ? 'providers/Microsoft.SecurityInsights/x' : 'savedSearches';
      expect(await connection.arm.list(path)).toEqual([]);
      expect(sent).toEqual(['Bearer secret', new URL(connection.endpoints.management).origin]);
    }
    expect(asked).toEqual([[scope], [scope]]);
  });

  it.each([
    [
      'http://management.azure.com',
      "The endpoint 'http://management.azure.com' is not https.",
      'Plain http is for a local workspace on 127.0.0.1 only: a token must not travel in the clear.',
    ],
    ['no url', "The endpoint 'no url' is no URL.", 'Write it as https://host.'],
  ])('%s is refused with the reason', async (endpoint, message, help) => {
    await expect(open(management(endpoint))).rejects.toMatchObject({ message, help });
  });

  it('the hosts of each cloud are its own, and a token goes to them over TLS', () => {
    const hosts = Object.values(CLOUDS).flatMap((cloud) => Object.values(cloud));
    expect(new Set(hosts).size).toBe(hosts.length);
    for (const host of hosts) expect(host).toMatch(/^https:\/\/[a-z.]+$/);
  });

  it('the workspace has a place in Azure, a name, and the patience of the service', async () => {
    const connection = await open({});
    expect(connection.arm.workspaceId).toBe(
      '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/group/providers/Microsoft.OperationalInsights/workspaces/workspace',
    );
    expect(connection).toMatchObject({
      name: 'work',
      scope: { resourceGroup: 'group', workspaceName: 'workspace' },
      patience: { answerWithin: 120_000, firstPause: 1000, operationWithin: 600_000 },
    });
  });

  it('the hosts are those of the cloud, where nothing else is said', async () => {
    expect((await open({ cloud: 'usgov' })).endpoints).toEqual({
      management: 'https://management.usgovcloudapi.net',
      logs: 'https://api.loganalytics.us',
      threatIntelligence: undefined,
    });
    const mixed = await open({ cloud: 'china', endpoints: { logs: 'https://logs.example' } });
    expect(mixed.endpoints).toMatchObject({
      management: 'https://management.chinacloudapi.cn',
      logs: 'https://logs.example',
    });
  });
});

describe('the identity of a job in GitHub Actions', () => {
  let server: Server;
  let asked: { url: string; authorization: string }[];

  const serve = async (answer: (message: IncomingMessage, response: ServerResponse) => void) => {
    asked = [];
    server = createServer((message, response) => {
      asked.push({ url: message.url ?? '', authorization: message.headers.authorization ?? '' });
      answer(message, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
      AZURE_TENANT_ID: '00000000-0000-4000-8000-000000000002',
      AZURE_CLIENT_ID: '00000000-0000-4000-8000-000000000003',
    };
  };
  afterEach(() => server?.close());

  it('is asked for anew each time, for the audience of Entra', async () => {
    let count = 0;
    const environment = await serve((_, response) => response.end(JSON.stringify({ value: `assertion-${++count}` })));
    expect(await requestAssertion(environment)).toBe('assertion-1');
    expect(await requestAssertion(environment)).toBe('assertion-2');
    expect(asked).toEqual(
      Array(2).fill({
        url: '/token?api-version=2&audience=api%3A%2F%2FAzureADTokenExchange',
        authorization: 'bearer secret',
      }),
    );
    expect((await azureCredential('https://login.microsoftonline.com', environment)).constructor.name).toBe(
      'ClientAssertionCredential',
    );
  });

  it.each([
    ['a refusal', 403, ''],
    ['a page of HTML', 200, '<html>'],
    ['no value', 200, '{}'],
  ])('%s says which permission is missing', async (_, status, body) => {
    const environment = await serve((_message, response) => response.writeHead(status).end(body));
    await expect(requestAssertion(environment)).rejects.toMatchObject({
      code: 'no-credential',
      message: `GitHub gave the job no identity (HTTP ${status}).`,
      help: 'Give the job the permission id-token: write.',
    });
  });

  it('elsewhere the machine decides', async () => {
    expect((await azureCredential('https://login.microsoftonline.com', {})).constructor.name).toBe(
      'DefaultAzureCredential',
    );
  });
});

describe('permissions', () => {
  it.each([
    [['*'], [], true],
    [['*/read'], [], false],
    [['Microsoft.SecurityInsights/*'], [], true],
    [['microsoft.securityinsights/ALERTRULES/write'], [], true],
    [['Microsoft.SecurityInsights/*'], ['Microsoft.SecurityInsights/*/write'], false],
    [['MicrosoftXSecurityInsights/*'], [], false],
  ])('%j without %j', (actions, notActions, granted) => {
    expect(isGranted({ actions, notActions }, 'Microsoft.SecurityInsights/alertRules/write')).toBe(granted);
  });
});
