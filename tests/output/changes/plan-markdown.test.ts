import { formatPlanText } from '../../../scripts/output/changes/plan.js';
import { COMMENT_LIMIT, formatPlanMarkdown } from '../../../scripts/output/changes/plan-markdown.js';
import type { Plan } from '../../../scripts/workspace/changes/change.js';
import { painted } from '../painted.js';
import { change, plan } from './plans.js';

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

  it('fits into a comment, says of each deletion whether it is done, and folds rows', () => {
    const deletion = (done: boolean) => change({ action: 'delete', name: `Done ${done}`, file: '', done });
    const long = Array.from({ length: 300 }, (_, index) =>
      change({ name: `Hunt ${index}`, fields: [{ path: 'query', before: 'a'.repeat(900), after: 'b' }] }),
    );
    const rows = [{ action: 'remove' as const, key: 'k', before: { Key: 'k', Note: '`x`' }, after: null }];
    const list = change({ kind: 'watchlist', name: 'List', rows, items: { add: 0, change: 0, remove: 1 } });
    const text = formatPlanMarkdown(plan(deletion(true), deletion(false), list, ...long));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/… and \d+ more entries, which do not fit here/);
    expect(text).toContain('| delete | hunting query | <code>Done true</code>');
    expect(text).toContain('| delete (only listed) | hunting query | <code>Done false</code>');
    expect(formatPlanMarkdown(plan(list))).toContain('```diff\n- k  Note `x`\n```');
  });

  it('says so when there is nothing to do', () => {
    expect(formatPlanMarkdown(plan(change({ action: 'unchanged' })))).toContain('nothing to change, 1 unchanged.');
  });
});

describe('a plan with everything in it', () => {
  const row = (action: 'add' | 'change' | 'remove', key: string, before: string, after: string) => ({
    ...{ action, key },
    before: before === '' ? null : { Key: key, Note: before },
    after: after === '' ? null : { Key: key, Note: after },
  });
  const rows = [row('add', 'a', '', 'new'), row('change', 'b', 'old', 'new'), row('remove', 'c', 'old', '')];
  const full: Plan = {
    ...plan(
      change({ action: 'create', fields: [{ path: 'query', before: null, after: 'T\n\n| take 1' }] }),
      change({
        fields: [
          { path: 'query', before: 'a\nb', after: 'a\nc' },
          { path: 'version', before: '1', after: '2' },
        ],
      }),
      change({ action: 'replace', fields: [{ path: 'kind', before: 'NRT', after: 'Scheduled' }] }),
      change({ action: 'delete', file: '', done: false, notes: ['--prune deletes it.'], changedBy: 'ada' }),
      change({ kind: 'watchlist', name: 'List', rows, items: { add: 1, change: 1, remove: 1 } }),
      change({ action: 'unchanged' }),
    ),
    unreadable: [{ kind: 'function', reason: 'HTTP 403' }],
  };

  it('as text', () => {
    expect(painted(formatPlanText(full, true))).toMatchInlineSnapshot(`
"<dim>It takes 4 requests, under a minute; 3 of the 100000 item changes of a month.</>
<red>! 1 will be deleted and made again: A hunt</>
<red>! nothing is known of function resources: HTTP 403</>

<green>+ hunting query A hunt</>  hunts/a.yaml
<dim>      T</>
<dim></>
<dim>      | take 1</>
<yellow>~ hunting query A hunt</>  hunts/a.yaml
    query:
<dim>        a</>
<red>      - b</>
<green>      + c</>
    version: <red>1</> → <green>2</>
<magenta>± hunting query A hunt</>  hunts/a.yaml
    kind: <red>NRT</> → <green>Scheduled</>
<red>- hunting query A hunt</>  (only listed)
    <dim>--prune deletes it.</>
<yellow>~ watchlist List</>  +1 ~1 −1 rows  hunts/a.yaml
<green>    + a  Note new</>
<yellow>    ~ b  Note: old → new</>
<red>    - c  Note old</>

Workspace local: 1 to create, 2 to update, 1 to replace, 1 to delete, 1 unchanged; 3 watchlist item changes
"
`);
  });

  it('as Markdown', () => {
    expect(formatPlanMarkdown(full)).toMatchInlineSnapshot(`
"### Plan for workspace <code>local</code>

1 to create, 2 to update, 1 to replace, 1 to delete, 1 unchanged; 3 watchlist item changes.
It takes 4 requests, under a minute; 3 of the 100000 item changes of a month.

- ⚠️ 1 will be deleted and made again: A hunt
- ⚠️ nothing is known of function resources: HTTP 403

| | kind | name | file | changes |
|---|---|---|---|---|
| create | hunting query | <code>A hunt</code> | <code>hunts/a.yaml</code> |  |
| update | hunting query | <code>A hunt</code> | <code>hunts/a.yaml</code> | <code>query</code>, <code>version</code> |
| replace | hunting query | <code>A hunt</code> | <code>hunts/a.yaml</code> |  |
| delete (only listed) | hunting query | <code>A hunt</code> |  | --prune deletes it. |
| update | watchlist | <code>List</code> | <code>hunts/a.yaml</code> | +1 ~1 −1 rows |

<details><summary><code>A hunt: query</code></summary>

\`\`\`kusto
T

| take 1
\`\`\`
</details>

<details><summary><code>A hunt: query</code></summary>

\`\`\`diff
  a
- b
+ c
\`\`\`
</details>

<details><summary><code>A hunt: version</code></summary>

\`\`\`diff
- 1
+ 2
\`\`\`
</details>

<details><summary><code>A hunt: kind</code></summary>

\`\`\`diff
- NRT
+ Scheduled
\`\`\`
</details>

<details><summary><code>List: +1 &#126;1 −1 rows</code></summary>

\`\`\`diff
+ a  Note new
! b  Note: old → new
- c  Note old
\`\`\`
</details>
"
`);
  });

  it('that only lists says who changed what, and nothing of what would be done', () => {
    const one = change({ action: 'delete', done: false, changedBy: 'ada', changedAt: '2026-05-07' });
    const words = { lists: true, summary: '1 changed', title: 'Drift of' };
    expect(
      formatPlanText({ ...plan(one, change({ changedAt: '2026-05-08' })), unreadable: full.unreadable }, false, words),
    ).toBe(
      `It takes 4 requests, under a minute; 3 of the 100000 item changes of a month.

- hunting query A hunt  hunts/a.yaml  by ada  on 2026-05-07
~ hunting query A hunt  hunts/a.yaml  on 2026-05-08

Workspace local: 1 changed
`,
    );
    const free = { ...plan(one, change({ changedBy: 'b' })), cost: { ...plan().cost, requests: 0 } };
    expect(formatPlanMarkdown(free, COMMENT_LIMIT, words)).toBe(`### Drift of workspace <code>local</code>

1 changed.

| | kind | name | file | changes |
|---|---|---|---|---|
| delete | hunting query | <code>A hunt</code> | <code>hunts/a.yaml</code> | changed ada 2026-05-07 |
| update | hunting query | <code>A hunt</code> | <code>hunts/a.yaml</code> | changed b |
`);
  });

  it('says nothing of changes where there are none', () => {
    const none = { ...plan(change({ action: 'unchanged' })), cost: { ...plan().cost, requests: 0 } };
    expect(formatPlanText(none, false)).toBe('Workspace local: nothing to change, 1 unchanged\n');
    expect(formatPlanMarkdown(none)).toBe(
      '### Plan for workspace <code>local</code>\n\nnothing to change, 1 unchanged.\n',
    );
    expect(formatPlanMarkdown({ ...none, unreadable: full.unreadable })).toBe(
      '### Plan for workspace <code>local</code>\n\nnothing to change, 1 unchanged.\n\n- ⚠️ nothing is known of function resources: HTTP 403\n',
    );
  });
});

