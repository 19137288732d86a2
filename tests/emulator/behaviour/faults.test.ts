import {
  FAULTS,
  type FaultName,
  type FaultRates,
  Faults,
  parseFault,
} from '../../../scripts/emulator/behaviour/faults.js';
import { type Bench, INSIGHTS, NOW, send, startBench } from '../support.js';

const hunt = { category: 'Hunting Queries', displayName: 'Hunt', query: 'print 1' };
const list = { displayName: 'IOC addresses', provider: 'Custom', itemsSearchKey: 'Indicator' };
const rows = (...lines: string[]) => ({
  contentType: 'text/csv',
  rawContent: `Indicator\r\n${lines.join('\r\n')}\r\n`,
});

/** A workspace with faults, whose clock is moved by hand. */
async function withFaults(faults: FaultRates, work: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await startBench(':memory:', { faults });
  try {
    await work(bench);
  } finally {
    await bench.emulator.close();
  }
}

const later = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
const putHunt = (bench: Bench, id: string) =>
  bench.call('PUT', `savedSearches/${id}`, { etag: '*', properties: hunt }, '2020-08-01');
const huntIsThere = async (bench: Bench, id: string) =>
  (await bench.call('GET', `savedSearches/${id}`, undefined, '2020-08-01')).status === 200;
const itemsOf = async (bench: Bench, alias: string): Promise<string[]> => {
  const { body } = await bench.call('GET', `${INSIGHTS}/watchlists/${alias}/watchlistItems`);
  return body.value.map((item: { properties: { itemsKeyValue: object } }) =>
    Object.values(item.properties.itemsKeyValue).join(),
  );
};

describe('a fault of the command line', () => {
  it('has the rate that is given, and its own without one', () => {
    expect(parseFault('late')).toEqual(['late', 1]);
    expect(parseFault('drop-after')).toEqual(['drop-after', 0.05]);
    expect(parseFault('drop-after=0.5')).toEqual(['drop-after', 0.5]);
    expect(parseFault('late=0')).toEqual(['late', 0]);
  });

  it.each([
    ['lat', "there is no fault 'lat'", 'Did you mean late?'],
    ['', "there is no fault ''", `Faults: ${Object.keys(FAULTS).join(', ')}.`],
    ['constructor', "there is no fault 'constructor'", expect.stringContaining('Faults: throttle')],
    ['late=2', "'2' is no rate", 'Give a number from 0 to 1, as 0.2.'],
    ['late=-0.1', "'-0.1' is no rate", 'Give a number from 0 to 1, as 0.2.'],
    ['late=', "'' is no rate", 'Give a number from 0 to 1, as 0.2.'],
    ['late=x', "'x' is no rate", 'Give a number from 0 to 1, as 0.2.'],
  ])('is refused as %p', (text, message, help) => {
    expect(() => parseFault(text)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(message), help }),
    );
  });
});

describe('the requests that a fault strikes', () => {
  const struck = (faults: Faults, name: FaultName) => Array.from({ length: 1000 }, () => faults.strikes(name));

  it('are the same for one seed, and others for another', () => {
    const rates = { late: 0.3 };
    expect(struck(new Faults(rates, 7), 'late')).toEqual(struck(new Faults(rates, 7), 'late'));
    expect(struck(new Faults(rates, 7), 'late')).not.toEqual(struck(new Faults(rates, 8), 'late'));
  });

  it('are as many as the rate says', () => {
    expect(struck(new Faults({ late: 0.3 }), 'late').filter(Boolean).length).toBeGreaterThan(250);
    expect(struck(new Faults({ late: 0.3 }), 'late').filter(Boolean).length).toBeLessThan(350);
    expect(struck(new Faults({ late: 1 }), 'late')).not.toContain(false);
    expect(struck(new Faults({ late: 0 }), 'late')).not.toContain(true);
    expect(struck(new Faults(), 'late')).not.toContain(true);
  });

  it('do not depend on other faults', () => {
    const alone = struck(new Faults({ late: 0.3 }), 'late');
    const together = new Faults({ late: 0.3, slow: 0.5 });
    expect(Array.from({ length: 1000 }, () => [together.strikes('slow'), together.strikes('late')][1])).toEqual(alone);
  });
});

