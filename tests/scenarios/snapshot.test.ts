import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectAll, type Subject } from '../../scripts/checks/runner/inspect.js';
import { Preparer } from '../../scripts/checks/runner/preparer.js';
import { inspectBySnapshot, prepareBySnapshot, snapshotFile } from '../../scripts/checks/runner/snapshot/client.js';
import { unpack } from '../../scripts/kql/engine/packed.js';
import { broken, SOUND } from '../checks/support.js';
import { folder, PROGRAM, sentinel } from './cli.js';

const MAKER = join(PROGRAM, '..', 'checks', 'runner', 'snapshot', 'make.js');
const SETUP = {
  root: '/no/such/repository',
  watchlists: new Map([['ioc-ip', ['Indicator', 'Port', 'MalwareFamily']]]),
};

const HUNT = 'hunts/beacon.yaml';
const hunt = (text: string | undefined): Subject => ({ file: HUNT, kind: 'hunting-query', text: text ?? '' });
const SUBJECTS = [hunt(SOUND[HUNT]), hunt(broken(HUNT, 'ago(30d)', 'agoo(30d)')[HUNT]), hunt('id: ['), hunt('id: 5')];

const cache = mkdtempSync(join(tmpdir(), 'sentinel-snapshot-'));
const snapshot = join(cache, 'analyser-new.blob');
afterAll(() => rmSync(cache, { recursive: true, force: true }));

describe('the snapshot of the analyser', () => {
  beforeAll(() => {
    for (const age of [1, 2, 3, 4, 5]) {
      const old = join(cache, `analyser-old-${age}.blob`);
      writeFileSync(old, '');
      utimesSync(old, 1_000_000 - age, 1_000_000 - age);
    }
    execFileSync(process.execPath, [MAKER, snapshot]);
  });

  it('says of files what the analyser itself says', async () => {
    const inspections = await inspectBySnapshot(snapshot, SUBJECTS, SETUP);
    expect(inspections).toEqual(inspectAll(SUBJECTS, SETUP));
    expect(inspections?.map(({ diagnostics }) => diagnostics[0]?.code)).toEqual([
      undefined,
      'KS211',
      'yaml-syntax',
      'schema',
    ]);
  });

  it('binds queries for the engine as the engine itself does', async () => {
    const table = { name: 'indicators', columns: [{ name: 'Indicator', type: 'string' as const }] };
    const list = '_GetWatchlist("ioc-ip") | where toint(Port) in (indicators) or Port == "443" | count';
    const queries = [
      { text: list, tables: [table] },
      { text: list, tables: [] },
      { text: 'print x = 1 | evaluate autocluster()', tables: [] },
    ];
    const packed = await prepareBySnapshot(snapshot, queries, SETUP);
    const preparer = new Preparer(SETUP);
    const preparations = packed?.map(unpack);
    expect(preparations).toEqual(queries.map((query) => preparer.prepare(query)));
    expect(preparations?.map(({ outcome }) => outcome)).toEqual(['prepared', 'invalid', 'refused']);
  });

  it('takes the place of those that were not used for the longest time, and leaves nothing else behind', () => {
    const names = ['analyser-new.blob', 'analyser-old-1.blob', 'analyser-old-2.blob', 'analyser-old-3.blob'];
    expect(readdirSync(cache).sort()).toEqual(names);
  });

  it('is done without when it is missing or broken', async () => {
    const file = join(cache, 'analyser-broken.blob');
    expect(await inspectBySnapshot(file, SUBJECTS, SETUP)).toBeUndefined();
    writeFileSync(file, 'no snapshot');
    expect(await inspectBySnapshot(file, SUBJECTS, SETUP)).toBeUndefined();
  });

  it('is another one for another state of the program', () => {
    expect(snapshotFile('this', cache)).not.toBe(snapshotFile('other', cache));
  });
});

describe('validate', () => {
  const root = folder(broken(HUNT, 'join kind=inner', 'join'));
  const validate = (home: string) =>
    sentinel(['validate', '--no-cache', '--format', 'github', '--as-of', '2026-05-31'], root, {
      XDG_CACHE_HOME: home,
      LOCALAPPDATA: home,
    });

  it('finds the same with a snapshot, which its first run makes, as without', async () => {
    const home = mkdtempSync(join(tmpdir(), 'sentinel-home-'));
    const first = await validate(home);
    expect(first.stdout).toContain('::warning file=hunts/beacon.yaml,line=13,endLine=13,title=join-kind');
    const made = () => readdirSync(home, { recursive: true }).some((name) => String(name).endsWith('.blob'));
    for (const deadline = Date.now() + 100_000; !made() && Date.now() < deadline; ) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(made()).toBe(true);
    expect(await validate(home)).toEqual(first);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });

  it('needs no cache folder: one that cannot be written costs time only', async () => {
    const { exitCode, stdout, stderr } = await validate(join(PROGRAM, 'no-folder'));
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('title=join-kind');
  });
});
