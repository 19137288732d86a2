import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ContentDocument } from '../../scripts/editor/document';
import { Project } from '../../scripts/editor/project';
import { folder } from '../scenarios/cli';
import { HUNT, HUNT_FILE, REPOSITORY } from './editor';

let root: string;
afterEach(() => rmSync(root, { recursive: true }));

function open(files: Record<string, string> = {}, asOf = '2026-05-31'): Project {
  root = folder({ ...REPOSITORY, ...files });
  return new Project(root, new Date(asOf));
}

const codes = async (project: Project, file: string, text: string) =>
  (await project.diagnose(new ContentDocument(file, text))).map(({ code }) => code);

const BROKEN = HUNT.replace('columnName: ClientIP', 'columnName: Client');

describe('what validate says of a file in the editor', () => {
  it('is the same: findings, with their effect', async () => {
    expect(await open().diagnose(new ContentDocument(HUNT_FILE, BROKEN))).toMatchObject([
      { code: 'unknown-column', severity: 'error', effect: 'fails', message: expect.stringMatching(/^Fails: /) },
    ]);
  });

  it('is nothing of a file that is no content', async () => {
    expect(await codes(open(), 'notes.yaml', BROKEN)).toEqual([]);
  });

  it('of a list takes its items from the disk', async () => {
    const definition = REPOSITORY['watchlists/ioc-domain.yaml'];
    const project = open();
    expect(await codes(project, 'watchlists/ioc-domain.yaml', definition)).toEqual([]);
    rmSync(join(root, 'watchlists/ioc-domain.csv'));
    expect(await codes(project, 'watchlists/ioc-domain.yaml', definition)).toEqual(['watchlist-items']);
  });

  it('heeds directives, the severities of the configuration, and suppressions until they expire', async () => {
    const ignored = BROKEN.replace(
      '        columnName',
      '        # sentinel-disable-next-line unknown-column known\n        columnName',
    );
    expect(await codes(open(), HUNT_FILE, ignored)).toEqual([]);
    const without = HUNT.slice(0, HUNT.indexOf('tests:'));
    expect(await codes(open({ 'sentinel.config.yaml': '{}\n' }), HUNT_FILE, without)).toEqual(['missing-test']);
    expect(await codes(open(), HUNT_FILE, without)).toEqual([]);
    const suppression = (file: string, expires: string) => ({
      'sentinel.config.yaml': `checks: { missing-test: off }\nsuppressions:\n  - { code: unknown-column, file: ${file}, reason: known, expires: ${expires} }\n`,
    });
    expect(await codes(open(suppression('hunts/bad', '2026-05-31')), HUNT_FILE, BROKEN)).toEqual([]);
    expect(await codes(open(suppression('hunts/bad', '2026-05-30')), HUNT_FILE, BROKEN)).toEqual(['unknown-column']);
    expect(await codes(open(suppression('hunts/good', '2026-05-31')), HUNT_FILE, BROKEN)).toEqual(['unknown-column']);
  });
});

describe('what a repository says', () => {
  it('are its lists by alias, with their columns', () => {
    const project = open();
    expect([...project.watchlistFiles]).toEqual([['ioc-domain', 'watchlists/ioc-domain.yaml']]);
    expect(project.columnsOf("_GetWatchlist('ioc-domain') | project Report")).toEqual([
      { name: 'Report', type: 'string' },
    ]);
    expect(project.columnsOf('NoSuchTable')).toEqual([]);
  });

  it.each([
    ['no items', { 'watchlists/other.yaml': 'watchlistAlias: other\n' }],
    ['an empty file', { 'watchlists/other.yaml': 'watchlistAlias: other\n', 'watchlists/other.csv': '' }],
    ['no CSV', { 'watchlists/other.yaml': 'watchlistAlias: other\n', 'watchlists/other.csv': '"a\r\n' }],
  ])('has a list of unknown columns where there is %s', (_, files) => {
    const query = "_GetWatchlist('other') | where Anything == 1";
    expect(
      open(files)
        .analyser.analyse(query)
        .diagnostics.filter(({ severity }) => severity === 'error'),
    ).toEqual([]);
  });

  it('leaves out what names no list', () => {
    const files = { 'watchlists/a.yaml': 'watchlistAlias: [\n', 'watchlists/b.yaml': 'watchlistAlias: 7\n' };
    expect([...open(files).watchlistFiles.keys()]).toEqual(['ioc-domain']);
  });
});
