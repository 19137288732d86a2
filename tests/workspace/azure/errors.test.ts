import { RestError } from '@azure/core-rest-pipeline';
import { SentinelError } from '../../../scripts/base/errors.js';
import { statusOf, toSentinelError } from '../../../scripts/workspace/azure/errors.js';
import { retryAfter } from '../../../scripts/workspace/azure/transport.js';

const rest = (statusCode: number | undefined, message: string, more: { code?: string; method?: string } = {}) => {
  const error = new RestError(message, { ...(statusCode === undefined ? {} : { statusCode }), ...more });
  if (more.method !== undefined) Object.assign(error, { request: { method: more.method } });
  return error;
};
const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const lost = (code: string) => Object.assign(new Error('the line\nis dead'), { code });

const ROLES = 'The identity needs Microsoft Sentinel Contributor and Log Analytics Contributor on the workspace.';
const LOGIN =
  'Log in with `az login`; in GitHub Actions set AZURE_CLIENT_ID and AZURE_TENANT_ID, and the permission id-token: write.';
const NETWORK = 'Check the endpoint in sentinel.config.yaml, and the network.';
const READING = 'Try again. If it stays, check the endpoint in sentinel.config.yaml, and the proxies on the way.';
const PLACE =
  'Check subscriptionId, resourceGroup and workspaceName in sentinel.config.yaml, and that Sentinel is enabled there.';
const BUSY = 'The service is busy or at fault: try again later.';

describe('a failed request is told to people', () => {
  it.each<[string, Error, code: string, message: string, help: string]>([
    ['401', rest(401, 'no'), 'credential-rejected', "The workspace 'w' rejected the credential (HTTP 401): no", ROLES],
    ['403', rest(403, 'no'), 'forbidden', "The workspace 'w' rejected the credential (HTTP 403): no", ROLES],
    ...['CredentialUnavailableError', 'AuthenticationError', 'AggregateAuthenticationError'].map(
      (name): [string, Error, string, string, string] => [
        name,
        named(name, 'no login\nand more'),
        'no-credential',
        "There is no Azure credential for the workspace 'w': no login",
        LOGIN,
      ],
    ),
    ...[
      ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'EPIPE', 'NO_ANSWER'],
    ].map((code): [string, Error, string, string, string] => [
      code,
      lost(code),
      'unreachable',
      "The workspace 'w' cannot be reached: the line",
      NETWORK,
    ]),
    [
      'no status',
      rest(undefined, 'x\ny'),
      'no-answer',
      "The workspace 'w' gave no answer that can be read: x",
      READING,
    ],
    ['399', rest(399, 'x'), 'no-answer', "The workspace 'w' gave no answer that can be read: x", READING],
    [
      'half an answer',
      rest(200, 'x', { code: RestError.PARSE_ERROR }),
      'no-answer',
      "The workspace 'w' gave no answer that can be read: it is cut short, or not JSON",
      READING,
    ],
    [
      'nothing to say',
      rest(undefined, ''),
      'no-answer',
      "The workspace 'w' gave no answer that can be read: HTTP without a status",
      READING,
    ],
    ['GET 404', rest(404, 'gone', { method: 'GET' }), 'no-workspace', "The workspace 'w' was not found: gone", PLACE],
    [
      'PUT 404',
      rest(404, 'gone', { method: 'PUT' }),
      'refused',
      "The workspace 'w' answered HTTP 404: gone",
      'Correct what it names.',
    ],
    ['400', rest(400, 'x'), 'refused', "The workspace 'w' answered HTTP 400: x", 'Correct what it names.'],
    ['429', rest(429, ''), 'refused', "The workspace 'w' answered HTTP 429: HTTP 429", BUSY],
    ['499', rest(499, 'x'), 'refused', "The workspace 'w' answered HTTP 499: x", 'Correct what it names.'],
    ['500', rest(500, 'x'.repeat(501)), 'refused', `The workspace 'w' answered HTTP 500: ${'x'.repeat(500)}`, BUSY],
  ])('%s', (_, error, code, message, help) => {
    expect(toSentinelError(error, 'w')).toMatchObject({ code, message, help, cause: error });
  });

  it('but what is none passes as it is', () => {
    const known = new SentinelError('x', 'y', 'z');
    expect(toSentinelError(known, 'w')).toBe(known);
    expect(() => toSentinelError(new TypeError('a bug'), 'w')).toThrow('a bug');
    expect(() => toSentinelError('text', 'w')).toThrow('text');
  });

  it('and keeps its status', () => {
    expect(statusOf(rest(409, 'x'))).toBe(409);
    expect(statusOf(toSentinelError(rest(403, 'x'), 'w'))).toBe(403);
    expect(statusOf(new Error('x'))).toBeUndefined();
    expect(statusOf(new SentinelError('x', 'y', 'z'))).toBeUndefined();
  });
});

it.each([
  ['0', 0],
  ['12', 12_000],
  ['99999', 99_999_000],
  ['100000', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  [undefined, undefined],
])('Retry-After: %s is %s milliseconds', (header, milliseconds) => {
  expect(retryAfter({ get: (name) => (name === 'retry-after' ? header : undefined) })).toBe(milliseconds);
});
