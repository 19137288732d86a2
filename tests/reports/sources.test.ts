import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_REPORT_BYTES } from '../../scripts/reports/containers/limits.js';
import { readSource } from '../../scripts/reports/sources.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sources-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const FEED =
  '# "first_seen_utc","ioc_id","ioc_value","ioc_type","threat_type","fk_malware","malware_alias","malware_printable"\n';

/** Reads a feed that its last line fills up to so many bytes. */
function readFeedOf(bytes: number) {
  const path = join(root, 'export.csv');
  writeFileSync(path, FEED);
  truncateSync(path, bytes);
  return readSource({ file: 'export.csv', path }, { asOf: new Date('2026-05-31'), allowList: [] });
}

describe('a large file', () => {
  it('of 25 MB is read', async () => {
    expect(MAX_REPORT_BYTES).toBe(25_000_000);
    await expect(readFeedOf(MAX_REPORT_BYTES)).resolves.toMatchObject({ reports: [{ file: 'export.csv' }] });
  });

  it('of more is refused, feed or not, with a word on how to narrow it', async () => {
    await expect(readFeedOf(MAX_REPORT_BYTES + 1)).rejects.toMatchObject({
      code: 'report-unreadable',
      message: expect.stringContaining('export.csv has 26 MB, and more than 25 MB are not read'),
      help: expect.stringContaining('Narrow the export to the last days or to one family'),
      exitCode: 1,
    });
  });

  it.each([
    [
      '200,000 values',
      'list.csv',
      () => `ip,note\n${Array.from({ length: 200_001 }, (_, at) => `${address(at)},x`).join('\n')}`,
    ],
    ['500,000 lines', 'list.txt', () => 'a\n'.repeat(500_001)],
    ['400,000 XML elements', 'list.xml', () => `<list>${'<i/>'.repeat(400_000)}</list>`],
    ['2,000,000 values of JSON', 'list.json', () => `[1${',1'.repeat(2_000_001)}]`],
  ])('of more than %s is refused, since reading it would take too much memory', async (limit, file, content) => {
    const path = join(root, file);
    writeFileSync(path, content());
    await expect(readSource({ file, path }, { asOf: new Date('2026-05-31'), allowList: [] })).rejects.toMatchObject({
      code: 'report-unreadable',
      message: `${file} has more than ${limit}, which is more than is read of one report`,
      help: expect.stringContaining('Narrow the export'),
      exitCode: 1,
    });
  });

  it.each([
    ['one line', 'text.txt', 'calls gate.kettle-node.top now, ', 'gate.kettle-node.top'],
    ['one cell', 'text.csv', 'gate.kettle-node.top|', 'gate.kettle-node.top'],
  ])('may be %s', async (_what, file, piece, value) => {
    const path = join(root, file);
    writeFileSync(path, piece.repeat(20_000));
    const { reports } = await readSource({ file, path }, { asOf: new Date('2026-05-31'), allowList: [] });
    const [{ indicators, reviews } = { indicators: [], reviews: [] }] = reports;
    expect([...indicators, ...reviews].map((one) => one.value)).toEqual([value]);
  });
});

/** Different public addresses. */
function address(at: number): string {
  return `45.${61 + Math.floor(at / 65_536)}.${Math.floor(at / 256) % 256}.${at % 256}`;
}
