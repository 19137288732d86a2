import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { csvLine } from '../base/csv.js';
import { type FileText, inPieces, readTextIfThere } from '../base/files.js';
import type { IndicatorKind, WatchlistDefinition } from '../content/model.js';
import type { LifeExtensions } from '../indicators/lists/life-extensions.js';
import { LineRow, readLineRows } from '../indicators/rows/line-rows.js';
import { LongList } from '../indicators/rows/long-list.js';
import { mergeSightings, type Sighting } from '../indicators/rows/merge.js';
import { readIndicatorRows } from '../indicators/rows/read-rows.js';
import {
  COLUMNS,
  compareRows,
  INDICATOR_KINDS,
  type IndicatorRow,
  toCells,
  watchlistAlias,
} from '../indicators/rows/row.js';
import { watchlistYaml } from './hunt.js';

export type IndicatorWatchlists = ReadonlyMap<IndicatorKind, IndicatorWatchlist>;

/** The indicator watchlists of a repository; one that is not there yet has no rows. Throws as the constructor does. */
export function loadIndicatorWatchlists(root: string): IndicatorWatchlists {
  return new Map(INDICATOR_KINDS.map((kind) => [kind, new IndicatorWatchlist(root, kind)]));
}

/** The rows of one indicator watchlist, as they are on disk and as a run changes them. */
export class IndicatorWatchlist {
  /** In the order of the file; one a key. */
  #rows: readonly IndicatorRow[] = [];
  #staged = new LongList<Sighting>();
  /** Rows that were not there before. */
  added = 0;
  /** Rows that were there and say something else now. */
  changed = 0;
  #removed = 0;
  readonly #hasDefinition: boolean;

  /** Throws as `readIndicatorRows` does. */
  constructor(
    root: string,
    private readonly kind: IndicatorKind,
  ) {
    this.#hasDefinition = existsSync(join(root, this.#file('yaml')));
    const text = readTextIfThere(root, this.#file('csv'));
    if (text === undefined) return;
    this.#rows = inOrder(
      readLineRows(text, COLUMNS[kind]) ?? readIndicatorRows(this.#file('csv'), text, COLUMNS[kind]),
    );
  }

  /** All rows in the order of the file. */
  get rows(): readonly IndicatorRow[] {
    return this.#rows;
  }

  /** Takes a sighting for the next update; those of one report follow one another. */
  stage(sighting: Sighting): void {
    this.#staged.push(sighting);
  }

  /**
   * Merges what was staged into the rows, but for what is left out, and lets rows live longer; returns those that do
   * now. Rows and sightings have one order, and a walk along both merges them: a table of keys would be as large as the
   * rows.
   */
  update(extensions: LifeExtensions, leavesOut: (sighting: Sighting) => boolean = () => false): IndicatorRow[] {
    const extended: IndicatorRow[] = [];
    const staged = this.#staged.toArray().sort(compareRows);
    if (staged.length === 0 && extensions.isEmpty) return extended;
    const before = this.#rows;
    const after = new LongList<IndicatorRow>();
    const keep = (old: IndicatorRow | undefined, row: IndicatorRow) => {
      const longer = extensions.isEmpty ? row : extensions.apply(row);
      if (longer !== row) extended.push(longer);
      if (old === undefined) this.added++;
      else if (longer !== old) this.changed++;
      after.push(longer);
    };
    let at = 0;
    let old = before[0];
    const next = () => {
      old = before[++at];
    };
    for (const sightings of sightingsByKey(staged)) {
      const [key] = sightings;
      for (; old && compareRows(old, key) < 0; next()) keep(old, old);
      const known = old && compareRows(old, key) === 0 ? old : undefined;
      const row = mergeSightings(known, sightings, leavesOut);
      if (row) keep(known, row);
      if (known) next();
    }
    for (; old; next()) keep(old, old);
    this.#rows = after.toArray();
    this.#staged = new LongList();
    return extended;
  }

  /** Removes the rows for which the test holds, and returns them in the order of the file. */
  remove(test: (row: IndicatorRow) => boolean): IndicatorRow[] {
    const removed = this.#rows.filter(test);
    const gone = new Set(removed);
    if (gone.size > 0) this.#rows = this.#rows.filter((row) => !gone.has(row));
    this.#removed += gone.size;
    return removed;
  }

  /** Adds this watchlist's files where they changed, or where it is missing and needed. */
  collectChanges(changes: Map<string, FileText | null>, isNeeded = false): void {
    const isMissing = isNeeded && !this.#hasDefinition && this.#rows.length === 0;
    if (this.added + this.changed + this.#removed === 0 && !isMissing) return;
    const { kind, rows } = this;
    changes.set(this.#file('csv'), () => inPieces(linesOf(kind, rows)));
    if (!this.#hasDefinition) changes.set(this.#file('yaml'), watchlistYaml(definition(kind)));
  }

  #file(extension: string): string {
    return `watchlists/${watchlistAlias(this.kind)}.${extension}`;
  }
}

/** One sighting or more. */
type Sightings = [Sighting, ...Sighting[]];

/** The sightings of each key, from sightings in the order of the files. */
function* sightingsByKey(sightings: readonly Sighting[]): Generator<Sightings> {
  let run: Sightings | undefined;
  for (const sighting of sightings) {
    if (run && compareRows(run[0], sighting) === 0) {
      run.push(sighting);
      continue;
    }
    if (run) yield run;
    run = [sighting];
  }
  if (run) yield run;
}

/** Rows in the order of the file, which a person may have broken; of lines with one key the last counts. */
function inOrder(rows: readonly IndicatorRow[]): readonly IndicatorRow[] {
  const follows = (row: IndicatorRow, index: number) => {
    const previous = rows[index - 1];
    return previous === undefined || compareRows(previous, row) < 0;
  };
  if (rows.every(follows)) return rows;
  const sorted = [...rows].sort(compareRows);
  return sorted.filter((row, index) => {
    const next = sorted[index + 1];
    return next === undefined || compareRows(row, next) !== 0;
  });
}

/** The lines of a file; a row that did not change keeps its own. */
function* linesOf(kind: IndicatorKind, rows: readonly IndicatorRow[]): Generator<string> {
  yield csvLine(COLUMNS[kind]);
  for (const row of rows) yield row instanceof LineRow ? `${row.line}\r\n` : csvLine(toCells(kind, row));
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
