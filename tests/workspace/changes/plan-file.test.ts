import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Repository } from '../../../scripts/content/repository.js';
import type { Deployment } from '../../../scripts/workspace/changes/change.js';
import { loadPlan, requireSamePlace, requireSamePlan, savePlan } from '../../../scripts/workspace/changes/plan-file.js';
import { deployTo, eachTestsWorkspace, hunt, OWNER, planFor, repository, watchlist } from '../workspace.js';

const file = join(mkdtempSync(join(tmpdir(), 'plan-')), 'plan.json');
const workspace = eachTestsWorkspace();

const due = (wanted: Repository) => planFor(wanted, workspace.connection);
const SETTINGS = {
  ...{ prune: true, allowReplace: false, enableAgain: false, takeOver: false, validates: true },
  allowShrink: ['list'],
  only: [],
  at: 'abc',
};
const save = (deployment: Deployment) => savePlan(file, deployment, workspace.connection.arm.workspaceId, SETTINGS);
const list = (...keys: string[]) =>
  repository({
    hunts: [hunt()],
    watchlists: [
      watchlist(
        'list',
        ['Key'],
        keys.map((key) => [key]),
      ),
    ],
  });

it('a saved plan is the plan of the same content', async () => {
  save(await due(list('a', 'b')));
  const again = await due(list('a', 'b'));
  expect(() => requireSamePlan(loadPlan(file), again)).not.toThrow();
});

it('a saved plan does not stand for other rows, though they are as many', async () => {
  save(await due(list('a', 'b')));
  const other = await due(list('a', 'c'));
  expect(other.plan.summary).toEqual((await due(list('a', 'b'))).plan.summary);
  expect(() => requireSamePlan(loadPlan(file), other)).toThrow(
    /watchlist List list: the repository changed, now create/,
  );
});

it.each(['{', '[]', '{"format":"sentinel-plan/3"}', '{"format":"sentinel-plan/3","plan":{"workspace":"x"}}'])(
  'what is no saved plan is said to be none: %s',
  (text) => {
    writeFileSync(file, text);
    expect(() => loadPlan(file)).toThrow(/is no saved plan/);
  },
);

it('a plan file of another format is said to be one', () => {
  writeFileSync(file, '{"format":"sentinel-plan/2","plan":{"workspace":"x","changes":[]},"digests":[]}');
  expect(() => loadPlan(file)).toThrow(/is no saved plan of this version \(sentinel-plan\/3\)/);
});

it('a saved plan keeps what it was made with', async () => {
  save(await due(list('a')));
  expect(loadPlan(file)).toMatchObject({ workspace: 'test', owner: OWNER.id, settings: SETTINGS });
});

it('a saved plan is for one workspace and one owner, whatever their names', async () => {
  save(await due(list('a')));
  const saved = loadPlan(file);
  const { workspaceId } = workspace.connection.arm;
  expect(() => requireSamePlace(saved, workspaceId.toUpperCase(), OWNER.id)).not.toThrow();
  expect(() => requireSamePlace(saved, `${workspaceId}2`, OWNER.id)).toThrow(/for another workspace/);
  expect(() => requireSamePlace(saved, workspaceId, 'team-b')).toThrow(/for another owner: team-a, not team-b/);
});

it('a saved plan is refused when somebody has written what it changes, even back to what it was', async () => {
  await deployTo(list('a'), workspace.connection);
  const changed = repository({ hunts: [hunt({ query: 'Heartbeat' })], watchlists: list('a').watchlists });
  save(await due(changed));
  await deployTo(changed, workspace.connection);
  await deployTo(list('a'), workspace.connection);
  const again = await due(changed);
  expect(() => requireSamePlan(loadPlan(file), again)).toThrow(
    /huntingQuery A hunt: somebody wrote it since, now update/,
  );
});

it('says when the workspace moved, and what is gone', async () => {
  save(await due(list('a')));
  await deployTo(list('a'), workspace.connection);
  const again = await due(list('a'));
  expect(() => requireSamePlan(loadPlan(file), again)).toThrow(
    /watchlist List list: the workspace changed, now unchanged/,
  );
  const less = await due(repository({ hunts: [hunt()], watchlists: list('a').watchlists }));
  less.changes.pop();
  expect(() => requireSamePlan(loadPlan(file), less)).toThrow(/it is no longer there/);
});
