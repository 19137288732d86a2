import { DEFAULT_BEHAVIOUR } from '../../../scripts/emulator/behaviour/behaviour.js';
import { FAULTS, type FaultName, Faults, parseFault } from '../../../scripts/emulator/behaviour/faults.js';
import { Operations } from '../../../scripts/emulator/behaviour/operations.js';
import { authorise, ROLES, readCaller } from '../../../scripts/emulator/behaviour/roles.js';
import { Throttle } from '../../../scripts/emulator/behaviour/throttle.js';
import { Visibility } from '../../../scripts/emulator/behaviour/visibility.js';
import { readTimespan } from '../../../scripts/emulator/logs/timespan.js';
import { durationOf, normaliseRule } from '../../../scripts/emulator/resources/rule-normal-form.js';
import { apiVersionsOf } from '../../../scripts/emulator/server/api-versions.js';
import { readListOptions } from '../../../scripts/emulator/server/list-options.js';

// The parts of the local workspace that need no server.

const refusal = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

it('the limits of the service are those that Microsoft documents', () => {
  expect(DEFAULT_BEHAVIOUR).toEqual({
    ...{ pageSize: 100, bodyLimit: 4_194_304, uploadLimit: 3_984_588, recordLimit: 10_240, retryAfter: 1, hunts: 100 },
    rules: { Scheduled: { enabled: 512, total: 1024 }, NRT: { enabled: 50, total: 100 } },
    ...{ queryRows: 500_000, queryBytes: 104_857_600, latency: 0 },
    throttle: {
      reads: { size: 250, perSecond: 25 },
      writes: { size: 200, perSecond: 10 },
      deletes: { size: 200, perSecond: 10 },
    },
    ...{ operationTime: 3000, recreationTime: 5000, visibleAfter: 2000 },
  });
});

describe('a fault', () => {
  it('has a rate and words of its own', () => {
    for (const [name, { rate, help }] of Object.entries(FAULTS)) {
      expect(parseFault(name)).toEqual([name, rate]);
      expect(rate).toBeLessThanOrEqual(1);
      expect(help.length).toBeGreaterThan(20);
    }
    expect(parseFault('slow=0.25')).toEqual(['slow', 0.25]);
    expect(parseFault('slow=0')).toEqual(['slow', 0]);
    expect(parseFault('slow=1')).toEqual(['slow', 1]);
  });

  it.each([
    ['slwo', "--fault: there is no fault 'slwo'.", 'Did you mean slow?'],
    ['zzz', "--fault: there is no fault 'zzz'.", `Faults: ${Object.keys(FAULTS).join(', ')}.`],
    ['slow=', "--fault slow: '' is no rate.", 'Give a number from 0 to 1, as 0.2.'],
    ['slow=1.1', "--fault slow: '1.1' is no rate.", 'Give a number from 0 to 1, as 0.2.'],
    ['slow=-0.1', "--fault slow: '-0.1' is no rate.", 'Give a number from 0 to 1, as 0.2.'],
    ['slow=x', "--fault slow: 'x' is no rate.", 'Give a number from 0 to 1, as 0.2.'],
  ])('%s is none', (text, message, help) => {
    expect(refusal(() => parseFault(text))).toMatchObject({ code: 'usage', message, help });
  });

  it('strikes the same requests for the same seed, whatever other faults there are', () => {
    const strikes = (name: FaultName, rates: Partial<Record<FaultName, number>>, seed?: number) => {
      const faults = new Faults(rates, seed);
      return Array.from({ length: 40 }, () => Number(faults.strikes(name))).join('');
    };
    const once = strikes('late', { late: 0.5 });
    expect(strikes('late', { late: 0.5 })).toBe(once);
    expect(strikes('late', { late: 0.5, slow: 0.5 })).toBe(once);
    expect(strikes('late', { late: 0.5 }, 2)).not.toBe(once);
    expect(strikes('slow', { late: 0.5, slow: 0.5 })).not.toBe(once);
    expect([...once].filter((one) => one === '1').length).toBeGreaterThan(10);
    expect([...once].filter((one) => one === '1').length).toBeLessThan(30);
    expect(strikes('late', { late: 1 })).toBe('1'.repeat(40));
    expect(strikes('late', { late: 0 })).toBe('0'.repeat(40));
    expect(strikes('late', {})).toBe('0'.repeat(40));
  });
});

