import { type Bench, INSIGHTS, startBench } from '../support.js';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.emulator.close());

const STATE = `${INSIGHTS}/onboardingStates/default`;
const status = async (method: string, path: string, body?: unknown) => (await bench.call(method, path, body)).status;

describe('Microsoft Sentinel', () => {
  it('is onboarded on the local workspace', async () => {
    const { status: found, body } = await bench.call('GET', STATE);
    expect(found).toBe(200);
    expect(body).toMatchObject({ name: 'default', properties: { customerManagedKey: false } });
    expect((await bench.call('GET', `${INSIGHTS}/onboardingStates`)).body.value).toHaveLength(1);
  });

  it('has no rules nor lists without it; saved searches do not need it', async () => {
    await bench.call('DELETE', STATE);
    expect(await status('GET', STATE)).toBe(404);
    const answer = await bench.call('GET', `${INSIGHTS}/alertRules`);
    expect(answer.body.error.message).toBe('The workspace is not onboarded to Microsoft Sentinel.');
    expect(answer.status).toBe(400);
    expect(await status('GET', 'savedSearches')).toBe(200);
    expect(await status('PUT', STATE, { properties: {} })).toBe(201);
    expect(await status('GET', `${INSIGHTS}/alertRules`)).toBe(200);
    expect(await status('PUT', `${INSIGHTS}/onboardingStates/other`, {})).toBe(400);
  });

  it('is missing where the fault says so', async () => {
    const other = await startBench(':memory:', { faults: { 'not-onboarded': 1 } });
    expect((await other.call('GET', STATE)).status).toBe(404);
    expect((await other.call('GET', `${INSIGHTS}/watchlists`)).status).toBe(400);
    await other.emulator.close();
  });
});

describe('the permissions of a caller', () => {
  const ask = async (role: string) => {
    const path = 'providers/Microsoft.Authorization/permissions';
    const headers = { authorization: `Bearer ${role}` };
    return (await bench.call('GET', path, undefined, '2022-04-01', headers)).body.value;
  };

  it('are those of the role that the token names', async () => {
    const nothing = { notActions: [], dataActions: [], notDataActions: [] };
    expect(await ask('owner')).toEqual([{ actions: ['*'], ...nothing }]);
    expect(await ask('log-reader')).toEqual([{ actions: ['*/read'], ...nothing }]);
    expect(await ask('none')).toEqual([]);
    expect((await ask('sentinel-contributor'))[0].actions).toContain('Microsoft.SecurityInsights/*');
  });
});
