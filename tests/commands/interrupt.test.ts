import { interruptible } from '../../scripts/commands/interrupt.js';

const listeners = () => [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];

describe('work that may be interrupted', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('hears %s, and the program ends with %i', async (name, exitCode) => {
    const before = listeners();
    const reason = await interruptible(async (signal) => {
      expect(signal.aborted).toBe(false);
      process.emit(name);
      expect(signal.aborted).toBe(true);
      return signal.reason;
    });
    expect(reason).toMatchObject({
      ...{ code: 'interrupted', message: 'interrupted; every file is as it was before', help: '', exitCode },
    });
    expect(listeners()).toEqual(before);
  });

  it('is no longer heard when the work is done, also when it fails', async () => {
    const before = listeners();
    expect(await interruptible(async () => 'done')).toBe('done');
    await expect(interruptible(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(listeners()).toEqual(before);
  });
});
