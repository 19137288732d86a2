import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  foreignKind,
  isTemplate,
  itemsFileOf,
  kindByContent,
  kindByFolder,
  listContent,
  listForeign,
  readItems,
  TEAM_LIST_FILES,
  testsFileOf,
} from '../../scripts/content/layout.js';

describe('the kind of a file', () => {
  it.each([
    ['hunts/a/b.yaml', 'hunting-query'],
    ['analytic-rules/a.yaml', 'analytic-rule'],
    ['functions/a.yaml', 'function'],
    ['watchlists/a.yaml', 'watchlist'],
    ['templates/a.yaml', 'template'],
    ['templates/a.tests.yaml', 'template-tests'],
    ['hunts/a.tests.yaml', 'hunting-query'],
    ['hunts.yaml', undefined],
    ['other/hunts/a.yaml', undefined],
  ])('%s is what its folder says: %s', (file, kind) => {
    expect(kindByFolder(file)).toBe(kind);
  });

  it.each([
    [{ watchlistAlias: 'a', query: 'x' }, 'watchlist'],
    [{ functionAlias: 'A', query: 'x' }, 'function'],
    [{ query: 'x', severity: 'High' }, 'hunting-query'],
    [{ query: 'x', kind: 'NRT' }, 'analytic-rule'],
    [{ query: 'x', triggerOperator: 'gt' }, 'analytic-rule'],
    [{ query: 'x', queryFrequency: '1h' }, 'analytic-rule'],
    [{ name: 'x' }, undefined],
    [['query'], undefined],
    [null, undefined],
  ])('of %j shows in its data: %s', (data, kind) => {
    expect(kindByContent(data)).toBe(kind);
  });

  it.each([
    ['Hunting Queries/a.yaml', { query: 'x', kind: 'Scheduled' }, 'hunting-query'],
    ['Detections/a.yaml', { query: 'x', kind: 'Scheduled' }, 'analytic-rule'],
    ['Hunting Queries/a.yaml', { functionAlias: 'A', query: 'x' }, 'function'],
    ['Watchlists/a.yaml', { watchlistAlias: 'a' }, undefined],
  ])('of others, %s with %j, is %s', (file, data, kind) => {
    expect(foreignKind(file, data)).toBe(kind);
  });
});

it('the lists of a team lie at the root', () => {
  expect(TEAM_LIST_FILES).toEqual(['allow-list.csv', 'life-extensions.csv', 'review.csv', 'expired.csv']);
});

describe('files that belong together', () => {
  it('have names of one stem', () => {
    expect([itemsFileOf('watchlists/a.yaml'), itemsFileOf('watchlists/b.YML')]).toEqual([
      'watchlists/a.csv',
      'watchlists/b.csv',
    ]);
    expect(testsFileOf('templates/a.yml')).toBe('templates/a.tests.yaml');
    expect([isTemplate('a.yaml'), isTemplate('a.tests.yaml'), isTemplate('a.txt')]).toEqual([true, false, false]);
  });
});

describe('the files of a repository', () => {
  const root = mkdtempSync(join(tmpdir(), 'layout-'));
  beforeAll(() => {
    const files = ['hunts/b.yaml', 'hunts/a.yml', 'hunts/a.txt', 'templates/t.yaml', 'templates/t.tests.yaml'];
    for (const file of [...files, 'Detections/d.yaml', 'sentinel.config.yaml', 'review.csv', 'watchlists/w.csv']) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), file.endsWith('.csv') ? '\uFEFFKey\r\n' : '');
    }
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('are those of our folders, sorted, each with its kind', () => {
    expect(listContent(root)).toEqual([
      { file: 'hunts/a.yml', kind: 'hunting-query' },
      { file: 'hunts/b.yaml', kind: 'hunting-query' },
      { file: 'templates/t.tests.yaml', kind: 'template-tests' },
      { file: 'templates/t.yaml', kind: 'template' },
    ]);
  });

  it('outside of them are those of others, once each', () => {
    expect(listForeign(root, ['', 'Detections/d.yaml', 'hunts'])).toEqual(['Detections/d.yaml']);
  });

  it('with items are read without a byte order mark', () => {
    expect([readItems(root, 'watchlists/w.csv'), readItems(root, 'watchlists/x.csv')]).toEqual(['Key\r\n', undefined]);
  });
});
