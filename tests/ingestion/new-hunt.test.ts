import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from '../../scripts/base/files.js';
import { ingestReports } from '../../scripts/ingestion/ingest.js';
import { newHunt } from '../../scripts/ingestion/new-hunt.js';
import { loadTemplates } from '../../scripts/ingestion/templates.js';
import { configuration, indicator, report } from './build.js';

const templates = loadTemplates('.').filter(({ id }) => ['dns-events-host', 'firewall-address'].includes(id));
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'new-hunt-'));
  const reports = [report('r.md', [indicator('192.0.2.1:443')])];
  const asOf = new Date('2026-05-31');
  const { changes } = ingestReports(reports, { root, configuration, templates, asOf });
  writeFiles(root, changes);
});
afterAll(() => rmSync(root, { recursive: true }));

const make = (template: string, family: string) => newHunt({ root, configuration, templates, template, family });
function refusal(template: string, family: string): unknown {
  try {
    make(template, family);
  } catch (error) {
    return error;
  }
  throw new Error('it is made');
}

it('a hunt that was removed comes back as ingest makes it, whatever the spelling of the family', () => {
  rmSync(join(root, 'hunts'), { recursive: true });
  const { file, text } = make('firewall-address', 'Sectop-RAT'.replace('-', ''));
  expect(file).toBe('hunts/sectoprat/firewall-address.yaml');
  expect(text).toContain('MalwareFamily == "SectopRAT"');
  expect(make('firewall-address', 'any-family').file).toBe('hunts/any-family/firewall-address.yaml');
  writeFiles(root, new Map([[file, text]]));
});

it.each([
  [
    'firewall-adress',
    'SectopRAT',
    "There is no template 'firewall-adress'; did you mean 'firewall-address'?",
    'Templates: dns-events-host, firewall-address.',
  ],
  ['qqqqqq', 'SectopRAT', "There is no template 'qqqqqq'.", 'Templates: dns-events-host, firewall-address.'],
  [
    'firewall-address',
    'SectopRATT',
    "The watchlists know no family 'SectopRATT'; did you mean 'SectopRAT'?",
    "'any-family' stands for all of them.",
  ],
  ['firewall-address', 'Zzzz', "The watchlists know no family 'Zzzz'.", "'any-family' stands for all of them."],
  [
    'firewall-address',
    'SectopRAT',
    'The hunt is there: hunts/sectoprat/firewall-address.yaml.',
    'Edit it, or remove it first.',
  ],
  [
    'dns-events-host',
    'SectopRAT',
    'The watchlists have no indicators of SectopRAT that dns-events-host hunts (host).',
    'Read a report about it first: sentinel ingest.',
  ],
  [
    'dns-events-host',
    'any-family',
    'The watchlists have no indicators of any family that dns-events-host hunts (host).',
    'Read a report about it first: sentinel ingest.',
  ],
])('of %s for %s is refused', (template, family, message, help) => {
  expect(refusal(template, family)).toMatchObject({ code: 'usage', message, help });
});
