import type { ContentTest, IndicatorKind } from '../../content/model.js';
import { COLUMNS, type IndicatorRow, watchlistAlias } from '../../indicators/rows/row.js';
import { type Prepared, run, toJson } from '../../kql/index.js';
import { AFTER_LIFE } from '../first-tests.js';
import { type Subject, wholeQuery } from '../subject.js';
import type { Workbench } from '../workbench.js';
import { Asker, type Sample } from './asker.js';
import { everyRow, type LivingRow, livingRows } from './list-rows.js';
import { type QueryShape, shapeOf } from './query-shape.js';

/** Tests of a query made of nothing but itself and the lists: candidates, of which some may not pass. */
export function makeTests(subject: Subject, bench: Workbench, asOf: Date): ContentTest[] {
  const preparation = bench.prepare(wholeQuery(subject.value));
  if (preparation.outcome !== 'prepared') return [];
  const { prepared } = preparation;
  const sample = sampleOf(subject, prepared, bench, asOf);
  return sample ? ofIndicator(sample) : ofConstants(prepared, bench);
}

/** An indicator that the query finds: one that lives, or else one that lived. */
function sampleOf(subject: Subject, prepared: Prepared, bench: Workbench, asOf: Date): Sample | undefined {
  const living = livingRows(bench.repository, asOf);
  const found = new Asker(subject, prepared, living, bench, asOf).sample();
  if (found) return found;
  for (const row of everyRow(bench.repository).slice(0, 3)) {
    const then = new Date(Number.isFinite(row.until) ? row.until - DAY : asOf.getTime());
    const once = new Asker(subject, prepared, livingRows(bench.repository, then), bench, then).sample();
    if (once) return once;
  }
  return sampleOfExamples(subject, prepared, bench);
}

/** Of lists that have no row yet: indicators of networks and names that are reserved for examples. */
const EXAMPLES: readonly (readonly [kind: IndicatorKind, indicator: string, more: Partial<IndicatorRow>])[] = [
  ['ip', '192.0.2.7', { Port: '443' }],
  ['ip', '198.51.100.0/28', {}],
  ['domain', 'c2.example.com', {}],
  ['url', 'https://c2.example.com/gate.php', {}],
  ['file-hash', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', { HashType: 'sha256' }],
  ['email', 'billing@phish.example.com', {}],
];

function sampleOfExamples(subject: Subject, prepared: Prepared, bench: Workbench): Sample | undefined {
  const family = shapeOf(prepared).constants.get('MalwareFamily')?.value;
  const days = { FirstSeen: '2026-01-01', ValidUntil: '2026-02-01' };
  const rows = EXAMPLES.map(([kind, Indicator, more], index): LivingRow => {
    const row: IndicatorRow = {
      ...{ Indicator, Port: '', HashType: '', ThreatType: 'botnet_cc', Confidence: '100', Source: '', Report: '' },
      ...{ MalwareFamily: typeof family === 'string' ? family : 'ExampleRAT', ...days, ...more },
    };
    const [from, until] = [Date.parse(days.FirstSeen), Date.parse(days.ValidUntil)];
    return { kind, row, index: kind === 'ip' ? index : 0, from, until, label: Indicator, file: '', line: 1 };
  });
  const listOf = (alias: string) => {
    const own = rows.filter(({ kind }) => watchlistAlias(kind) === alias);
    return own.length > 0
      ? bench.listOf(
          alias,
          own.map(({ row }) => ({ ...row })),
        )
      : bench.list(alias);
  };
  return new Asker(subject, prepared, rows, bench, new Date('2026-01-15T10:01:00Z'), listOf).sample();
}

const DAY = 86_400_000;
const NUMBERS = new Set(['Port', 'Confidence']);
const PROVENANCE = new Set(['Source', 'Report']);

function ofIndicator({ row, table, face, cells, expected, nearMiss, column }: Sample): ContentTest[] {
  const watchlists = { [watchlistAlias(row.kind)]: [listItem(row)] };
  const logs = { [table]: [cells] };
  const tests: ContentTest[] = [{ name: `finds-a-listed-${face}`, watchlists, logs, expect: expected }];
  if (Number.isFinite(row.until)) {
    const later = { ...cells, TimeGenerated: new Date(row.until).toISOString().replace('.000Z', 'Z') };
    tests.push({ name: AFTER_LIFE, watchlists, logs: { [table]: [later] }, expect: { rows: 0 } });
  }
  if (nearMiss !== undefined) {
    const other = { [table]: [{ ...cells, [column]: nearMiss }] };
    tests.push({ name: 'a-value-that-only-looks-alike', watchlists, logs: other, expect: { rows: 0 } });
  }
  tests.push({ name: 'not-listed', watchlists: { [watchlistAlias(row.kind)]: [] }, logs, expect: { rows: 0 } });
  return tests;
}

function listItem({ kind, row }: LivingRow): Record<string, unknown> {
  const cells = COLUMNS[kind].flatMap((name) =>
    PROVENANCE.has(name) || row[name] === ''
      ? []
      : [[name, NUMBERS.has(name) ? Number(row[name]) : row[name]] as const],
  );
  return Object.fromEntries(cells);
}

/** An event's time where nothing else gives one. */
const SOME_TIME = '2026-01-15T10:00:00Z';

/** Of a query that reads no list: a row that satisfies what it compares with constants, and one that does not. */
function ofConstants(prepared: Prepared, bench: Workbench): ContentTest[] {
  const shape = shapeOf(prepared);
  for (const table of prepared.reads.tables) {
    const cells = satisfyingRow(table, shape, prepared.query, bench);
    if (!cells) continue;
    const rows = countOf(prepared, table, cells, bench);
    if (rows === undefined || rows === 0) continue;
    const tests: ContentTest[] = [{ name: 'finds-an-event', logs: { [table]: [cells] }, expect: { rows } }];
    for (const [name, { value, type }] of shape.constants) {
      if (!(name in cells)) continue;
      const other = type === 'bool' ? value !== true : type === 'string' ? 'something-else' : 987_654;
      tests.push({
        name: `another-${kebab(name)}`,
        logs: { [table]: [{ ...cells, [name]: other }] },
        expect: { rows: 0 },
      });
    }
    return tests;
  }
  return [];
}

function satisfyingRow(
  table: string,
  { constants }: QueryShape,
  query: string,
  bench: Workbench,
): Record<string, unknown> | undefined {
  const columns = bench.columnsOf(table);
  if (!columns) return undefined;
  const words = new Set(query.match(/[A-Za-z_]\w*/g));
  const cells: Record<string, unknown> = {};
  for (const { name, type } of columns) {
    const constant = constants.get(name);
    if (name === 'TimeGenerated') cells[name] = SOME_TIME;
    else if (constant) cells[name] = toJson(constant.value, constant.type);
    else if (type === 'string' && words.has(name)) cells[name] = `example-${kebab(name)}`;
  }
  return cells;
}

function countOf(
  prepared: Prepared,
  table: string,
  cells: Record<string, unknown>,
  bench: Workbench,
): number | undefined {
  const sources = {
    table: (name: string) => (name === table ? [cells] : undefined),
    watchlist: (alias: string) => bench.list(alias),
  };
  const ran = run(prepared, sources, { now: '2026-01-15T10:01:00Z' });
  return ran.outcome === 'ran' ? ran.result.rows.length : undefined;
}

function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/_/g, '-')
    .toLowerCase();
}
