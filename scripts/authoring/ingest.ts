import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv, stringifyCsv } from '../content/csv.js';
import { SentinelError } from '../content/errors.js';
import type { FileChanges } from '../content/files.js';
import type {
  Configuration,
  FalsePositive,
  HuntTemplate,
  IndicatorKind,
  WatchlistDefinition,
} from '../content/model.js';
import { SourceText } from '../content/source.js';
import { kindOf } from '../reports/indicator.js';
import type { Report } from '../reports/report.js';
import { type Family, huntFile, huntYaml, refreshHunt, renderHunt, watchlistYaml } from './hunt.js';
import { hasIndicators } from './indicator-table.js';
import { combineRows, mergeRow, newRow, plainCell } from './merge.js';
import { familySlug } from './naming.js';
import {
  COLUMNS,
  compareRows,
  INDICATOR_KINDS,
  type IndicatorRow,
  rowKey,
  toCells,
  toRow,
  watchlistAlias,
} from './watchlist-rows.js';

export interface IngestOptions {
  root: string;
  configuration: Configuration;
  templates: HuntTemplate[];
  /** The day of the run. */
  asOf: Date;
}

/** What reports make of a repository: texts of files to write, and what changed in each. */
export interface Ingestion {
  changes: FileChanges;
  rowsAdded: number;
  rowsChanged: number;
}

/** Family that indicators without one are filed under. */
const NO_FAMILY = 'Unknown';

/** A hunt's name holds the family and the template's own words, in 256 characters. */
const MAX_FAMILY = 56;

/** Merges reports into a repository's watchlists and hunts. Pure but for reading the files that are there. */
export function ingestReports(reports: readonly Report[], options: IngestOptions): Ingestion {
  const watchlists = new Map(INDICATOR_KINDS.map((kind) => [kind, new WatchlistRows(options.root, kind)]));
  const spelling = familySpelling(watchlists.values());
  const touched = new Map<string, FalsePositive[]>();
  const today = options.asOf.toISOString().slice(0, 10);

  for (const report of reports) {
    for (const indicator of report.indicators) {
      const family = familyOf(indicator.family);
      const slug = familySlug(family);
      const name = spelling.get(slug) ?? family;
      spelling.set(slug, name);
      if (!touched.has(slug)) touched.set(slug, []);
      const origin = { report: reportReference(report), source: report.source, family: name, today };
      const row = newRow(indicator, origin, options.configuration);
      watchlists.get(kindOf(indicator.type))?.stage(row, indicator.retracted);
    }
    for (const watchlist of watchlists.values()) watchlist.mergeStaged();
    const scenarios = touched.get(familySlug(familyOf(report.family)));
    for (const item of report.falsePositives) {
      if (!scenarios?.some(({ scenario }) => scenario === item.scenario)) scenarios?.push(item);
    }
  }

  const changes = new Map<string, string>();
  for (const watchlist of watchlists.values()) watchlist.collectChanges(changes);
  const rowsBySlug = rowsByFamily(watchlists, touched);
  for (const [slug, falsePositives] of touched) {
    const family: Family = { name: spelling.get(slug) ?? slug, slug, rows: rowsBySlug.get(slug) ?? new Map() };
    collectHunts(family, falsePositives, options, changes);
  }
  const all = [...watchlists.values()];
  return {
    changes,
    rowsAdded: all.reduce((sum, { added }) => sum + added, 0),
    rowsChanged: all.reduce((sum, { changed }) => sum + changed, 0),
  };
}

/** A family's name as rows and hunts hold it; never half of a surrogate pair. */
function familyOf(text: string): string {
  return (
    plainCell(text)
      .slice(0, MAX_FAMILY)
      .replace(/[\ud800-\udbff]$/, '')
      .trim() || NO_FAMILY
  );
}

function collectHunts(
  family: Family,
  falsePositives: FalsePositive[],
  { root, templates, configuration }: IngestOptions,
  changes: Map<string, string>,
): void {
  for (const template of templates) {
    if (!hasIndicators(template.indicators, family.rows)) continue;
    const file = huntFile(family.slug, template);
    const path = join(root, file);
    if (!existsSync(path)) {
      changes.set(file, huntYaml(renderHunt(template, family, falsePositives, configuration)));
      continue;
    }
    const before = readFileSync(path, 'utf8');
    const after = refreshHunt(before, template, family, configuration);
    if (after !== undefined && after !== before) changes.set(file, after);
  }
}

/** How a row names its report: the name without spaces (the separator), and the start of the content's hash. */
function reportReference(report: Report): string {
  const name = report.file.split('/').map(encodeURIComponent).join('/');
  return `${name}@${report.sha256.slice(0, 12)}`;
}

function familySpelling(watchlists: Iterable<WatchlistRows>): Map<string, string> {
  const spelling = new Map<string, string>();
  const seen = new Set<string>();
  for (const { rows } of watchlists) {
    for (const { MalwareFamily } of rows.values()) {
      if (seen.has(MalwareFamily)) continue;
      seen.add(MalwareFamily);
      const slug = familySlug(MalwareFamily);
      if (!spelling.has(slug)) spelling.set(slug, MalwareFamily);
    }
  }
  return spelling;
}

