import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderSettings, withSettings } from '../../scripts/reports/settings.js';
import { indicator, report } from '../ingestion/build.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'settings-'));
  mkdirSync(join(root, 'reports/acme'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (file: string, text: string) => writeFileSync(join(root, file), text);

describe('settings of a folder of reports', () => {
  it('hold for what is below; nearer ones win, and the command line over all', () => {
    write('reports/ingest.yaml', 'source: Us\nconfidence: 60\n');
    write('reports/acme/ingest.yaml', 'source: Acme\nexclude: ["drafts/*"]\nfiles:\n  a.md: { family: Kettle }\n');
    const settings = new FolderSettings(root);
    expect(settings.for(join(root, 'reports/acme/a.md'))).toMatchObject({
      source: 'Acme',
      confidence: 60,
      family: 'Kettle',
    });
    expect(settings.for(join(root, 'reports/acme/b.md')).family).toBeUndefined();
    expect(new FolderSettings(root, { source: 'Me' }).for(join(root, 'reports/acme/a.md')).source).toBe('Me');
    expect(settings.leavesOut(join(root, 'reports/acme/ingest.yaml'))).toBe(true);
    expect(settings.leavesOut(join(root, 'reports/acme/drafts/x.md'))).toBe(true);
    expect(settings.leavesOut(join(root, 'reports/acme/a.md'))).toBe(false);
  });

  it('that are wrong are named, with the line', () => {
    write('reports/acme/ingest.yaml', 'source: Acme\nconfidence: 600\n');
    expect(() => new FolderSettings(root).for(join(root, 'reports/acme/a.md'))).toThrow(/ingest\.yaml:2/);
  });

  it('say what is no indicator, whatever holds it', () => {
    const own = indicator('https://blog.acme.example/x', { type: 'url' });
    const read = report('a.md', [own, indicator('192.0.2.1:443')]);
    const { indicators, rejected } = withSettings(read, { exclude: ['*.acme.example'], family: 'Kettle' });
    expect(indicators.map(({ value, family }) => [value, family])).toEqual([['192.0.2.1:443', 'Kettle']]);
    expect(rejected).toEqual([{ value: 'https://blog.acme.example/x', reason: 'excluded by ingest.yaml' }]);
  });
});
