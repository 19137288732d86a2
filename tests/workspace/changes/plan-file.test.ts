import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Repository } from '../../../scripts/content/repository.js';
import { planDeployment } from '../../../scripts/workspace/changes/deployment.js';
import { loadPlan, requireSamePlan, savePlan } from '../../../scripts/workspace/changes/plan-file.js';
import { hunt, openWorkspace, repository, type TestWorkspace, watchlist } from '../workspace.js';

const file = join(mkdtempSync(join(tmpdir(), 'plan-')), 'plan.json');
let workspace: TestWorkspace;

beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace.close());

const due = (wanted: Repository) => planDeployment(wanted, workspace.connection);
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
  savePlan(file, await due(list('a', 'b')));
  const again = await due(list('a', 'b'));
  expect(() => requireSamePlan(loadPlan(file), again)).not.toThrow();
});

it('a saved plan does not stand for other rows, though they are as many', async () => {
  savePlan(file, await due(list('a', 'b')));
  const other = await due(list('a', 'c'));
  expect(other.plan.summary).toEqual((await due(list('a', 'b'))).plan.summary);
  expect(() => requireSamePlan(loadPlan(file), other)).toThrow(/watchlist List list: now create/);
});

it.each(['{', '[]', '{"format":"sentinel-plan/2"}', '{"format":"sentinel-plan/2","plan":{"workspace":"x"}}'])(
  'what is no saved plan is said to be none: %s',
  (text) => {
    writeFileSync(file, text);
    expect(() => loadPlan(file)).toThrow(/is no saved plan/);
  },
);
