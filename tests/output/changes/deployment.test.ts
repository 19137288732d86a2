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

it('a deployment in the summary of a job begins with what failed, and escapes it', () => {
  const text = formatDeploymentMarkdown(
    report(
      { applied: [change('A', 'create')], failed: [{ change: change('<b>', 'update'), error: '| @team' }] },
      false,
    ),
  );
  expect(text.indexOf('❌ update failed')).toBeLessThan(text.indexOf('| created |'));
  expect(text).toContain('**not** what the plan says');
  expect(text).not.toContain('<b>');
  expect(text).not.toContain('@team');
});
