import { PassThrough } from 'node:stream';
import { confirm } from '../../scripts/commands/confirm.js';
import { type Change, type Plan, summarise } from '../../scripts/workspace/changes/change.js';

function planOf(action: Change['action'], more: Partial<Change> = {}): Plan {
  const change: Change = {
    ...{ kind: 'huntingQuery', id: '1', name: 'A hunt', file: 'hunts/a.yaml', action, done: true },
    ...{ fields: [], items: { add: 0, change: 0, remove: 0 }, rows: [], notes: [] },
    ...more,
  };
  const cost = { requests: 1, minutes: 0, itemChanges: 0, monthlyItemChanges: 100_000 };
  return { workspace: 'work', changes: [change], summary: summarise([change]), cost, unreadable: [] };
}

/** A terminal on which somebody types, and what it shows. */
function terminal(typed: string | null) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = Object.assign(new PassThrough(), { isTTY: true });
  let shown = '';
  output.on('data', (text) => {
    shown += String(text);
  });
  if (typed === null) input.end();
  else input.write(typed);
  return { input, output, shown: () => shown };
}

it.each([
  ['yes\n', true],
  ['y\n', true],
  [' YES \n', true],
  ['no\n', false],
  ['yes please\n', false],
  ['\n', false],
  [null, false],
])('on a terminal, %j is %s', async (typed, agreed) => {
  const on = terminal(typed);
  expect(await confirm(planOf('create'), false, on)).toBe(agreed);
  expect(on.shown()).toContain('+ hunting query A hunt');
  expect(on.shown()).toContain('Make these changes? (yes/no) ');
});

describe('where nobody can answer', () => {
  const pipe = () => ({ input: new PassThrough(), output: new PassThrough() });

  it('everything but a deletion goes ahead', async () => {
    expect(await confirm(planOf('update'), false, pipe())).toBe(true);
    expect(await confirm(planOf('delete', { done: false }), false, pipe())).toBe(true);
    expect(await confirm(planOf('delete', { name: 'mark of the rule 1, which is not there' }), false, pipe())).toBe(
      true,
    );
  });

  it.each(['delete', 'replace'] as const)('a %s needs --yes', async (action) => {
    await expect(confirm(planOf(action), false, pipe())).rejects.toMatchObject({
      code: 'confirm',
      message: 'This would delete 1 resource.',
      help: 'Pass --yes to agree.',
    });
  });
});