describe('before a request has an effect', () => {
  it.each<[FaultName, number, string | undefined]>([
    ['server-error', 500, 'InternalServerError'],
    ['unavailable', 503, 'ServiceUnavailable'],
    ['too-many-requests', 429, 'TooManyRequests'],
    ['expired-token', 401, 'ExpiredAuthenticationToken'],
    ['forbidden', 403, 'AuthorizationFailed'],
    ['read-only', 403, 'AuthorizationFailed'],
    ['conflict', 409, 'NewerDataExists'],
  ])('%s answers %i', async (fault, status, code) => {
    await withFaults({ [fault]: 1 }, async (bench) => {
      expect(await putHunt(bench, 'a')).toMatchObject({ status, body: { error: { code } } });
    });
  });

  it('an answer may be a page of HTML', async () => {
    await withFaults({ 'bad-gateway': 1 }, async (bench) => {
      const answer = await putHunt(bench, 'a');
      expect(answer.status).toBe(502);
      expect(answer.headers.get('content-type')).toBe('text/html');
      expect(answer.body).toMatch(/^<html>/);
    });
  });

  it('what is refused is not done, and reads go on where only writes are refused', async () => {
    for (const fault of ['forbidden', 'conflict', 'read-only'] as const)
      await withFaults({ [fault]: 1 }, async (bench) => {
        await putHunt(bench, 'a');
        expect((await bench.call('GET', 'savedSearches', undefined, '2020-08-01')).body).toEqual({ value: [] });
      });
  });

  it('the connection may end', async () => {
    await withFaults({ 'drop-before': 0.5 }, async (bench) => {
      const outcomes = new Map<string, string>();
      for (let index = 0; index < 20; index++)
        outcomes.set(
          `hunt-${index}`,
          await putHunt(bench, `hunt-${index}`).then(
            () => 'answered',
            () => 'dropped',
          ),
        );
      expect(new Set(outcomes.values())).toEqual(new Set(['answered', 'dropped']));
      const there: string[] = [];
      while (there.length === 0)
        await bench.call('GET', 'savedSearches', undefined, '2020-08-01').then(
          ({ body }) => there.push(...body.value.map(({ name }: { name: string }) => name)),
          () => undefined,
        );
      expect(there.sort()).toEqual(
        [...outcomes]
          .filter(([, outcome]) => outcome === 'answered')
          .map(([id]) => id)
          .sort(),
      );
    });
  });
});

describe('after a request has had its effect', () => {
  it.each<[FaultName, RegExp]>([
    ['drop-after', /fetch failed/],
    ['cut-answer', /terminated|fetch failed|aborted/],
  ])('%s leaves no answer', async (fault, message) => {
    await withFaults({ [fault]: 1 }, async (bench) => {
      await expect(putHunt(bench, 'a')).rejects.toThrow(message);
      // Reads get no answer either: what was kept is seen by the conflict that a second write without etag is.
      const again = await bench.call('PUT', 'savedSearches/a', { properties: hunt }, '2020-08-01');
      expect(again).toMatchObject({ status: 409, body: { error: { code: 'Conflict' } } });
    });
  });

  it('504 is answered', async () => {
    await withFaults({ 'gateway-timeout': 1 }, async (bench) => {
      expect(await putHunt(bench, 'a')).toMatchObject({ status: 504, body: { error: { code: 'GatewayTimeout' } } });
      expect((await bench.call('PUT', 'savedSearches/a', { properties: hunt }, '2020-08-01')).status).toBe(409);
    });
  });

  it('an answer that never comes does not hold the server', async () => {
    await withFaults({ 'no-answer': 1 }, async (bench) => {
      const url = `${bench.emulator.endpoint}/subscriptions`;
      expect((await send('GET', url)).status).toBe(400);
      const waiting = putHunt(bench, 'a').catch((error: Error) => error.message);
      await bench.call('GET', 'absent', undefined, '2020-08-01');
      await bench.emulator.close();
      expect(await waiting).toMatch(/fetch failed|other side closed|terminated/);
    });
  });
});