describe('a caller', () => {
  it.each([
    [undefined, false, { name: 'local', actions: ['*'] }],
    ['Bearer log-reader', false, { name: 'log-reader', actions: ['*/read'] }],
    ['bearer  none ', true, { name: 'none', actions: [] }],
  ])('with %p, a token asked for: %p', (header, required, caller) => {
    expect(readCaller(header, required)).toEqual(caller);
  });

  it.each([
    [undefined, 'AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing."],
    ['Basic x', 'AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing."],
    [
      'Bearer expired',
      'ExpiredAuthenticationToken',
      'The access token expiry UTC time is earlier than current UTC time.',
    ],
    ['Bearer toString', 'InvalidAuthenticationToken', 'The access token is invalid.'],
  ])('with %p is unauthorized', (header, code, message) => {
    expect(refusal(() => readCaller(header, true))).toMatchObject({
      ...{ status: 401, code, message },
      headers: { 'www-authenticate': 'Bearer authorization_uri="https://login.microsoftonline.com/local"' },
    });
  });

  it.each([
    [
      'owner',
      ['Microsoft.SecurityInsights/alertRules/write', 'Microsoft.OperationalInsights/workspaces/query/read'],
      [],
    ],
    [
      'sentinel-contributor',
      [
        ...['Microsoft.SecurityInsights/alertRules/write', 'microsoft.securityinsights/hunts/delete'],
        ...['Microsoft.OperationalInsights/workspaces/read', 'Microsoft.OperationalInsights/workspaces/query/read'],
        ...['Microsoft.OperationalInsights/workspaces/savedSearches/write', 'Microsoft.Authorization/x/read'],
      ],
      ['Microsoft.OperationalInsights/workspaces/tables/write', 'Microsoft.Authorization/x/write'],
    ],
    [
      'sentinel-reader',
      [
        ...['Microsoft.SecurityInsights/alertRules/read', 'Microsoft.OperationalInsights/workspaces/read'],
        ...['Microsoft.OperationalInsights/workspaces/savedSearches/read', 'Microsoft.Authorization/x/read'],
      ],
      ['Microsoft.SecurityInsights/alertRules/write', 'Microsoft.OperationalInsights/workspaces/savedSearches/write'],
    ],
    ['log-reader', ['a/b/read'], ['a/b/write']],
    ['none', [''], ['a/b/read']],
  ])('%s may do what Azure lets them', (name, allowed, denied) => {
    const caller = { name, actions: ROLES[name] ?? [] };
    for (const action of allowed) expect(() => authorise(caller, action, '/scope')).not.toThrow();
    for (const action of denied) {
      expect(refusal(() => authorise(caller, action, '/scope'))).toMatchObject({
        ...{ status: 403, code: 'AuthorizationFailed' },
        message:
          `The client '${name}' does not have authorization to perform action '${action}' over scope '/scope' ` +
          'or the scope is invalid. If access was recently granted, please refresh your credentials.',
      });
    }
  });
});

it('a throttle has a bucket for each caller and sort of request', () => {
  const bucket = (size: number) => ({ size, perSecond: 2 });
  const throttle = new Throttle({ reads: bucket(1), writes: bucket(2), deletes: bucket(1) });
  const waits = (caller: string, ...methods: string[]) => methods.map((method) => throttle.wait(caller, method, 0));
  expect(waits('a', 'GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'DELETE')).toEqual([0, 1, 0, 0, 1, 0, 1]);
  expect(waits('b', 'GET')).toEqual([0]);
  expect(throttle.wait('a', 'GET', 499)).toBe(1);
  expect(throttle.wait('a', 'GET', 500)).toBe(0);
  expect(throttle.wait('a', 'GET', 0)).toBe(1);
  expect(throttle.wait('a', 'PUT', 60_000)).toBe(0);
  expect(throttle.wait('a', 'PUT', 60_000)).toBe(0);
  expect(refusal(() => throttle.take('a', 'PUT', 60_000))).toMatchObject({
    ...{ status: 429, code: 'TooManyRequests', headers: { 'retry-after': '1' } },
    message: 'The number of requests for the subscription has exceeded its limit. Try again later.',
  });
});

it('operations are found by their id for a day, and the latest by its list', () => {
  const DAY = 86_400_000;
  const operations = new Operations();
  const start = (alias: string, action: 'upload' | 'delete', started: number) =>
    operations.start({ alias, action, started, finished: started + 10, hangs: false });
  const first = start('List', 'upload', 0);
  const second = start('list', 'delete', 5);
  expect(operations.find(first.id.toUpperCase())).toBe(first);
  expect(operations.underWay('LIST', 9)).toBe(second);
  expect(operations.underWay('list', 14)).toBe(second);
  expect(operations.underWay('list', 15)).toBeUndefined();
  expect(operations.underWay('other', 0)).toBeUndefined();
  expect(operations.lastDeletion('List')).toBe(second);
  start('x', 'upload', DAY);
  expect(operations.find(first.id)).toBe(first);
  start('x', 'upload', DAY + 1);
  expect(operations.find(first.id)).toBeUndefined();
  expect(operations.find(second.id)).toBe(second);
});

it('reads see for a while what was there before', () => {
  const one = (seq: bigint, name: string) => ({ seq, name });
  const visibility = new Visibility<{ seq: bigint; name: string }>();
  const seen = (found: { seq: bigint; name: string }[], now: number, after = 0n, to?: bigint) =>
    visibility.seen('list', found, { after, to }, now).map(({ name }) => name);
  const now = [one(1n, 'a2'), one(2n, 'b'), one(4n, 'new')];
  expect(seen(now, 0)).toEqual(['a2', 'b', 'new']);
  visibility.hide('list', 1n, one(1n, 'a1'), 10);
  visibility.hide('list', 1n, one(1n, 'a0'), 5);
  visibility.hide('list', 3n, one(3n, 'gone'), 20);
  visibility.hide('list', 4n, undefined, 20);
  visibility.hide('other', 2n, undefined, 20);
  expect(seen(now, 9)).toEqual(['a1', 'b', 'gone']);
  expect(seen(now.slice(1, 2), 9, 1n, 2n)).toEqual(['b']);
  expect(seen(now.slice(1), 9, 1n, 3n)).toEqual(['b', 'gone', 'new']);
  expect(seen(now, 10)).toEqual(['a2', 'b', 'gone']);
  expect(seen(now, 20)).toEqual(['a2', 'b', 'new']);
});

it.each([
  ['P1D', ['2026-05-01T00:00:00Z', '2026-05-02T00:00:00Z']],
  ['2026-04-01/2026-04-02', ['2026-04-01T00:00:00Z', '2026-04-02T00:00:00Z']],
  ['2026-04-01/PT1H', ['2026-04-01T00:00:00Z', '2026-04-01T01:00:00Z']],
  ['PT1H/2026-04-01', ['2026-03-31T23:00:00Z', '2026-04-01T00:00:00Z']],
  ['x', undefined],
  ['2026-04-01', undefined],
  ['2026-04-01/x', undefined],
  ['x/2026-04-01', undefined],
  ['P1D/P1D', undefined],
  ['2026-99-01/2026-04-01', undefined],
  ['2026-04-01/2026-04-02/P1D', undefined],
])('the timespan %s', (text, moments) => {
  const [from, to] = moments ?? [];
  const expected = from && to ? { from: Date.parse(from), to: Date.parse(to) } : undefined;
  expect(readTimespan(text, new Date('2026-05-02T00:00:00Z'))).toEqual(expected);
});

describe('a rule comes back', () => {
  it('with what the service fills in', () => {
    expect(normaliseRule({ displayName: 'x' })).toEqual({
      ...{ displayName: 'x', description: '', tactics: [], techniques: null, subTechniques: null },
      ...{ alertRuleTemplateName: null, templateVersion: null, entityMappings: null, customDetails: null },
      ...{ alertDetailsOverride: null, sentinelEntitiesMappings: null },
      eventGroupingSettings: { aggregationKind: 'SingleAlert' },
      incidentConfiguration: {
        createIncident: true,
        groupingConfiguration: {
          ...{ enabled: false, reopenClosedIncident: false, lookbackDuration: 'PT5H', matchingMethod: 'AllEntities' },
          ...{ groupByEntities: [], groupByAlertDetails: [], groupByCustomDetails: [] },
        },
      },
    });
    expect(normaliseRule({ startTimeUtc: '2026-05-01T00:00:00Z' }).startTimeUtc).toBe('2026-05-01T00:00:00.0000000Z');
    expect(normaliseRule({ startTimeUtc: 'soon' }).startTimeUtc).toBe('soon');
  });

  it.each([
    ['PT0S', 0, 'PT0S'],
    ['PT59S', 59, 'PT59S'],
    ['PT60S', 60, 'PT1M'],
    ['PT61M', 3660, 'PT1H1M'],
    ['PT25H', 90_000, 'P1DT1H'],
    ['P1DT2H3M4S', 93_784, 'P1DT2H3M4S'],
    ['P', undefined, 'P'],
    ['PT', undefined, 'PT'],
    ['P1W', undefined, 'P1W'],
    ['1h', undefined, '1h'],
  ])('with %s as %s seconds, in the form %s', (text, seconds, form) => {
    expect(durationOf(text)).toBe(seconds === undefined ? undefined : seconds * 1000);
    for (const field of ['queryFrequency', 'queryPeriod', 'suppressionDuration']) {
      expect(normaliseRule({ [field]: text })[field]).toBe(form);
    }
    const grouping = { incidentConfiguration: { groupingConfiguration: { lookbackDuration: text } } };
    expect(Object(normaliseRule(grouping).incidentConfiguration).groupingConfiguration.lookbackDuration).toBe(form);
  });
});

it.each([
  ['Microsoft.SecurityInsights/alertRules', 41, '2019-01-01-preview', '2025-09-01'],
  ['microsoft.securityinsights/HUNTS/relations', 14, '2023-04-01-preview', '2025-07-01-preview'],
  ['Microsoft.SecurityInsights/threatIntelligence/main/query', 4, '2024-10-01-preview', '2025-07-01-preview'],
  ['Microsoft.SecurityInsights/metadata', 39, '2021-03-01-preview', '2025-09-01'],
  ['Microsoft.OperationalInsights/workspaces', 11, '2015-03-20', '2025-07-01'],
  ['Microsoft.OperationalInsights/workspaces/query', 12, '2015-03-20', '2025-07-01'],
  ['Microsoft.Authorization/permissions', 3, '2015-07-01', '2022-04-01'],
])('%s is known to %i versions, from %s to %s', (type, count, first, last) => {
  const versions = apiVersionsOf(type);
  expect([versions.length, versions[0], versions.at(-1)]).toEqual([count, first, last]);
  expect(apiVersionsOf('Microsoft.Other/x')).toEqual([]);
});

describe('the options of a list', () => {
  const RESOURCES = [
    { name: 'a', kind: 'X', properties: { displayName: "It's", number: 2, on: true } },
    { name: 'b', kind: 'Y', properties: { displayName: 'beta', number: 10, on: false } },
    { name: 'c', kind: 'x', properties: { displayName: 'alpha' } },
  ];
  const ALL = ['$filter', '$orderby', '$top', '$skip'] as const;
  const options = (query: string) => readListOptions(new URLSearchParams(query), ALL);
  const names = (query: string) => {
    const read = options(query);
    if (!read) return undefined;
    const found = RESOURCES.filter(read.matches);
    return (read.compare ? found.sort(read.compare) : found).map(({ name }) => name).join('');
  };

  it.each([
    ["kind eq 'X'", 'ac'],
    ["kind ne 'x'", 'b'],
    ["Properties/DisplayName eq 'it''s'", 'a'],
    ['properties/number eq 10', 'b'],
    ['properties/on eq TRUE', 'a'],
    ['properties/on eq null', 'c'],
    ["contains(properties/displayName, 'ALPH')", 'c'],
    ["startswith(properties/displayName, 'b')", 'b'],
    ["startswith(properties/displayName, 'eta')", ''],
    ["kind eq 'X' and not (name eq 'a')", 'c'],
    ["name eq 'a' or name eq 'b' and kind eq 'Z'", 'a'],
    ["(name eq 'a' or name eq 'b') and kind eq 'Y'", 'b'],
  ])('$filter=%s', (filter, expected) => {
    expect(names(`$filter=${encodeURIComponent(filter)}`)).toBe(expected);
  });

  it.each([
    "kind gt 'X'",
    'kind eq',
    'kind eq X',
    "kind eq 'X' more",
    '(',
    "contains(kind 'X')",
    `${'('.repeat(22)}kind eq 'X'${')'.repeat(22)}`,
  ])('$filter=%s is not understood', (filter) => {
    expect(refusal(() => options(`$filter=${encodeURIComponent(filter)}`))).toMatchObject({
      status: 400,
      message: `The $filter '${filter}' is not understood.`,
    });
  });

  it('order, skip and take', () => {
    expect(names('$orderby=properties/displayName')).toBe('acb');
    expect(names('$orderby=properties/displayName%20desc')).toBe('bca');
    expect(options('$top=2&$skip=1')).toMatchObject({ skip: 1, top: 2, compare: undefined });
    expect(options('$skip=1')).toMatchObject({ skip: 1, top: Number.MAX_SAFE_INTEGER });
    expect(options('')).toBeUndefined();
    expect(options('api-version=1&$skipToken=x')).toBeUndefined();
  });

  it.each([
    ['$top=x', "The value 'x' of $top is no number."],
    ['$skip=-1', "The value '-1' of $skip is no number."],
    ['$top=9007199254740992', "The value '9007199254740992' of $top is no number."],
    ['$orderby=a%20b%20c', "The $orderby 'a b c' is not understood."],
    ['$select=x', 'The query option $select is not supported by the local workspace.'],
  ])('are refused: %s', (query, message) => {
    expect(refusal(() => options(query))).toMatchObject({ status: 400, message });
  });
});