describe('what does not fit', () => {
  const adds = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...{ action: 'add' as const, key: `k${index}`, before: null, after: { Key: `k${index}` } },
    }));
  const list = (count: number) =>
    plan(change({ kind: 'watchlist', rows: adds(count), items: { add: count, change: 0, remove: 0 } }));

  it('are rows beyond twenty of a text, and five hundred of a comment', () => {
    expect(formatPlanText(list(20), false)).not.toContain('more rows');
    expect(formatPlanText(list(21), false)).toContain('    + k19\n    … and 1 more rows\n');
    expect(formatPlanMarkdown(list(500))).not.toContain('more rows');
    expect(formatPlanMarkdown(list(501))).toContain('\n+ k499  \n  … and 1 more rows\n');
  });

  it('is the end of a long row, and of a long value', () => {
    const row = { action: 'add' as const, key: 'k', before: null, after: { A: 'x'.repeat(155) } };
    const shown = (value: number) =>
      formatPlanText(plan(change({ rows: [{ ...row, after: { A: 'x'.repeat(value) } }] })), false);
    expect(shown(155)).toContain(`    + k  A ${'x'.repeat(155)}\n`);
    expect(shown(156)).toContain(`    + k  A ${'x'.repeat(154)}…\n`);
    const field = (length: number) =>
      formatPlanText(plan(change({ fields: [{ path: 'p', before: null, after: 'x'.repeat(length) }] })), false);
    expect(field(60)).toContain(`    p: (none) → ${'x'.repeat(60)}\n`);
    expect(field(61)).toContain(`    p: (none) → ${'x'.repeat(59)}…\n`);
  });

  it('are entries of a comment that is full: 200 characters stay for saying so', () => {
    const one = plan(change({ action: 'delete' }));
    const length = formatPlanMarkdown(one).length;
    expect(formatPlanMarkdown(one, length - 1 + 200)).toBe(formatPlanMarkdown(one));
    expect(formatPlanMarkdown(one, length - 2 + 200)).toContain(
      '\n… and 1 more entries, which do not fit here: see the plan as text or JSON.\n',
    );
    expect(COMMENT_LIMIT).toBe(65_000);
  });
});