describe('the throttle', () => {
  it('lets 200 writes pass and then ten a second, each caller apart from others', async () => {
    await withFaults({ throttle: 1 }, async (bench) => {
      const status = async (token: string) => {
        const authorization = `Bearer ${token}`;
        const body = { etag: '*', properties: hunt };
        return (await bench.call('PUT', 'savedSearches/a', body, '2020-08-01', { authorization })).status;
      };
      for (let index = 0; index < 200; index++) expect(await status('owner')).toBe(200);
      expect(await status('owner')).toBe(429);
      expect(await status('sentinel-contributor')).toBe(200);
      bench.setClock(later(1000));
      for (let index = 0; index < 10; index++) expect(await status('owner')).toBe(200);
      expect(await status('owner')).toBe(429);
    });
  }, 20_000);

  it('says when to ask again, and leaves reads alone that have a bucket of their own', async () => {
    const throttle = {
      reads: { size: 2, perSecond: 25 },
      writes: { size: 1, perSecond: 0.25 },
      deletes: { size: 1, perSecond: 1 },
    };
    const bench = await startBench(':memory:', { faults: { throttle: 1 }, behaviour: { throttle } });
    expect((await putHunt(bench, 'a')).status).toBe(200);
    const refused = await putHunt(bench, 'a');
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'TooManyRequests' } } });
    expect(refused.headers.get('retry-after')).toBe('4');
    expect(await huntIsThere(bench, 'a')).toBe(true);
    expect((await bench.call('DELETE', 'savedSearches/a', undefined, '2020-08-01')).status).toBe(200);
    expect((await bench.call('DELETE', 'savedSearches/a', undefined, '2020-08-01')).status).toBe(429);
    await bench.emulator.close();
  });
});

