import { INSIGHTS } from '../../../scripts/workspace/azure/arm.js';
import { findDrift } from '../../../scripts/workspace/changes/drift.js';
import { deployTo, eachTestsWorkspace, hunt, OPTIONS, repository, rule, watchlist } from '../workspace.js';

const workspace = eachTestsWorkspace();

const content = () =>
  repository({
    hunts: [hunt()],
    rules: [rule({ enabled: true })],
    watchlists: [
      watchlist(
        'list-a',
        ['Key', 'Value'],
        [
          ['a', '1'],
          ['b', '2'],
        ],
      ),
    ],
  });
const arm = () => workspace.connection.arm;
const drift = async (wanted = content(), deployed?: ReadonlySet<string>) => {
  const { changes } = await findDrift(wanted, workspace.connection, OPTIONS, deployed);
  return changes.filter(({ action }) => action !== 'unchanged');
};
async function edit(path: string, more: (properties: Record<string, unknown>) => Record<string, unknown>) {
  const stored = await arm().get(path);
  const properties = { ...stored?.properties, ...more(stored?.properties ?? {}) };
  await arm().put(path, { ...(stored?.kind ? { kind: stored.kind } : {}), properties }, '*');
}
const rulePath = `${INSIGHTS}/alertRules/${rule().id}`;

describe('drift', () => {
  it('is nothing after a deployment, and nothing before the first one', async () => {
    expect(await drift()).toEqual([]);
    await deployTo(content(), workspace.connection);
    expect(await drift()).toEqual([]);
  });

  it('is a field that somebody changed: from what was deployed to what is there', async () => {
    await deployTo(content(), workspace.connection);
    await edit(rulePath, () => ({ severity: 'Low' }));
    expect(await drift()).toMatchObject([
      {
        kind: 'analyticRule',
        action: 'update',
        done: false,
        fields: [{ path: 'properties.severity', before: 'Medium', after: 'Low' }],
        changedAt: expect.stringMatching(/^2026-05-31/),
      },
    ]);
  });

  it('is a row that somebody added, changed or deleted', async () => {
    await deployTo(content(), workspace.connection);
    const list = `${INSIGHTS}/watchlists/list-a/watchlistItems`;
    const [first, second] = await arm().list(list);
    await arm().put(`${list}/${first?.name}`, { properties: { itemsKeyValue: { Key: 'a', Value: '9' } } });
    await arm().delete(`${list}/${second?.name}`);
    expect(await drift()).toMatchObject([
      {
        kind: 'watchlist',
        items: { add: 0, change: 1, remove: 1 },
        rows: [
          { action: 'change', key: 'a', before: { Value: '1' }, after: { Value: '9' } },
          { action: 'remove', key: 'b', before: { Value: '2' }, after: null },
        ],
      },
    ]);
  });

  it('is no change that the repository made and nobody deployed', async () => {
    await deployTo(content(), workspace.connection);
    const newer = repository({ ...contentOf(), hunts: [hunt({ query: 'Heartbeat' })] });
    expect(await drift(newer)).toEqual([]);
  });

  it('is a rule deleted by hand, whose mark is left; other content as far as somebody remembers it', async () => {
    await deployTo(content(), workspace.connection);
    await arm().delete(rulePath);
    await arm().delete(`savedSearches/${hunt().id}`);
    expect(await drift(content(), new Set([`huntingQuery/${hunt().id}`]))).toMatchObject([
      { kind: 'analyticRule', name: 'A rule', notes: [expect.stringMatching(/its mark is still there/)] },
      { kind: 'huntingQuery', action: 'delete', name: 'A hunt', file: 'hunts/A hunt.yaml' },
    ]);
    expect(await drift(content(), new Set())).toHaveLength(1);
    expect(await drift(content())).toHaveLength(2);
  });

  it('knows a rule that the service has switched off', async () => {
    await deployTo(content(), workspace.connection);
    await edit(rulePath, ({ displayName }) => ({ displayName: `AUTO DISABLED ${displayName}`, enabled: false }));
    const [found] = await drift();
    expect(found?.name).toBe('A rule');
    expect(found?.notes[0]).toMatch(/switched it off \(AUTO DISABLED\)/);
  });
});

function contentOf() {
  return { rules: [rule({ enabled: true })], watchlists: content().watchlists };
}
