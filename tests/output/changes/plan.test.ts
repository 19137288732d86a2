import { formatPlanText } from '../../../scripts/output/changes/plan.js';
import { formatPlanMarkdown } from '../../../scripts/output/changes/plan-markdown.js';
import { change, plan } from './plans.js';

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

describe('rows in the text of a plan', () => {
  const row = (index: number) => ({
    action: 'add' as const,
    key: `k${index}`,
    before: null,
    after: { Key: `k${index}`, Value: 'v', Blank: '' },
  });

  it('are the first twenty, with before and after, and a count', () => {
    const changed = {
      action: 'change' as const,
      key: 'x',
      before: { Key: 'x', Value: '1', Same: 's' },
      after: { Key: 'x', Value: '', Same: 's' },
    };
    const rows = [changed, ...Array.from({ length: 24 }, (_, index) => row(index))];
    const text = formatPlanText(
      plan(change({ kind: 'watchlist', rows, items: { add: 24, change: 1, remove: 0 } })),
      false,
    );
    expect(text).toContain('~ watchlist A hunt  +24 ~1 −0 rows  hunts/a.yaml');
    expect(text).toContain('    ~ x  Value: 1 → (none)\n    + k0  Value v\n');
    expect(text).toContain('    + k18  Value v\n    … and 5 more rows\n');
  });
});

describe('what endangers a workspace', () => {
  it('stands before everything else', () => {
    const edited = 'It was changed in the workspace since it was deployed by a@b.c.';
    const text = formatPlanText(
      plan(
        change({ action: 'delete', name: 'Gone', file: '' }),
        change({ action: 'replace', name: 'Other kind' }),
        change({ name: 'Edited', notes: [edited] }),
        change({ name: 'Off', done: false, notes: ['The service has switched it off (AUTO DISABLED): x'] }),
      ),
      false,
    );
    expect(text.split('\n').slice(0, 6)).toEqual([
      'It takes 4 requests, under a minute; 3 of the 100000 item changes of a month.',
      '! 1 will be deleted: Gone',
      '! 1 will be deleted and made again: Other kind',
      '! 1 changed in the workspace, which would be overwritten: Edited',
      '! 1 switched off by the service: Off',
      '',
    ]);
    expect(text).toContain(`~ hunting query Edited  hunts/a.yaml\n    ${edited}\n`);
    expect(text).toContain('~ hunting query Off  hunts/a.yaml  (only listed)\n');
  });

  it('is a kind that could not be read, too', () => {
    const blind = { ...plan(), unreadable: [{ kind: 'analyticRule' as const, reason: 'HTTP 403' }] };
    expect(formatPlanText(blind, false)).toContain('! nothing is known of analytic rule resources: HTTP 403\n');
  });
});

describe('a new rule', () => {
  const fields = [
    { path: 'kind', before: null, after: 'Scheduled' },
    { path: 'properties.severity', before: null, after: 'High' },
    { path: 'properties.queryFrequency', before: null, after: 'PT1H' },
    { path: 'properties.queryPeriod', before: null, after: 'P1D' },
    { path: 'properties.enabled', before: null, after: false },
    { path: 'properties.query', before: null, after: 'T\n| take 1' },
  ];

  it('shows severity, schedule and query', () => {
    const text = formatPlanText(plan(change({ kind: 'analyticRule', action: 'create', fields })), false);
    expect(text).toContain('    severity High, every PT1H over P1D, switched off\n      T\n      | take 1\n');
    const markdown = formatPlanMarkdown(plan(change({ kind: 'analyticRule', action: 'create', fields })));
    expect(markdown).toContain('severity High, every PT1H over P1D, switched off');
    expect(markdown).toContain('```kusto\nT\n| take 1\n```');
  });
});

describe('values of other types', () => {
  it.each<[unknown, string]>([
    [null, '(none)'],
    [7, '7'],
    [false, 'false'],
    [['a', 'b'], '[ "a", "b" ]'],
    ['x'.repeat(100), `${'x'.repeat(59)}…`],
  ])('%j reads %s', (after, shown) => {
    const fields = [{ path: 'p', before: 'b', after }];
    expect(formatPlanText(plan(change({ fields })), false)).toContain(`    p: b → ${shown}\n`);
  });
});