describe('writes of saved searches', () => {
  it('meet each other, whichever they are of; one after the other they do not', async () => {
    const bench = await startBench(':memory:', { behaviour: { latency: 20 } });
    const answers = await Promise.all(['a', 'b', 'c'].map((id) => putHunt(bench, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body.error).toEqual({
      code: 'NewerDataExists',
      message: 'Newer data exists in the Customer Configuration Store. Please try again in a few minutes.',
    });
    for (const id of ['a', 'b', 'c']) expect((await putHunt(bench, id)).status).toBe(200);
    const reads = await Promise.all(['a', 'b', 'c'].map((id) => huntIsThere(bench, id)));
    expect(reads).toEqual([true, true, true]);
    await bench.emulator.close();
  });
});

describe('late reads', () => {
  it('see a creation, a change and a deletion after two seconds', async () => {
    await withFaults({ late: 1 }, async (bench) => {
      await putHunt(bench, 'a');
      expect(await huntIsThere(bench, 'a')).toBe(false);
      bench.setClock(later(2000));
      expect(await huntIsThere(bench, 'a')).toBe(true);

      const changed = { etag: '*', properties: { ...hunt, query: 'print 2' } };
      await bench.call('PUT', 'savedSearches/a', changed, '2020-08-01');
      const query = async () =>
        (await bench.call('GET', 'savedSearches', undefined, '2020-08-01')).body.value.map(
          ({ properties }: { properties: { query: string } }) => properties.query,
        );
      expect(await query()).toEqual(['print 1']);
      bench.setClock(later(4000));
      expect(await query()).toEqual(['print 2']);

      await bench.call('DELETE', 'savedSearches/a', undefined, '2020-08-01');
      expect(await query()).toEqual(['print 2']);
      bench.setClock(later(6000));
      expect(await query()).toEqual([]);
    });
  });

  it('see the items of a list after two seconds, on pages that are whole', async () => {
    const faults = { late: 1 };
    const bench = await startBench(':memory:', { faults, behaviour: { pageSize: 2 } });
    const path = `${INSIGHTS}/watchlists/ioc-ip`;
    await bench.call('PUT', path, { properties: { ...list, ...rows('a', 'b', 'c') } });
    bench.setClock(later(2000));
    await bench.call('PUT', path, { properties: { ...list, ...rows('d') } });
    const pages = async () => {
      const found: string[][] = [];
      let answer = await bench.call('GET', `${path}/watchlistItems`);
      for (;;) {
        found.push(
          answer.body.value.map(
            (item: { properties: { itemsKeyValue: { Indicator: string } } }) => item.properties.itemsKeyValue.Indicator,
          ),
        );
        if (answer.body.nextLink === undefined) return found;
        answer = await send('GET', answer.body.nextLink);
      }
    };
    expect(await pages()).toEqual([['a', 'b'], ['c']]);
    bench.setClock(later(4000));
    expect(await pages()).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    await bench.emulator.close();
  });
});

describe('writes that do not stick', () => {
  it('are answered like others', async () => {
    await withFaults({ 'lost-writes': 1 }, async (bench) => {
      expect((await putHunt(bench, 'a')).status).toBe(200);
      expect(await huntIsThere(bench, 'a')).toBe(false);
    });
  });

  it('may be the rows of a list alone', async () => {
    await withFaults({ 'lost-rows': 1 }, async (bench) => {
      const path = `${INSIGHTS}/watchlists/ioc-ip`;
      expect((await bench.call('PUT', path, { properties: { ...list, ...rows('a') } })).status).toBe(201);
      expect(await itemsOf(bench, 'ioc-ip')).toEqual([]);
    });
  });
});

describe('operations of watchlists that take time', () => {
  const path = `${INSIGHTS}/watchlists/ioc-ip`;
  const upload = (bench: Bench, ...lines: string[]) =>
    bench.call('PUT', path, { properties: { ...list, ...rows(...lines) } });

  it('show the items when they are over, refuse a deletion meanwhile, and lose what overlaps', async () => {
    await withFaults({ 'slow-operations': 1 }, async (bench) => {
      await upload(bench, 'a', 'b');
      expect((await bench.call('GET', path)).body.properties).toMatchObject({
        uploadStatus: 'InProgress',
        provisioningState: 'InProgress',
      });
      expect(await itemsOf(bench, 'ioc-ip')).toEqual([]);
      expect((await bench.call('DELETE', path)).status).toBe(409);
      expect((await upload(bench, 'c')).status).toBe(200);
      bench.setClock(later(6000));
      expect((await bench.call('GET', path)).body.properties.uploadStatus).toBe('Complete');
      expect(await itemsOf(bench, 'ioc-ip')).toEqual(['a', 'b']);
    });
  });

  it('leave a list until its deletion is over, and its alias cannot be used before', async () => {
    await withFaults({ 'slow-operations': 1 }, async (bench) => {
      await bench.call('PUT', path, { properties: list });
      const { status, headers } = await bench.call('DELETE', path);
      expect(status).toBe(202);
      const ask = async () => (await send('GET', headers.get('azure-asyncoperation') ?? '')).body;
      bench.setClock(later(1500));
      expect(await ask()).toMatchObject({ status: 'Deleting', percentComplete: 50 });
      expect((await bench.call('GET', path)).body.properties.provisioningState).toBe('Deleting');
      expect(await bench.call('PUT', path, { properties: list })).toMatchObject({ status: 409 });
      bench.setClock(later(3000));
      expect(await ask()).toMatchObject({ status: 'Succeeded', percentComplete: 100 });
      expect((await bench.call('GET', path)).status).toBe(404);
      expect((await bench.call('PUT', path, { properties: list })).status).toBe(201);
    });
  });

  it('may never say that they are over, although the list is gone', async () => {
    await withFaults({ 'hanging-operations': 1 }, async (bench) => {
      await bench.call('PUT', path, { properties: list });
      const { headers } = await bench.call('DELETE', path);
      bench.setClock(later(3_600_000));
      const { body } = await send('GET', headers.get('azure-asyncoperation') ?? '');
      expect(body).toMatchObject({ status: 'Deleting', percentComplete: 100 });
      expect(body).not.toHaveProperty('endTime');
      expect((await bench.call('GET', path)).status).toBe(404);
    });
  });

  it('keep an alias busy for five seconds after its deletion', async () => {
    await withFaults({ 'early-recreation': 1 }, async (bench) => {
      await bench.call('PUT', path, { properties: list });
      await bench.call('DELETE', path);
      bench.setClock(later(4999));
      expect(await bench.call('PUT', path, { properties: list })).toMatchObject({
        status: 409,
        body: { error: { message: expect.stringContaining('being deleted') } },
      });
      bench.setClock(later(5000));
      expect((await bench.call('PUT', path, { properties: list })).status).toBe(201);
    });
  });

  it('need no etag where the service ignores them', async () => {
    await withFaults({ 'ignored-etags': 1 }, async (bench) => {
      await bench.call('PUT', path, { properties: list });
      expect((await bench.call('PUT', path, { etag: '"stale"', properties: list })).status).toBe(200);
    });
  });
});

describe('answers in other words', () => {
  it('have labels in lower case, and sets in another order', async () => {
    const path = `${INSIGHTS}/watchlists/ioc-ip`;
    const labels = ['One', 'Two'];
    for (const [fault, seen] of [
      ['changed-case', ['one', 'two']],
      ['changed-order', ['Two', 'One']],
    ] as const)
      await withFaults({ [fault]: 1 }, async (bench) => {
        await bench.call('PUT', path, { properties: { ...list, labels } });
        expect((await bench.call('GET', path)).body.properties.labels).toEqual(seen);
      });
  });
});
