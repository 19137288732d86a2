import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from '../../scripts/base/files.js';
import { ingestReports } from '../../scripts/ingestion/ingest.js';
import { refreshHunts } from '../../scripts/ingestion/refresh.js';
import { loadTemplates } from '../../scripts/ingestion/templates.js';
import { formatRefresh } from '../../scripts/output/ingestion/refresh.js';
import { configuration, indicator, report } from './build.js';

const templates = loadTemplates('.');
const FIREWALL = 'hunts/sectoprat/firewall-address.yaml';
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'refresh-'));
  const reports = [report('r.md', [indicator('192.0.2.1:443')])];
  writeFiles(root, ingestReports(reports, { root, configuration, templates, asOf: new Date('2026-05-31') }).changes);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = () => readFileSync(join(root, FIREWALL), 'utf8');
const write = (text: string) => writeFiles(root, new Map([[FIREWALL, text]]));
const refresh = (today = templates) => refreshHunts({ root, configuration, templates: today });
const firewall = (today = templates) => refresh(today).hunts.find(({ file }) => file === FIREWALL);

it('changes nothing where the templates are those that made the hunts', () => {
  const { changes, hunts } = refresh();
  expect(changes.size).toBe(0);
  expect(hunts).toContainEqual({ file: FIREWALL, indicators: 'same', followsTemplate: true });
  expect(formatRefresh({ changes, hunts }, false, 'text')).toBe(
    `${hunts.length} generated hunts held against the templates; no file changes.\n`,
  );
});

it("renders the indicators' part anew, raises the version, and leaves the analyst's part", () => {
  const before = read();
  write(before.replace('ioc-ip', 'ioc-old').replace('// Hunt: this part is yours\n', '$&    // mine\n'));
  const { changes, hunts } = refresh();
  expect([...changes]).toEqual([
    [
      FIREWALL,
      before.replace('// Hunt: this part is yours\n', '$&    // mine\n').replace('version: 1.0.0', 'version: 1.0.1'),
    ],
  ]);
  expect(hunts.find(({ file }) => file === FIREWALL)).toMatchObject({ indicators: 'changed', followsTemplate: false });
  expect(formatRefresh({ changes, hunts }, true, 'text')).toContain(
    `${FIREWALL}: the indicators' part would be rendered anew; the query below it is not what the template says today`,
  );
  expect(JSON.parse(formatRefresh({ changes, hunts }, false, 'json')).written).toEqual([FIREWALL]);
  expect(JSON.parse(formatRefresh({ changes, hunts }, true, 'json')).written).toEqual([]);
});

it('says where the template moved on, and leaves the query as it is', () => {
  const moved = templates.map((template) => ({ ...template, query: `${template.query}| take 10\n` }));
  expect(refresh(moved).changes.size).toBe(0);
  expect(firewall(moved)).toEqual({ file: FIREWALL, indicators: 'same', followsTemplate: false });
});

it('leaves a hunt without its markers alone', () => {
  write(read().replace('// Hunt: this part is yours', '// all mine'));
  expect(refresh().changes.size).toBe(0);
  expect(firewall()).toMatchObject({ indicators: 'no-markers' });
});
