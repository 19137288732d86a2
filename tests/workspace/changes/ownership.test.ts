import { INSIGHTS } from '../../../scripts/workspace/azure/arm.js';
import type { Owner } from '../../../scripts/workspace/resources/marks.js';
import { deployTo, eachTestsWorkspace, hunt, OWNER, planFor, repository, rule, watchlist } from '../workspace.js';

const workspace = eachTestsWorkspace();

const content = () =>
  repository({ hunts: [hunt()], rules: [rule()], watchlists: [watchlist('list-a', ['Key'], [['a'], ['b']])] });
const as = (more: Partial<Owner>) => ({ owner: { ...OWNER, ...more } });
const arm = () => workspace.connection.arm;
const ruleId = rule().id;
const stored = async (path: string) => (await arm().get(path))?.properties ?? {};

describe('forks', () => {
  it('with owners of their own neither see nor delete each other', async () => {
    await deployTo(content(), workspace.connection);
    const { plan } = await planFor(repository({}), workspace.connection, { ...as({ id: 'team-b' }), prune: true });
    expect(plan.changes).toEqual([]);
    await expect(planFor(content(), workspace.connection, as({ id: 'team-b' }))).rejects.toMatchObject({
      code: 'not-ours',
    });
  });

  it('with the same owner are refused, until one takes over', async () => {
    await deployTo(content(), workspace.connection);
    const fork = { repository: 'github.com/fork/detections' };
    await expect(planFor(repository({}), workspace.connection, as(fork))).rejects.toMatchObject({
      code: 'other-repository',
      exitCode: 1,
      message: expect.stringMatching(
        /'team-a' deployed this workspace from another repository:\n.*github\.com\/team-a/,
      ),
    });
    const taken = await deployTo(content(), workspace.connection, as({ ...fork, takesOver: true }));
    expect(taken.applied.map(({ action, fields }) => [action, fields.map(({ path }) => path)])).toEqual([
      ['update', ['mark']],
      ['update', ['mark']],
      ['update', ['mark']],
    ]);
    expect((await planFor(content(), workspace.connection, as(fork))).plan.summary).toMatchObject({ unchanged: 3 });
    await expect(planFor(content(), workspace.connection)).rejects.toMatchObject({ code: 'other-repository' });
  });

  it('a repository that gets a name later keeps what it deployed without one', async () => {
    await deployTo(content(), workspace.connection, as({ repository: '' }));
    expect((await planFor(content(), workspace.connection)).plan.summary).toMatchObject({ update: 3 });
  });
});

describe('marks of the version before', () => {
  const earlier = as({ id: 'sentinel-content', repository: '' });

  it('are ours where the repository has the id in a file, and nobody`s where it has not', async () => {
    await deployTo(content(), workspace.connection, earlier);
    expect((await planFor(content(), workspace.connection)).plan.summary).toMatchObject({ update: 3, delete: 0 });
    expect((await planFor(repository({}), workspace.connection, { prune: true })).plan.changes).toEqual([]);
  });
});

