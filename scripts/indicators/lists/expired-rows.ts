import { stringifyCsv } from '../../base/csv.js';
import { type FileText, readTextIfThere } from '../../base/files.js';
import { EXPIRED_FILE } from '../../content/layout.js';
import { instantOfEnd, later } from '../lifetime.js';
import { namesReport, type Sighting } from '../rows/merge.js';
import { readIndicatorRows } from '../rows/read-rows.js';
import { changedRow, compareRows, type IndicatorRow, rowKey } from '../rows/row.js';
import type { LifeExtensions } from './life-extensions.js';

const COLUMNS = ['Indicator', 'Port', 'MalwareFamily', 'ValidUntil', 'Report'] as const;

/**
 * The lives that are over: when each ended, and which reports it came from. Without this memory, reading an old
 * report again would bring its rows back. A line stays when its indicator is seen again: it still keeps what belongs
 * to the old life out of the new one.
 */
export class ExpiredRows {
  readonly #rows = new Map<string, IndicatorRow>();
  #changed = false;

  /** Throws as `readIndicatorRows` does. */
  static load(root: string): ExpiredRows {
    const expired = new ExpiredRows();
    const text = readTextIfThere(root, EXPIRED_FILE);
    if (text === undefined) return expired;
    for (const row of readIndicatorRows(EXPIRED_FILE, text, COLUMNS)) expired.#merge(row);
    return expired;
  }

  get rows(): Iterable<IndicatorRow> {
    return this.#rows.values();
  }

  /** Remembers a row that is removed. */
  add(row: IndicatorRow): void {
    this.#merge(row);
    this.#changed = true;
  }

  /**
   * Whether a sighting belongs to a life that is over: its report is one of those that gave this life, or it would
   * end no later. What takes an indicator back speaks of the life in which that was first seen.
   * @param extensions the days to which a person lets indicators live
   */
  covers(sighting: Sighting, extensions: LifeExtensions): boolean {
    if (this.#rows.size === 0) return false;
    const over = this.#rows.get(rowKey(sighting));
    if (!over) return false;
    const end = instantOfEnd(over.ValidUntil);
    const extendedTo = extensions.until(sighting);
    if (extendedTo !== undefined && instantOfEnd(extendedTo) > end) return false;
    if (namesReport(over, sighting.Report)) return true;
    return !(instantOfEnd(sighting.retracted ? sighting.FirstSeen : sighting.ValidUntil) > end);
  }

  collectChanges(changes: Map<string, FileText | null>): void {
    if (!this.#changed) return;
    const rows = [...this.#rows.values()].sort(compareRows);
    changes.set(
      EXPIRED_FILE,
      stringifyCsv(
        COLUMNS,
        rows.map((row) => COLUMNS.map((column) => row[column])),
      ),
    );
  }

  #merge(row: IndicatorRow): void {
    const key = rowKey(row);
    const other = this.#rows.get(key);
    const reports = new Set([...(other?.Report.split(' ') ?? []), ...row.Report.split(' ')]);
    const ValidUntil = other ? later(other.ValidUntil, row.ValidUntil) : row.ValidUntil;
    this.#rows.set(key, changedRow(row, { ValidUntil, Report: [...reports].join(' ') }));
  }
}
