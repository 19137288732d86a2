import { ALLOWANCES, shortestSeconds, Throttle, type Timing } from '../../../scripts/workspace/azure/throttle.js';

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
    for (let count = 0; count < ALLOWANCES.write.capacity; count++) await throttle.turn('write');
    expect(timing.time).toBe(0);
    for (let count = 0; count < 10; count++) await throttle.turn('write');
    expect(timing.time).toBeCloseTo(1000);
    expect(shortestSeconds('write', ALLOWANCES.write.capacity + 10)).toBe(1);
    expect(shortestSeconds('write', ALLOWANCES.write.capacity)).toBe(0);
  });

  it('is counted apart for each class of request', async () => {
    const timing = clock();
    const throttle = new Throttle(true, undefined, timing);
    for (let count = 0; count < ALLOWANCES.delete.capacity; count++) await throttle.turn('delete');
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
    throttle.brake(0);
    for (let count = 0; count < 210; count++) await throttle.turn('write');
    expect(timing.time).toBeCloseTo(1000);
  });

  it('one brake holds all requests; it is told, and has a longest time', async () => {
    const told: string[] = [];
    const timing = clock();
    const throttle = new Throttle(true, (text) => told.push(text), timing);
    throttle.brake(2500);
    throttle.brake(500);
    await throttle.turn('read');
    expect(timing.time).toBe(2500);
    throttle.brake(3_600_000);
    await throttle.turn('delete');
    expect(timing.time).toBe(2500 + 300_000);
    expect(told).toEqual(['the service asks to wait 3 s', 'the service asks to wait 300 s']);
  });

  it('an interruption ends every wait', async () => {
    const throttle = new Throttle(true);
    throttle.brake(60_000);
    const waiting = throttle.turn('write');
    throttle.interrupt();
    await expect(waiting).rejects.toMatchObject({ code: 'interrupted' });
    await expect(throttle.turn('read')).rejects.toMatchObject({ code: 'interrupted' });
  });
});