function rowsByFamily(
  watchlists: ReadonlyMap<IndicatorKind, WatchlistRows>,
  wanted: ReadonlyMap<string, unknown>,
): Map<string, Map<IndicatorKind, IndicatorRow[]>> {
  const slugs = new Map<string, string>();
  const result = new Map<string, Map<IndicatorKind, IndicatorRow[]>>();
  for (const [kind, { rows }] of watchlists) {
    for (const row of [...rows.values()].sort(compareRows)) {
      const slug = slugs.get(row.MalwareFamily) ?? familySlug(row.MalwareFamily);
      slugs.set(row.MalwareFamily, slug);
      if (!wanted.has(slug)) continue;
      const kinds = result.get(slug) ?? new Map<IndicatorKind, IndicatorRow[]>();
      result.set(slug, kinds);
      const list = kinds.get(kind) ?? [];
      kinds.set(kind, list);
      list.push(row);
    }
  }
  return result;
}

/** The rows of one indicator watchlist, as they are on disk and as reports change them. */
class WatchlistRows {
  readonly rows = new Map<string, IndicatorRow>();
  added = 0;
  changed = 0;
  readonly #staged = new Map<string, { row: IndicatorRow; retracted: boolean }>();
  readonly #before: string | undefined;
  readonly #hasDefinition: boolean;

  constructor(
    root: string,
    private readonly kind: IndicatorKind,
  ) {
    const path = join(root, this.#file('csv'));
    this.#hasDefinition = existsSync(join(root, this.#file('yaml')));
    if (!existsSync(path)) return;
    this.#before = readFileSync(path, 'utf8');
    const table = parseTable(this.#file('csv'), this.#before, COLUMNS[kind]);
    for (const { cells } of table.rows) {
      const row = toRow(table.header, cells);
      this.rows.set(rowKey(row), row);
    }
  }

  /** Takes a row of the report that is being read; a report that lists an indicator twice says one thing of it. */
  stage(addition: IndicatorRow, retracted: boolean): void {
    const key = rowKey(addition);
    const other = this.#staged.get(key);
    const takenBack = retracted || (other?.retracted ?? false);
    const row = other ? combineRows(other.row, addition, takenBack) : addition;
    this.#staged.set(key, { row, retracted: takenBack });
  }

  /** Merges what the report said into the rows. */
  mergeStaged(): void {
    for (const [key, { row: addition, retracted }] of this.#staged) {
      const row = this.rows.get(key);
      const merged = row ? mergeRow(row, addition, retracted) : addition;
      if (merged === row) continue;
      this.rows.set(key, merged);
      if (row) this.changed++;
      else this.added++;
    }
    this.#staged.clear();
  }

  /** Adds this watchlist's files where they changed; untouched rows are not even sorted. */
  collectChanges(changes: Map<string, string>): void {
    if (this.added + this.changed === 0) return;
    const cells = [...this.rows.values()].sort(compareRows).map((row) => toCells(this.kind, row));
    const text = stringifyCsv(COLUMNS[this.kind], cells);
    if (text !== this.#before) changes.set(this.#file('csv'), text);
    if (!this.#hasDefinition) changes.set(this.#file('yaml'), watchlistYaml(definition(this.kind)));
  }

  #file(extension: string): string {
    return `watchlists/${watchlistAlias(this.kind)}.${extension}`;
  }
}

function parseTable(file: string, text: string, columns: readonly string[]) {
  const fail = (reason: string) =>
    new SentinelError(
      'watchlist-unreadable',
      `${file}: ${reason}`,
      'Mend the file, or restore it from git; nothing was written.',
    );
  let table: ReturnType<typeof parseCsv>;
  try {
    table = parseCsv(new SourceText(file, text));
  } catch (error) {
    throw fail(error instanceof Error ? error.message : String(error));
  }
  const missing = columns.filter((column) => !table.header.includes(column));
  if (missing.length > 0) throw fail(`line 1 lacks the column ${missing.join(', ')}`);
  const ragged = table.rows.find(({ cells }) => cells.length !== table.header.length);
  if (ragged) throw fail(`line ${ragged.line} has ${ragged.cells.length} cells, the header ${table.header.length}`);
  return table;
}

const TITLES: Record<IndicatorKind, string> = {
  ip: 'addresses',
  domain: 'domains',
  url: 'URLs',
  'file-hash': 'file hashes',
  email: 'email senders',
};

function definition(kind: IndicatorKind): WatchlistDefinition {
  return {
    watchlistAlias: watchlistAlias(kind),
    displayName: `Indicators - ${TITLES[kind]}`,
    description: `Indicators of compromise from reviewed reports: ${TITLES[kind]}. Rows come from git; edit them there.`,
    provider: 'sentinel-content',
    source: `${watchlistAlias(kind)}.csv`,
    itemsSearchKey: 'Indicator',
  };
}
