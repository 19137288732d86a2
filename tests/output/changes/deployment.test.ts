import {
  type DeploymentReport,
  deploymentJson,
  formatDeploymentMarkdown,
  formatDeploymentText,
} from '../../../scripts/output/changes/deployment.js';
import type { Change } from '../../../scripts/workspace/changes/change.js';

const change = (name: string, action: Change['action'], items = { add: 0, change: 0, remove: 0 }): Change => ({
  ...{ kind: 'watchlist', id: name.toLowerCase(), name, file: `watchlists/${name}.yaml`, action, done: true },
  ...{ fields: [], items, rows: [], notes: [] },
});

const report = (more: Partial<DeploymentReport['outcome']>, complete = true): DeploymentReport => ({
  workspace: 'work',
  unchanged: 7,
  complete,
  outcome: { applied: [], failed: [], left: [], moved: [], stopped: false, ...more },
});

describe('a deployment as text', () => {
  it('says of each change what became of it', () => {
    const text = formatDeploymentText(
      report({
        applied: [
          change('A', 'create', { add: 2, change: 0, remove: 0 }),
          change('B', 'replace'),
          change('C', 'delete'),
        ],
        failed: [{ change: change('D', 'update'), error: 'HTTP 400:\nno' }],
        left: [{ change: change('E', 'delete'), reason: 'No file asks for it; --prune deletes it.' }],
        moved: [change('F', 'update')],
      }),
    );
    expect(text).toBe(`  created watchlist A, +2 −0 rows
  replaced watchlist B
  deleted watchlist C
  FAILED update watchlist D: HTTP 400: no
  left: delete watchlist E: No file asks for it; --prune deletes it.
  CHANGED MEANWHILE watchlist F: another one wrote it while this deployment ran
Workspace work: 3 changed, 1 failed, 1 left, 7 unchanged.
Run deploy again when the cause is corrected: it goes on from here.
`);
  });

  it('asks to go on after an interruption, and not when only what nobody asked for is left', () => {
    const left = [{ change: change('E', 'delete'), reason: 'interrupted' }];
    expect(formatDeploymentText(report({ left, stopped: true }))).toContain('Run deploy again: it goes on from here.');
    expect(formatDeploymentText(report({ left }))).not.toContain('Run deploy again');
  });
});

it('a deployment as JSON says whether the workspace is what was asked for', () => {
  const failed = [{ change: change('D', 'update', { add: 0, change: 1, remove: 0 }), error: 'no' }];
  expect(deploymentJson(report({ failed }, false))).toEqual({
    workspace: 'work',
    complete: false,
    applied: [],
    failed: [
      {
        ...{ kind: 'watchlist', id: 'd', name: 'D', file: 'watchlists/D.yaml', action: 'update', error: 'no' },
        items: { add: 0, change: 1, remove: 0 },
      },
    ],
    left: [],
    moved: [],
  });
});

describe('a deployment in the summary of a job', () => {
  it('begins with what failed, and escapes it', () => {
    const outcome = {
      applied: [change('A', 'create', { add: 1, change: 0, remove: 0 }), change('B', 'update')],
      failed: [{ change: change('<b>', 'update'), error: '| @team' }],
      left: [{ change: change('E', 'delete'), reason: 'interrupted' }],
      moved: [change('F', 'update')],
    };
    expect(formatDeploymentMarkdown(report(outcome, false))).toMatchInlineSnapshot(`
"### Deployment to <code>work</code>

2 changed, 1 failed, 1 left, 7 unchanged. The workspace is **not** what the plan says.

| | kind | name | |
|---|---|---|---|
| ❌ update failed | watchlist | <code>&#60;b&#62;</code> | &#124; &#64;<!-- -->team |
| ❌ changed meanwhile | watchlist | <code>F</code> |  |
| left: delete | watchlist | <code>E</code> | interrupted |
| created | watchlist | <code>A</code> | +1 −0 rows |
| updated | watchlist | <code>B</code> |  |
"
`);
  });

  it('has no table where nothing changed', () => {
    expect(formatDeploymentMarkdown(report({}))).toBe(`### Deployment to <code>work</code>

0 changed, 0 failed, 0 left, 7 unchanged. The workspace is what the plan says.
`);
  });

  it('has a thousand rows at most', () => {
    const applied = (count: number) => Array.from({ length: count }, () => change('A', 'create'));
    expect(formatDeploymentMarkdown(report({ applied: applied(1000) }))).not.toContain('more.');
    const text = formatDeploymentMarkdown(report({ applied: applied(1001) }));
    expect(text).toContain('\n… and 1 more.\n');
    expect(text.match(/^\| created/gm)).toHaveLength(1000);
  });
});

describe('what to do after a deployment', () => {
  const [changed, left] = [change('F', 'update'), [{ change: change('E', 'delete'), reason: 'r' }]];
  it.each<[Partial<DeploymentReport['outcome']>, string]>([
    [
      { failed: [{ change: changed, error: 'no' }], stopped: true, left },
      'Run deploy again when the cause is corrected: it goes on from here.',
    ],
    [{ moved: [changed] }, 'Run deploy again: it goes on from here.'],
    [{ stopped: true }, ''],
  ])('%#', (outcome, words) => {
    expect(formatDeploymentText(report(outcome)).split('\n').slice(-2, -1)[0]).toBe(
      words === '' ? 'Workspace work: 0 changed, 0 failed, 0 left, 7 unchanged.' : words,
    );
  });
});
