import { FILE_START } from '../../../scripts/base/diagnostic.js';
import type { RepositoryCheck } from '../../../scripts/checks/check.js';
import { duplicateId } from '../../../scripts/checks/repository/duplicate-id.js';
import { duplicateName } from '../../../scripts/checks/repository/duplicate-name.js';
import { duplicateQuery } from '../../../scripts/checks/repository/duplicate-query.js';
import { unusedWatchlist } from '../../../scripts/checks/repository/unused-watchlist.js';
import { workspaceLimits } from '../../../scripts/checks/repository/workspace-limits.js';
import type { Located, Outline } from '../../../scripts/checks/runner/outline.js';

const at = (value: string, line: number): Located => ({
  value,
  range: { start: { line, column: 1 }, end: { line, column: 2 } },
});

/** A file as the checks of several files see it, with its id on line 1, its name on line 2 and its query on line 3. */
const outline = (
  file: string,
  kind: Outline['kind'],
  {
    id,
    name,
    query,
    ...more
  }: { id?: string; name?: string; query?: string } & Partial<Pick<Outline, 'ruleKind' | 'isEnabled' | 'watchlists'>>,
): Outline => ({
  file,
  kind,
  isEnabled: true,
  watchlists: [],
  ...(id === undefined ? {} : { id: at(id, 1) }),
  ...(name === undefined ? {} : { name: at(name, 2) }),
  ...(query === undefined ? {} : { query: at(query, 3) }),
  ...more,
});

const run = (check: RepositoryCheck, ...outlines: Outline[]) =>
  [...check.run(outlines)].map(
    ({ file, range, message, help }) =>
      `${file}:${range.start.line} ${message}${help === undefined ? '' : ` → ${help}`}`,
  );

describe('an id', () => {
  it('is that of one hunt or rule, and an alias that of one watchlist; case is nothing', () => {
    expect(
      run(
        duplicateId,
        outline('hunts/a.yaml', 'hunting-query', { id: 'AB-1' }),
        outline('analytic-rules/a.yaml', 'analytic-rule', { id: ' ab-1' }),
        outline('watchlists/a.yaml', 'watchlist', { id: 'ab-1' }),
        outline('watchlists/b.yaml', 'watchlist', { id: 'AB-1' }),
        outline('functions/a.yaml', 'function', { id: 'ab-1' }),
        outline('hunts/b.yaml', 'hunting-query', {}),
      ),
    ).toEqual([
      'analytic-rules/a.yaml:1 The id  ab-1 is already that of hunts/a.yaml',
      "watchlists/b.yaml:1 The alias 'AB-1' is already that of watchlists/a.yaml → Choose another alias, or put the items of both into one file.",
    ]);
  });
});

describe('a name', () => {
  it('is told where another file of the same kind has it', () => {
    expect(
      run(
        duplicateName,
        ...(['hunting-query', 'analytic-rule', 'watchlist', 'function'] as const).flatMap((kind) =>
          ['a', 'b'].map((file) => outline(`${kind}/${file}.yaml`, kind, { name: 'One' })),
        ),
      ),
    ).toEqual([
      'hunting-query/b.yaml:2 The name "One" is already that of the hunting query in hunting-query/a.yaml',
      'analytic-rule/b.yaml:2 The name "One" is already that of the analytic rule in analytic-rule/a.yaml',
      'watchlist/b.yaml:2 The name "One" is already that of the watchlist in watchlist/a.yaml',
    ]);
  });
});

describe('a query', () => {
  it('is told where another file of the same kind has it under another id', () => {
    const hunt = (file: string, id: string) => outline(file, 'hunting-query', { id, query: 'hash' });
    expect(
      run(
        duplicateQuery,
        hunt('a', '1'),
        hunt('b', '2'),
        hunt('c', '1'),
        outline('d', 'analytic-rule', { id: '4', query: 'hash' }),
        outline('e', 'analytic-rule', { id: '5', query: 'hash' }),
        outline('f', 'function', { id: '6', query: 'hash' }),
        outline('g', 'function', { id: '7', query: 'hash' }),
      ),
    ).toEqual(['b:3 The query is the same as that of a', 'e:3 The query is the same as that of d']);
  });
});

describe('a watchlist', () => {
  it('is told when no query names it, in whatever case', () => {
    expect(
      run(
        unusedWatchlist,
        outline('a', 'watchlist', { id: 'ioc-ip' }),
        outline('b', 'watchlist', { id: 'vip' }),
        outline('c', 'watchlist', {}),
        outline('d', 'hunting-query', { id: 'x', watchlists: ['IOC-IP'] }),
      ),
    ).toEqual(["b:1 No query reads the watchlist 'vip'"]);
  });
});

describe('the rules of a workspace', () => {
  const rules = (count: number, more: { ruleKind?: string; isEnabled?: boolean }) =>
    Array.from({ length: count }, (_, index) => outline(`rule-${index}`, 'analytic-rule', { id: `${index}`, ...more }));

  it.each([
    [512, { ruleKind: 'Scheduled' }, 'There are 513 enabled Scheduled rules; a workspace holds 512'],
    [1024, { isEnabled: false }, 'There are 1025 Scheduled rules; a workspace holds 1024'],
    [50, { ruleKind: 'NRT' }, 'There are 51 enabled NRT rules; a workspace holds 50'],
    [100, { ruleKind: 'nrt', isEnabled: false }, 'There are 101 NRT rules; a workspace holds 100'],
  ])('are at most %i: %j', (most, more, message) => {
    expect(run(workspaceLimits, ...rules(most, more))).toEqual([]);
    expect(run(workspaceLimits, ...rules(most + 1, more))).toEqual([`rule-${most}:1 ${message}`]);
  });

  it('are counted by what a file says of itself; others are none, and one without an id is told at its start', () => {
    const many = rules(50, { ruleKind: 'NRT' });
    expect(run(workspaceLimits, ...many, outline('hunt', 'hunting-query', { ruleKind: 'NRT' }))).toEqual([]);
    const [found] = workspaceLimits.run([...many, outline('last', 'analytic-rule', { ruleKind: 'NRT' })]);
    expect(found).toMatchObject({ file: 'last', range: FILE_START });
  });
});