describe('an orphaned mark', () => {
  it('is seen, and removed without being asked', async () => {
    await deployTo(content(), workspace.connection);
    await arm().delete(`${INSIGHTS}/alertRules/${ruleId}`);
    const outcome = await deployTo(
      repository({ hunts: [hunt()], watchlists: content().watchlists }),
      workspace.connection,
    );
    expect(outcome.applied).toMatchObject([{ kind: 'analyticRule', action: 'delete', id: ruleId }]);
    expect(await arm().list(`${INSIGHTS}/metadata`)).toEqual([]);
  });

  it('becomes that of its rule again', async () => {
    await deployTo(content(), workspace.connection);
    await arm().delete(`${INSIGHTS}/alertRules/${ruleId}`);
    const { applied } = await deployTo(content(), workspace.connection);
    expect(applied).toMatchObject([{ kind: 'analyticRule', action: 'create' }]);
    expect(await arm().list(`${INSIGHTS}/metadata`)).toHaveLength(1);
  });

  it('does not make the rule of a stranger ours, which took its place', async () => {
    await deployTo(content(), workspace.connection);
    await arm().delete(`${INSIGHTS}/alertRules/${ruleId}`);
    const strange = { displayName: 'Of a stranger', query: 'Heartbeat', severity: 'Low', enabled: false };
    const properties = { ...strange, suppressionDuration: 'PT1H', suppressionEnabled: false };
    await arm().put(`${INSIGHTS}/alertRules/${ruleId}`, { kind: 'NRT', properties });
    await deployTo(repository({}), workspace.connection, { prune: true });
    expect(await stored(`${INSIGHTS}/alertRules/${ruleId}`)).toMatchObject({ displayName: 'Of a stranger' });
    expect(await arm().list(`${INSIGHTS}/metadata`)).toEqual([]);
    await expect(planFor(content(), workspace.connection)).rejects.toMatchObject({ code: 'not-ours' });
  });

  it('binds a rule that was edited all the same: it still has its name or its query', async () => {
    await deployTo(content(), workspace.connection);
    const path = `${INSIGHTS}/alertRules/${ruleId}`;
    const before = await arm().get(path);
    await arm().put(path, {
      kind: before?.kind,
      properties: { ...before?.properties, query: 'DnsEvents | take 9', severity: 'Low' },
    });
    const { plan } = await planFor(content(), workspace.connection);
    const change = plan.changes.find(({ kind }) => kind === 'analyticRule');
    expect(change).toMatchObject({
      action: 'update',
      notes: [expect.stringMatching(/changed in the workspace since/)],
    });
  });
});

describe('what others store beside our fields', () => {
  it('goes back as it was: a property, a tag, a label', async () => {
    await deployTo(content(), workspace.connection);
    const paths = {
      rule: `${INSIGHTS}/alertRules/${ruleId}`,
      mark: `${INSIGHTS}/metadata/analyticsrule-${ruleId}`,
      search: `savedSearches/${hunt().id}`,
      list: `${INSIGHTS}/watchlists/list-a`,
    };
    const template = 'c0000000-0000-4000-8000-000000000009';
    const edit = async (path: string, more: (properties: Record<string, unknown>) => Record<string, unknown>) => {
      const before = await arm().get(path);
      const { lastModifiedUtc: _, ...properties } = before?.properties ?? {};
      await arm().put(
        path,
        { ...(before?.kind ? { kind: before.kind } : {}), properties: { ...properties, ...more(properties) } },
        '*',
      );
    };
    await edit(paths.rule, () => ({ alertRuleTemplateName: template, newProperty: { deep: [1] } }));
    await edit(paths.mark, () => ({ icon: 'theirs' }));
    await edit(paths.search, ({ tags }) => ({
      tags: [...(Array.isArray(tags) ? tags : []), { name: 'portal', value: 'x' }],
    }));
    await edit(paths.list, ({ labels }) => ({ labels: [...(Array.isArray(labels) ? labels : []), 'Portal'] }));
    expect((await planFor(content(), workspace.connection)).plan.summary).toMatchObject({ unchanged: 3 });

    const changed = repository({
      hunts: [hunt({ query: 'Heartbeat' })],
      rules: [rule({ severity: 'High', version: '9.0.0' })],
      watchlists: [watchlist('list-a', ['Key'], [['a'], ['b'], ['c']], 'Another name')],
    });
    expect(await deployTo(changed, workspace.connection)).toMatchObject({ failed: [], moved: [] });
    expect(await stored(paths.rule)).toMatchObject({
      alertRuleTemplateName: template,
      newProperty: { deep: [1] },
      severity: 'High',
    });
    expect(await stored(paths.mark)).toMatchObject({ icon: 'theirs', version: '9.0.0' });
    expect((await stored(paths.search)).tags).toContainEqual({ name: 'portal', value: 'x' });
    const { labels } = await stored(paths.list);
    expect(labels).toEqual(expect.arrayContaining(['Portal', 'team']));
  });

  it('but a label that the file no longer has goes', async () => {
    await deployTo(content(), workspace.connection);
    const [list] = content().watchlists;
    if (!list) throw new Error('no list');
    const without = { ...list, value: { ...list.value, labels: ['other'] } };
    await deployTo(repository({ watchlists: [without] }), workspace.connection);
    const { labels } = await stored(`${INSIGHTS}/watchlists/list-a`);
    expect(labels).toContain('other');
    expect(labels).not.toContain('team');
  });
});
