import { formatPull, type PullReport, pullJson } from '../../../scripts/output/adoption/pull.js';
import type { Change } from '../../../scripts/workspace/changes/change.js';
import type { Pull, PulledFile } from '../../../scripts/workspace/pull/pull.js';

const file = (action: PulledFile['action'], name: string, fields: string[] = []): PulledFile => ({
  ...{ action, kind: 'hunting-query', id: name, name: `Hunt ${name}`, file: `hunts/${name}.yaml`, fields },
});
const change = (name: string): Change => ({
  ...{ kind: 'huntingQuery', id: name, name, file: `hunts/${name}.yaml`, action: 'update', done: true },
  ...{ fields: [], items: { add: 0, change: 0, remove: 0 }, rows: [], notes: [] },
});
const report = (pull: Partial<Pull>, more: Partial<PullReport> = {}): PullReport => ({
  workspace: 'work',
  pull: {
    files: [],
    skipped: [],
    missing: [],
    changes: new Map([
      ['b', ''],
      ['a', ''],
    ]),
    ...pull,
  },
  written: true,
  ...more,
});
const skipped = ['1', '2', '3', '4'].map((name) => ({ name, reason: 'of a solution' }));

describe('a pull for a terminal', () => {
  it('says what came, what was edited, and what was left', () => {
    const files = [file('add', 'a'), file('edit', 'b', ['query', 'name']), file('unchanged', 'c')];
    const others = [...skipped, { name: 'five', reason: 'no kind of ours' }];
    expect(formatPull(report({ files, skipped: others, missing: ['hunts/x.yaml', 'hunts/y.yaml'] }))).toBe(
      `+ hunts/a.yaml  Hunt a
~ hunts/b.yaml  Hunt b: query, name
  left in the workspace: 1, 2, 3 and 1 more: of a solution
  left in the workspace: five: no kind of ours
  not in the workspace: hunts/x.yaml, hunts/y.yaml. The files stay.
Workspace work: 1 file added, 1 edited, 1 unchanged.
`,
    );
  });

  it('names three of one reason', () => {
    expect(formatPull(report({ skipped: skipped.slice(1) }))).toBe(
      '  left in the workspace: 2, 3, 4: of a solution\nWorkspace work: 0 files added, 0 edited, 0 unchanged.\n',
    );
  });

  it('says what would be done', () => {
    expect(formatPull(report({ files: [file('add', 'a'), file('add', 'b')] }, { written: false }))).toContain(
      'Workspace work: 2 files would be added, 0 would be edited, 0 unchanged.\n',
    );
  });

  it('says what was adopted, and what was not', () => {
    const outcome = { applied: [change('a')], failed: [{ change: change('b'), error: 'HTTP 409' }], left: [] };
    const adoption = { outcome: { ...outcome, stopped: false }, differing: ['hunts/c.yaml', 'hunts/d.yaml'] };
    expect(formatPull(report({}, { adoption }))).toBe(`Workspace work: 0 files added, 0 edited, 0 unchanged.
  not marked: b: HTTP 409
  not adopted, since the workspace has it otherwise: hunts/c.yaml, hunts/d.yaml
1 resource marked as deployed from here, 1 failed.
`);
    const fine = { outcome: { ...outcome, failed: [], stopped: false }, differing: [] };
    expect(formatPull(report({}, { adoption: fine }))).toBe(
      'Workspace work: 0 files added, 0 edited, 0 unchanged.\n1 resource marked as deployed from here, 0 failed.\n',
    );
  });
});

describe('a pull for a program', () => {
  it('names what was written', () => {
    const files = [file('add', 'a')];
    expect(JSON.parse(pullJson(report({ files, skipped, missing: ['m'] })))).toEqual({
      ...{ workspace: 'work', files, skipped, missing: ['m'], written: ['a', 'b'] },
    });
    expect(JSON.parse(pullJson(report({}, { written: false }))).written).toEqual([]);
  });

  it('has what was adopted', () => {
    const outcome = {
      applied: [change('a')],
      failed: [{ change: change('b'), error: 'no' }],
      left: [],
      stopped: false,
    };
    expect(JSON.parse(pullJson(report({}, { adoption: { outcome, differing: ['c'] } }))).adoption).toEqual({
      marked: [{ kind: 'huntingQuery', id: 'a', file: 'hunts/a.yaml' }],
      failed: [{ kind: 'huntingQuery', id: 'b', file: 'hunts/b.yaml', error: 'no' }],
      differing: ['c'],
    });
  });
});
