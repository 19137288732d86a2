import { SentinelError } from '../../scripts/base/errors.js';
import { requireReadable } from '../../scripts/commands/plan.js';
import { settingsOf, throwFailures } from '../../scripts/commands/planning.js';

describe('what a plan may do', () => {
  it('is nothing that was not asked for', () => {
    expect(settingsOf({})).toEqual({
      ...{ prune: false, allowReplace: false, enableAgain: false, takeOver: false, validates: true },
      ...{ allowShrink: [], only: [] },
    });
  });

  it('is what the options say', () => {
    expect(
      settingsOf({
        ...{ prune: true, 'allow-replace': true, 'enable-again': true, 'take-over': true, 'no-validate': true },
        ...{ 'allow-shrink': ['a', 'b'], only: 'hunts/a.yaml', at: 'HEAD~1' },
      }),
    ).toEqual({
      ...{ prune: true, allowReplace: true, enableAgain: true, takeOver: true, validates: false },
      ...{ allowShrink: ['a', 'b'], only: ['hunts/a.yaml'], at: 'HEAD~1' },
    });
  });
});

describe('several failures', () => {
  const failure = (message: string, help: string, exitCode: 1 | 2) =>
    new SentinelError('code', message, help, { exitCode });
  const [one, other] = [failure('one', 'do this', 1), failure('other', 'do that', 1)];

  it('are none, or one as it is', async () => {
    await expect(throwFailures([])).resolves.toBeUndefined();
    await expect(throwFailures([one])).rejects.toBe(one);
  });

  it('are told together, and what to do once each', async () => {
    await expect(
      throwFailures([one, other, failure('third', 'do this', 1), failure('last', '', 1)]),
    ).rejects.toMatchObject({
      ...{ code: 'several', message: 'one\nother\nthird\nlast', help: 'do this\ndo that', exitCode: 1 },
    });
  });

  it('end with 2 where one of them does', async () => {
    await expect(throwFailures([one, failure('x', '', 2)])).rejects.toMatchObject({ exitCode: 2 });
  });

  it('are a crash where one of them is', async () => {
    const crash = new TypeError('crash');
    await expect(throwFailures([one, crash])).rejects.toBe(crash);
  });
});

it('what could not be read is no workspace without changes', () => {
  const plan = {
    ...{ workspace: 'work', changes: [], cost: { requests: 0, minutes: 0, itemChanges: 0, monthlyItemChanges: 0 } },
    summary: { create: 0, update: 0, replace: 0, delete: 0, unchanged: 0, itemChanges: 0 },
  };
  expect(requireReadable({ ...plan, unreadable: [] })).toBeUndefined();
  let thrown: unknown;
  try {
    requireReadable({
      ...plan,
      unreadable: [
        { kind: 'huntingQuery', reason: 'HTTP 403' },
        { kind: 'watchlist', reason: 'HTTP 500' },
      ],
    });
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({
    code: 'forbidden',
    message: "Not everything of the workspace 'work' can be read:\nhuntingQuery: HTTP 403\nwatchlist: HTTP 500",
    help: 'The identity needs Microsoft Sentinel Reader and Log Analytics Reader on the workspace.',
    exitCode: 1,
  });
});
