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
});
