import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles } from '../../scripts/base/files.js';
import type { Configuration } from '../../scripts/content/model.js';
import { type Ingestion, ingestReports } from '../../scripts/ingestion/ingest.js';
import { loadTemplates } from '../../scripts/ingestion/templates.js';
import type { Report } from '../../scripts/reports/report.js';
import { configuration, indicator, report } from './build.js';

const templates = loadTemplates('.');
const TWO_TABLES: Configuration = { ...configuration, tables: ['CommonSecurityLog', 'DnsEvents'] };
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'due-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function ingest(reports: Report[], settings: Configuration = TWO_TABLES): Ingestion {
  const result = ingestReports(reports, { root, configuration: settings, templates, asOf: new Date('2026-05-31') });
  writeFiles(root, result.changes);
  return result;
}
const huntsOf = ({ changes }: Ingestion) => [...changes.keys()].filter((file) => file.startsWith('hunts/')).sort();
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const FIREWALL = 'hunts/sectoprat/firewall-address.yaml';
const first = report('first.md', [indicator('192.0.2.1:443')]);
const second = report('second.md', [indicator('192.0.2.2:443'), indicator('evil.icu', { type: 'domain' })]);
const family = (name: string, value: string) => indicator(value, { family: name });
const feed = report('feed.json', [
  ...['A', 'B', 'C', 'D'].map((name, index) => family(`Family ${name}`, `198.51.100.${index + 1}:80`)),
]);

describe('a hunt is made when its family first has indicators of that kind', () => {
  it('for the tables that the workspace collects, in any case of their letters', () => {
    expect(huntsOf(ingest([first], { ...configuration, tables: ['commonsecuritylog'] }))).toEqual([FIREWALL]);
  });

  it('and not again: one that somebody removed stays away, and the run says so', () => {
    ingest([first]);
    rmSync(join(root, FIREWALL));
    const again = ingest([second]);
    expect(huntsOf(again)).toEqual(['hunts/sectoprat/dns-events-host.yaml', 'hunts/sectoprat/proxy-host.yaml']);
    expect(again.removedBefore).toEqual([FIREWALL]);
  });

  it('and only over tables that know a hash of its types', () => {
    const mail: Configuration = { ...configuration, tables: ['EmailAttachmentInfo'] };
    const hash = (letter: string, length: number) =>
      report('hash.md', [indicator(letter.repeat(length), { type: length === 40 ? 'sha1' : 'sha256' })]);
    expect(huntsOf(ingest([hash('a', 40)], mail))).toEqual([]);
    expect(huntsOf(ingest([hash('b', 64)], mail))).toEqual(['hunts/sectoprat/email-attachment-hash.yaml']);
  });

  it('and never for indicators that are too uncertain to be hunted', () => {
    const uncertain = report('rumour.md', [indicator('192.0.2.9:443', { confidence: 49 })]);
    expect(huntsOf(ingest([uncertain]))).toEqual([]);
    expect(huntsOf(ingest([first]))).toEqual([FIREWALL]);
  });
});

it('a hunt that somebody renamed and moved is found by its id', () => {
  const inline: Configuration = { ...TWO_TABLES, indicators: 'inline' };
  ingest([first], inline);
  mkdirSync(join(root, 'hunts/campaigns'));
  renameSync(join(root, FIREWALL), join(root, 'hunts/campaigns/beacons.yaml'));
  const again = ingest([report('more.md', [indicator('192.0.2.2:443')])], inline);
  expect(huntsOf(again)).toEqual(['hunts/campaigns/beacons.yaml']);
  expect(read('hunts/campaigns/beacons.yaml')).toContain('"192.0.2.2"');
});

describe('a source of more than three families', () => {
  it('makes one hunt a table over any listed family, once', () => {
    expect(huntsOf(ingest([feed]))).toEqual(['hunts/any-family/firewall-address.yaml']);
    expect(read('hunts/any-family/firewall-address.yaml')).not.toMatch(/MalwareFamily ==/);
    const next = report('next.json', [...feed.indicators, family('Family E', '198.51.100.5:80')]);
    expect([...ingest([next]).changes.keys()]).toEqual(['watchlists/ioc-ip.csv']);
  });

  it('of three families is a report', () => {
    const three = report('three.md', feed.indicators.slice(0, 3));
    expect(huntsOf(ingest([three]))).toEqual(
      ['a', 'b', 'c'].map((name) => `hunts/family-${name}/firewall-address.yaml`),
    );
  });

  it('leaves the hunts of a family to the first report about it', () => {
    ingest([feed]);
    const about = report('about.md', [family('Family A', '198.51.100.1:80')]);
    expect(huntsOf(ingest([about]))).toEqual(['hunts/family-a/firewall-address.yaml']);
    expect(ingest([about]).changes.size).toBe(0);
  });

  it('has hunts a family where the configuration wants them, and reports have hunts a table', () => {
    expect(huntsOf(ingest([feed], { ...TWO_TABLES, hunts: 'family' })).length).toBe(4);
    rmSync(root, { recursive: true });
    expect(huntsOf(ingest([first], { ...TWO_TABLES, hunts: 'table' }))).toEqual([
      'hunts/any-family/firewall-address.yaml',
    ]);
  });

  it('does not bring back a hunt that somebody removed', () => {
    const both = report('both.json', [...feed.indicators, indicator('evil.icu', { type: 'domain' })]);
    ingest([both]);
    rmSync(join(root, 'hunts/any-family/firewall-address.yaml'));
    const again = ingest([report('again.json', [...both.indicators, family('Family F', '198.51.100.6:80')])]);
    expect(huntsOf(again)).toEqual([]);
    expect(again.removedBefore).toEqual(['hunts/any-family/firewall-address.yaml']);
  });

  it('stays in the watchlists where other hunts hold their indicators inside', () => {
    ingest([feed], { ...TWO_TABLES, indicators: 'inline' });
    expect(read('hunts/any-family/firewall-address.yaml')).toContain('_GetWatchlist("ioc-ip")');
  });
});

it('indicators that leave a query no room stay in the watchlist', () => {
  const many = report(
    'many.md',
    Array.from({ length: 300 }, (_, index) => indicator(`192.0.${2 + (index >> 8)}.${index & 255}:443`)),
  );
  ingest([many], { ...TWO_TABLES, indicators: 'inline' });
  expect(read(FIREWALL)).toContain('_GetWatchlist("ioc-ip")');
});

describe('false-positive scenarios', () => {
  const scenarios = {
    scan: { scenario: 'Internet-wide scanning', description: 'The address probes the firewall; it is denied.' },
    alike: { scenario: 'A host name that only ends alike', description: 'A look-up of notevil.icu.' },
    vague: { scenario: 'An exercise of the red team' },
    named: { scenario: 'A resolver asks for its own list', filter: 'DnsEvents from 192.0.2.53' },
  };
  const withScenarios = { ...second, falsePositives: Object.values(scenarios) };
  const of = (file: string) => [...read(file).matchAll(/- scenario: (.*)/g)].map(([, scenario]) => scenario);

  it('go to the hunts whose indicators and tables they are about', () => {
    ingest([withScenarios]);
    expect(of(FIREWALL)).toEqual([scenarios.scan.scenario]);
    expect(of('hunts/sectoprat/dns-events-host.yaml')).toContain(scenarios.alike.scenario);
    expect(of('hunts/sectoprat/dns-events-host.yaml')).toContain(scenarios.named.scenario);
    expect(of('hunts/sectoprat/proxy-host.yaml')).toEqual([scenarios.alike.scenario]);
  });
});
