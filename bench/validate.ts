import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { huntYaml, renderHunt } from '../scripts/authoring/hunt.js';
import { loadTemplates } from '../scripts/authoring/templates.js';
import {
  COLUMNS,
  INDICATOR_KINDS,
  type IndicatorRow,
  toCells,
  watchlistAlias,
} from '../scripts/authoring/watchlist-rows.js';
import { DEFAULTS } from '../scripts/content/configuration.js';
import { stringifyCsv } from '../scripts/content/csv.js';
import { listContent } from '../scripts/content/layout.js';
import type { HuntingQuery, IndicatorKind } from '../scripts/content/model.js';
import { checkSchema } from '../scripts/content/schemas.js';
import { YamlFile } from '../scripts/content/yaml-file.js';
import { openCatalog, SHIPPED_SCHEMAS } from '../scripts/kql/catalog.js';
import { Language } from '../scripts/kql/language.js';
import { type Measurement, ms } from './measure.js';

const PROJECT = join(__dirname, '..');
const PROGRAM = join(PROJECT, 'dist', 'sentinel.js');
const HUNTS = 1_000;
const ROWS = 100_000;

const VALUES: Record<IndicatorKind, string> = {
  ip: '192.0.2.7',
  domain: 'c2.example.com',
  url: 'http://c2.example.com/a',
  'file-hash': 'a'.repeat(64),
  email: 'sender@c2.example.com',
};

/** Compares the built command line, a process for each run, with the naive way in this process. */
export async function run(): Promise<Measurement[]> {
  if (!existsSync(PROGRAM)) throw new Error('Build first: npm run build');
  const measurements: Measurement[] = [];
  for (const [what, edit] of [
    ['made by templates', (hunt: HuntingQuery) => hunt],
    ['of which no two have the same steps', differ],
  ] as const) {
    const root = mkdtempSync(join(tmpdir(), 'sentinel-bench-'));
    try {
      writeHunts(root, edit);
      measurements.push(...(await compare(root, `${HUNTS} hunts ${what}`)));
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  measurements.push(await longWatchlist());
  return measurements;
}

async function compare(root: string, what: string): Promise<Measurement[]> {
  const cold = await validate(root);
  const naive = naively(root);
  const warm = await fastest(() => validate(root));
  const changed = await fastest(async () => {
    appendFileSync(join(root, 'hunts', 'family-3', 'email-url.yaml'), '# changed\n');
    return validate(root);
  });
  const ratio = (name: string, milliseconds: number, least: number): Measurement => ({
    what: `${what}, ${name}`,
    subject: ms(milliseconds),
    baseline: `${ms(naive)} for one thread, one schema of all tables, every query bound`,
    target: `at least ${least} times as fast`,
    ratio: naive / milliseconds,
    met: naive / milliseconds >= least,
  });
  return [
    ratio('cold', cold, 4),
    ratio('with a warm cache', warm, 50),
    {
      what: `${what}, one of them changed`,
      subject: ms(changed),
      baseline: '300 ms',
      target: 'at most 300 ms',
      ratio: changed / 300,
      met: changed <= 300,
    },
  ];
}

/** The naive way: every file parsed and held to its schema, every query bound, one after the other. */
function naively(root: string): number {
  const started = performance.now();
  const catalog = openCatalog([SHIPPED_SCHEMAS]);
  const vocabulary = {
    tables: catalog.tableNames().flatMap((name) => catalog.table(name) ?? []),
    functions: catalog.functionNames().flatMap((name) => catalog.function(name) ?? []),
    lookups: new Map([['_GetWatchlist', () => COLUMNS.ip.map((name) => ({ name, type: 'string' as const }))]]),
  };
  for (const { file, kind } of listContent(root)) {
    const yaml = YamlFile.parse(file, readFileSync(join(root, file), 'utf8'));
    const checked = checkSchema(kind, yaml);
    if ('value' in checked && 'query' in checked.value) Language.load().bind(String(checked.value.query), vocabulary);
  }
  return performance.now() - started;
}

async function longWatchlist(): Promise<Measurement> {
  const root = mkdtempSync(join(tmpdir(), 'sentinel-bench-'));
  try {
    const rows = Array.from({ length: ROWS }, (_, index) => `9.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
    writeWatchlist(root, 'ip', rows);
    const time = await fastest(() => validate(root, '--no-cache'));
    return {
      what: `a watchlist of ${ROWS} rows`,
      subject: ms(time),
      baseline: '2,000 ms',
      target: 'at most 2 s',
      ratio: time / 2_000,
      met: time <= 2_000,
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Wall-clock milliseconds of one process, its start included. */
async function validate(root: string, ...options: string[]): Promise<number> {
  const started = performance.now();
  const args = [PROGRAM, 'validate', '--root', root, '--as-of', '2026-05-31', '--format', 'json', ...options];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    maxBuffer: 100_000_000,
  });
  const elapsed = performance.now() - started;
  const { summary }: { summary: { errors: number } } = JSON.parse(stdout);
  if (summary.errors > 0) throw new Error('The content of the bench has errors');
  return elapsed;
}

async function fastest(work: () => Promise<number>): Promise<number> {
  const times = [];
  for (let run = 0; run < 3; run++) times.push(await work());
  return Math.min(...times);
}

function writeHunts(root: string, edit: (hunt: HuntingQuery, index: number) => HuntingQuery): void {
  const templates = loadTemplates(PROJECT);
  for (let index = 0; index < HUNTS; index++) {
    const family = Math.floor(index / templates.length);
    const template = templates[index % templates.length];
    if (!template) continue;
    const name = `Family ${family}`;
    const rows = new Map(INDICATOR_KINDS.map((kind) => [kind, valuesOf(kind).map((value) => row(kind, value, name))]));
    const hunt = renderHunt(template, { name, slug: `family-${family}`, rows }, [], DEFAULTS);
    write(root, `hunts/family-${family}/${template.id}.yaml`, huntYaml(edit(hunt, index)));
  }
  for (const kind of INDICATOR_KINDS) writeWatchlist(root, kind, [VALUES[kind]]);
}

/** A step of its own for each hunt, so that none can profit from another. */
function differ(hunt: HuntingQuery, index: number): HuntingQuery {
  return { ...hunt, query: `${hunt.query.trim()}\n| extend Remark${index} = ${index}\n` };
}

const valuesOf = (kind: IndicatorKind) => (kind === 'ip' ? [VALUES.ip, '198.51.100.0/24'] : [VALUES[kind]]);

function row(kind: IndicatorKind, value: string, family: string): IndicatorRow {
  return {
    Indicator: value,
    Port: '',
    HashType: kind === 'file-hash' ? 'sha256' : '',
    MalwareFamily: family,
    ThreatType: 'botnet_cc',
    Confidence: '75',
    FirstSeen: '2026-05-06',
    ValidUntil: '2026-06-20',
    Source: 'ThreatFox',
    Report: 'reports/a.md@0123456789ab',
  };
}

function writeWatchlist(root: string, kind: IndicatorKind, values: readonly string[]): void {
  const alias = watchlistAlias(kind);
  const cells = values.map((value) => toCells(kind, row(kind, value, 'Unknown RAT')));
  write(root, `watchlists/${alias}.csv`, stringifyCsv([...COLUMNS[kind]], cells));
  const definition = `watchlistAlias: ${alias}\ndisplayName: List of ${kind}\nprovider: Bench\nitemsSearchKey: Indicator\n`;
  write(root, `watchlists/${alias}.yaml`, definition);
}

function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
