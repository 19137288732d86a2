import { ALLOWANCES, shortestSeconds, Throttle, type Timing } from '../../../scripts/workspace/azure/throttle.js';

/** A few less than the service allows: its clock and ours differ. */
const BURST = 195;

/** A clock that sleeping moves. */
function clock(): Timing & { time: number } {
  const timing = {
    time: 0,
    now: () => timing.time,
    sleep: async (milliseconds: number) => {
      timing.time += milliseconds;
    },
  };
  return timing;
}

describe('the pace of requests', () => {
  it('is a burst, and then so many a second', async () => {
    const timing = clock();
    const throttle = new Throttle(true, undefined, timing);
    for (let count = 0; count < BURST; count++) await throttle.turn('write');
    expect(timing.time).toBe(0);
    for (let count = 0; count < 10; count++) await throttle.turn('write');
    expect(timing.time).toBeCloseTo(1000);
    expect(shortestSeconds('write', ALLOWANCES.write.capacity + 10)).toBe(1);
    expect(shortestSeconds('write', ALLOWANCES.write.capacity)).toBe(0);
  });

  it('is counted apart for each class of request', async () => {
    const timing = clock();
    const throttle = new Throttle(true, undefined, timing);
    for (let count = 0; count < BURST; count++) await throttle.turn('delete');
    await throttle.turn('write');
    await throttle.turn('read');
    expect(timing.time).toBe(0);
    await throttle.turn('delete');
    expect(timing.time).toBeGreaterThan(0);
  });

  it('has none on this machine, until the local workspace brakes', async () => {
    const timing = clock();
    const throttle = new Throttle(false, undefined, timing);
    for (let count = 0; count < 1000; count++) await throttle.turn('write');
    expect(timing.time).toBe(0);
    throttle.brake('write', 0);
    for (let count = 0; count < 10; count++) await throttle.turn('write');
    expect(timing.time).toBeCloseTo(1000);
    await throttle.turn('read');
    expect(timing.time).toBeCloseTo(1000);
  });

  it('one brake holds all requests; it is told, and has a longest time', async () => {
    const told: string[] = [];
    const timing = clock();
    const throttle = new Throttle(true, (text) => told.push(text), timing);
    throttle.brake('write', 2500);
    throttle.brake('read', 500);
    await throttle.turn('read');
    expect(timing.time).toBe(2500);
    throttle.brake('delete', 3_600_000);
    await throttle.turn('delete');
    expect(timing.time).toBe(2500 + 300_000);
    expect(told).toEqual(['the service asks to wait 3 s', 'the service asks to wait 300 s']);
  });

  it('what is sent one by one goes before what is sent at once', async () => {
    const timing = clock();
    const throttle = new Throttle(true, undefined, timing);
    throttle.brake('write', 0);
    const order: string[] = [];
    const wait = (name: string, urgent: boolean) => throttle.turn('write', urgent).then(() => order.push(name));
    await Promise.all([wait('many 1', false), wait('many 2', false), wait('one', true)]);
    expect(order[0]).toBe('one');
  });

  it('a token is kept for what is sent one by one', async () => {
    const timing = clock();
    const throttle = new Throttle(true, undefined, timing);
    throttle.brake('write', 0);
    await throttle.turn('write', true);
    expect(timing.time).toBeCloseTo(100);
    await throttle.turn('write');
    expect(timing.time).toBeCloseTo(300);
    await throttle.turn('write', true);
    expect(timing.time).toBeCloseTo(300);
  });

  it('an interruption ends every wait', async () => {
    const throttle = new Throttle(true);
    throttle.brake('write', 60_000);
    const waiting = throttle.turn('write');
    throttle.interrupt();
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted' });
    await expect(throttle.turn('read')).rejects.toMatchObject({ code: 'interrupted' });
  });
});
