import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringifyCsv } from '../content/csv.js';
import type { IndicatorKind, WatchlistDefinition } from '../content/model.js';
import { watchlistYaml } from './hunt.js';
import type { LifeExtensions } from './life-extensions.js';
import { combineSightings, isEmptyLife, mergeRow, type Sighting } from './merge.js';
import { readTable } from './table.js';
import {
  COLUMNS,
  compareRows,
  INDICATOR_KINDS,
  type IndicatorRow,
  rowKey,
  rowReader,
  toCells,
  watchlistAlias,
} from './watchlist-rows.js';

export type IndicatorWatchlists = ReadonlyMap<IndicatorKind, IndicatorWatchlist>;

/** The indicator watchlists of a repository; one that is not there yet has no rows. Throws as the constructor does. */
export function loadIndicatorWatchlists(root: string): IndicatorWatchlists {
  return new Map(INDICATOR_KINDS.map((kind) => [kind, new IndicatorWatchlist(root, kind)]));
}

/** The rows of one indicator watchlist, as they are on disk and as a run changes them. */
export class IndicatorWatchlist {
  readonly rows = new Map<string, IndicatorRow>();
  readonly #added = new Set<string>();
  readonly #changed = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #staged = new Map<string, Sighting>();
  #sorted: readonly IndicatorRow[] | undefined;
  readonly #before: string | undefined;
  readonly #hasDefinition: boolean;

  /** Throws as `readIndicatorRows` does. */
  constructor(
    root: string,
    private readonly kind: IndicatorKind,
  ) {
    const path = join(root, this.#file('csv'));
    this.#hasDefinition = existsSync(join(root, this.#file('yaml')));
    if (!existsSync(path)) return;
    this.#before = readFileSync(path, 'utf8');
    for (const row of readIndicatorRows(this.#file('csv'), this.#before, COLUMNS[kind])) {
      this.rows.set(rowKey(row), row);
    }
  }

  /** Rows that were not there before. */
  get added(): number {
    return this.#added.size;
  }

  /** Rows that were there and say something else now. */
  get changed(): number {
    return this.#changed.size;
  }

  /** Takes a sighting of the report that is being read; a report that lists an indicator twice says one thing of it. */
  stage(sighting: Sighting): void {
    const key = rowKey(sighting.row);
    const other = this.#staged.get(key);
    this.#staged.set(key, other ? combineSightings(other, sighting) : sighting);
  }

  /** Merges what the report said into the rows, but for what is left out. */
  mergeStaged(leavesOut: (sighting: Sighting) => boolean): void {
    for (const [key, sighting] of this.#staged) {
      const row = this.rows.get(key);
      if (leavesOut(sighting) || (!row && isEmptyLife(sighting))) continue;
      const merged = row ? mergeRow(row, sighting) : sighting.row;
      if (merged !== row) this.#set(key, merged);
    }
    this.#staged.clear();
  }

  /** Lets rows live longer; returns those that do now. */
  extend(extensions: LifeExtensions): IndicatorRow[] {
    const extended: IndicatorRow[] = [];
    for (const [key, row] of this.rows) {
      const longer = extensions.apply(row);
      if (longer === row) continue;
      this.#set(key, longer);
      extended.push(longer);
    }
    return extended;
  }

  /** Removes the rows for which the test holds, and returns them in the order of the file. */
  remove(test: (row: IndicatorRow) => boolean): IndicatorRow[] {
    const removed = this.sorted().filter(test);
    this.#sorted = undefined;
    for (const row of removed) {
      const key = rowKey(row);
      this.rows.delete(key);
      this.#removed.add(key);
    }
    return removed;
  }

  /** All rows in the order of the file. */
  sorted(): readonly IndicatorRow[] {
    this.#sorted ??= [...this.rows.values()].sort(compareRows);
    return this.#sorted;
  }

  /** Adds this watchlist's files where they changed; untouched rows are not even sorted. */
  collectChanges(changes: Map<string, string | null>): void {
    if (this.added + this.changed + this.#removed.size === 0) return;
    const cells = this.sorted().map((row) => toCells(this.kind, row));
    const text = stringifyCsv(COLUMNS[this.kind], cells);
    if (text !== this.#before) changes.set(this.#file('csv'), text);
    if (!this.#hasDefinition) changes.set(this.#file('yaml'), watchlistYaml(definition(this.kind)));
  }

  #set(key: string, row: IndicatorRow): void {
    if (!this.rows.has(key)) this.#added.add(key);
    else if (!this.#added.has(key)) this.#changed.add(key);
    this.rows.set(key, row);
    this.#sorted = undefined;
  }

  #file(extension: string): string {
    return `watchlists/${watchlistAlias(this.kind)}.${extension}`;
  }
}

/** Reads a CSV file of indicator rows. Throws as `readTable` does. */
export function readIndicatorRows(file: string, text: string, columns: readonly string[]): IndicatorRow[] {
  const table = readTable(file, text, columns);
  const toRow = rowReader(table.header);
  return table.rows.map(({ cells }) => toRow(cells));
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
