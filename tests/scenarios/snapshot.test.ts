import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectAll, type Subject } from '../../scripts/checks/runner/inspect.js';
import { inspectAwoken, snapshotFile } from '../../scripts/checks/runner/snapshot/snapshot.js';
import { broken, SOUND } from '../checks/support.js';

const DIST = join(__dirname, '..', '..', 'dist');
const SETUP = {
  root: '/no/such/repository',
  watchlists: new Map([['ioc-ip', ['Indicator', 'Port', 'MalwareFamily']]]),
};

const HUNT = 'hunts/beacon.yaml';
const hunt = (text: string | undefined): Subject => ({ file: HUNT, kind: 'hunting-query', text: text ?? '' });
const SUBJECTS = [hunt(SOUND[HUNT]), hunt(broken(HUNT, 'ago(30d)', 'agoo(30d)')[HUNT]), hunt('id: ['), hunt('id: 5')];

describe('the snapshot of the analyser', () => {
  const built = readdirSync(DIST).filter((name) => /^analyser-.*\.blob$/.test(name));

  it('is made by the build, for the state of the program that is there', () => {
    expect(built).toHaveLength(1);
  });

  it('says of files what the analyser itself says', async () => {
    const awoken = await inspectAwoken(join(DIST, built[0] ?? ''), SUBJECTS, SETUP);
    expect(awoken).toEqual(inspectAll(SUBJECTS, SETUP));
    expect(awoken?.map(({ diagnostics }) => diagnostics[0]?.code)).toEqual([
      undefined,
      'KS211',
      'yaml-syntax',
      'schema',
    ]);
  });

  it('is done without when it is missing or broken', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-snapshot-'));
    try {
      const file = snapshotFile('this', folder);
      expect(await inspectAwoken(file, SUBJECTS, SETUP)).toBeUndefined();
      writeFileSync(file, 'no snapshot');
      expect(await inspectAwoken(file, SUBJECTS, SETUP)).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is another one for another state of the program', () => {
    expect(snapshotFile('this')).not.toBe(snapshotFile('other'));
  });
});
