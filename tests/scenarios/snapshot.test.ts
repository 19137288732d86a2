import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyOf } from '../../scripts/checks/cache.js';
import { inspectAll, type Subject } from '../../scripts/checks/inspect.js';
import { openSnapshot } from '../../scripts/checks/snapshot/snapshot.js';
import { broken, SOUND } from '../checks/support.js';

const BUILD = join(__dirname, '..', '..', 'dist', 'checks', 'snapshot', 'build.js');
const SETUP = {
  root: '/no/such/repository',
  watchlists: new Map([['ioc-ip', ['Indicator', 'Port', 'MalwareFamily']]]),
};

const HUNT = 'hunts/beacon.yaml';
const hunt = (text: string | undefined): Subject => ({ file: HUNT, kind: 'hunting-query', text: text ?? '' });
const SUBJECTS = [hunt(SOUND[HUNT]), hunt(broken(HUNT, 'ago(30d)', 'agoo(30d)')[HUNT]), hunt('id: [')];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-snapshot-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (program: string) =>
  join(folder, `${keyOf(program, process.version, process.arch, process.execPath)}.blob`);

describe('the snapshot of the analyser', () => {
  it('says of files what the analyser itself says', async () => {
    execFileSync(process.execPath, [BUILD, fileOf('this')]);
    const woken = await openSnapshot(folder, 'this').inspect(SUBJECTS, SETUP);
    expect(woken).toEqual(inspectAll(SUBJECTS, SETUP));
    expect(woken?.map(({ diagnostics }) => diagnostics.map(({ code }) => code))).toEqual([
      [],
      ['KS211'],
      ['yaml-syntax'],
    ]);
  });

  it('of another state of the program, or a broken one, is none', async () => {
    writeFileSync(fileOf('this'), 'no snapshot');
    expect(await openSnapshot(folder, 'this').inspect(SUBJECTS, SETUP)).toBeUndefined();
    expect(await openSnapshot(folder, 'other').inspect(SUBJECTS, SETUP)).toBeUndefined();
  });
});
