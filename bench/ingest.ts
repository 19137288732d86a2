import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FileText, writeFiles } from '../scripts/base/files.js';
import { loadConfiguration } from '../scripts/content/configuration.js';
import { type Ingestion, ingestReports } from '../scripts/ingestion/ingest.js';
import { loadTemplates } from '../scripts/ingestion/templates.js';
import type { Report } from '../scripts/reports/report.js';
import { findSources, readSource } from '../scripts/reports/sources.js';
import { type Measurement, medians, ms, randomNumbers } from './measure.js';

const REPORTS = 1000;
const INDICATORS = 20;
const ROWS = 100_000;
const FAMILIES = 50;

/** Each is run this often, turn by turn, so that what else the machine does meets both. */
const RUNS = 9;

/** A thousand reports into a repository of a hundred thousand rows, against reading and writing the same files. */
export async function run(): Promise<Measurement[]> {
  const root = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    createRepository(root);
    const { changes, rowsAdded } = await ingest(root);
    const files = new Map([...changes].map(([file, text]) => [file, textOf(text)]));
    const [subject = 0, baseline = 0] = await medians(
      [
        async () => writeFiles(join(root, 'out'), (await ingest(root)).changes),
        () => {
          for (const { path } of findSources(root, [join(root, 'reports')]).found) readFileSync(path);
          readFileSync(join(root, 'watchlists', 'ioc-ip.csv'));
          writeFiles(join(root, 'out'), files);
        },
      ],
      RUNS,
    );
    return [
      {
        what: `${REPORTS} reports of ${INDICATORS} indicators (${rowsAdded} new rows, ${files.size} files) into ${ROWS} rows`,
        subject: `ingest ${ms(subject)}`,
        baseline: `reading and writing the same files, as safely, ${ms(baseline)}`,
        target: 'at most 5 times the time',
        ratio: subject / baseline,
        met: subject / baseline <= 5,
      },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function ingest(root: string): Promise<Ingestion> {
  const options = { root, asOf: new Date('2026-05-31'), allowList: [] };
  const reports: Report[] = [];
  for (const source of findSources(root, [join(root, 'reports')]).found)
    reports.push(...(await readSource(source, options)).reports);
  return ingestReports(reports, {
    ...options,
    configuration: loadConfiguration(root),
    templates: loadTemplates(root),
  });
}

function textOf(text: FileText | null): string | null {
  return typeof text === 'function' ? [...text()].join('') : text;
}

function createRepository(root: string): void {
  const random = randomNumbers(1);
  const byte = () => Math.floor(random() * 223) + 1;
  const address = () => `${[11, 23, 45, 77, 91, 178][byte() % 6]}.${byte()}.${byte()}.${byte()}`;
  const port = () => 1024 + Math.floor(random() * 60_000);
  mkdirSync(join(root, 'reports'));
  mkdirSync(join(root, 'watchlists'));
  mkdirSync(join(root, 'out'));
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const family = `Family ${index % FAMILIES}`;
    return `${address()},${port()},${family},botnet_cc,100,2026-04-01,2026-05-16,ThreatFox,reports/old.md@0123456789ab\r\n`;
  });
  const header = 'Indicator,Port,MalwareFamily,ThreatType,Confidence,FirstSeen,ValidUntil,Source,Report\r\n';
  writeFileSync(join(root, 'watchlists', 'ioc-ip.csv'), header + [...new Set(rows)].sort().join(''));
  for (let report = 0; report < REPORTS; report++) {
    const table = Array.from(
      { length: INDICATORS },
      () => `| ip:port | ${address().replaceAll('.', '[.]')}:${port()} | botnet_cc | 2026-05-26 | 75% |\n`,
    );
    writeFileSync(
      join(root, 'reports', `r${report}.md`),
      `A report.\nIOC Summary\nMalware Family: Family ${report % FAMILIES} Total IOCs: ${INDICATORS} IOC Types: ip:port\n` +
        `| Type | Value | Threat Type | First Seen | Confidence |\n|---|---|---|---|---|\n${table.join('')}`,
    );
  }
}
