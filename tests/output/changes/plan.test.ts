import fc from 'fast-check';
import { lineDiff } from '../../../scripts/output/changes/line-diff.js';
import { formatPlanText } from '../../../scripts/output/changes/plan.js';
import { formatPlanMarkdown } from '../../../scripts/output/changes/plan-markdown.js';
import { type Change, type Plan, summarise } from '../../../scripts/workspace/changes/change.js';

const change = (more: Partial<Change>): Change => ({
  kind: 'huntingQuery',
  id: '1',
  name: 'A hunt',
  file: 'hunts/a.yaml',
  action: 'update',
  done: true,
  fields: [],
  items: { add: 0, change: 0, remove: 0 },
  rows: [],
  notes: [],
  ...more,
});

const plan = (...changes: Change[]): Plan => ({
  workspace: 'local',
  changes,
  summary: summarise(changes),
  cost: { requests: 4, minutes: 0.1, itemChanges: 3, monthlyItemChanges: 100_000 },
  unreadable: [],
});

describe('a plan as text', () => {
  it('shows a line a change, small fields as before and after, queries as a diff', () => {
    const text = formatPlanText(
      plan(
        change({ action: 'create', name: 'New' }),
        change({
          fields: [
            { path: 'displayName', before: 'Old', after: 'A hunt' },
            { path: 'query', before: 'T\n| where a\n| take 1', after: 'T\n| where b\n| take 1' },
          ],
        }),
        change({ kind: 'watchlist', name: 'List', file: 'watchlists/l.yaml', items: { add: 2, change: 0, remove: 1 } }),
        change({
          action: 'delete',
          name: 'Gone',
          file: '',
          done: false,
          notes: ['No file asks for it; --prune deletes it.'],
        }),
        change({ action: 'unchanged', name: 'Same' }),
      ),
      false,
    );
    expect(text).toBe(`It takes 4 requests, under a minute; 3 of the 100000 item changes of a month.

+ hunting query New  hunts/a.yaml
~ hunting query A hunt  hunts/a.yaml
    displayName: Old → A hunt
    query:
        T
      - | where a
      + | where b
        | take 1
~ watchlist List  +2 −1 rows  watchlists/l.yaml
- hunting query Gone  (only listed)
    No file asks for it; --prune deletes it.

Workspace local: 1 to create, 2 to update, 1 to delete, 1 unchanged; 3 watchlist item changes
`);
  });

  it('lets no name move the cursor or turn the text around', () => {
    const text = formatPlanText(plan(change({ action: 'create', name: 'a\x1b[2J\r\nb\u202ec' })), false);
    expect(text).toContain('+ hunting query a\ufffd[2J b\ufffdc');
  });
});

describe('a plan as Markdown', () => {
  it('escapes what would be Markdown, HTML, a mention or a workflow command', () => {
    const name = '</code><script>x</script> | ```` @team #1 ::error::';
    const fields = [{ path: 'query', before: 'a\n```\n<b>', after: '````\n::error::x' }];
    const text = formatPlanMarkdown(plan(change({ name, fields })));
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('@team');
    expect(text).not.toMatch(/^::/m);
    const fence = /^(`+)diff$/m.exec(text)?.[1] ?? '';
    expect(fence.length).toBeGreaterThan(4);
  });

  it('says so when there is nothing to do', () => {
    expect(formatPlanMarkdown(plan(change({ action: 'unchanged' })))).toContain('nothing to change, 1 unchanged.');
  });
});

describe('a line diff', () => {
  const lines = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 })
    .map((list) => list.join('\n'));

  it('has the removed lines of the one and the added lines of the other, in order', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = lineDiff(before, after);
        const kept = (sign: string) => diff.filter((line) => line.sign !== sign).map(({ text }) => text);
        expect(before.split('\n').join('\n')).toContain(kept('+').join('\n'));
        expect(after.split('\n').join('\n')).toContain(kept('-').join('\n'));
        expect(diff.some(({ sign }) => sign !== ' ')).toBe(before !== after);
      }),
    );
  });

  it('shows two lines around a change, and nothing where nothing changed', () => {
    const text = 'a\nb\nc\nd\ne\nf\ng';
    expect(lineDiff(text, text.replace('d', 'D')).map(({ sign, text }) => sign + text)).toEqual([
      ...[' b', ' c', '-d', '+D', ' e', ' f'],
    ]);
    expect(lineDiff(text, text)).toEqual([]);
  });

  it('stays bounded for texts of any length', () => {
    const long = (seed: number) => Array.from({ length: 5000 }, (_, index) => `${seed}:${index}`).join('\n');
    expect(lineDiff(long(1), long(2))).toHaveLength(10_000);
  });
});
