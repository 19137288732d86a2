import type { IndicatorKind } from '../../content/model.js';
import type { Indicator } from '../indicator.js';
import { type EndsOfLife, earlier, instantOfEnd, later } from '../lifetime.js';
import { addressAndPort, kindOf } from '../parse.js';
import { ALL_COLUMNS, changedRow, type IndicatorRow } from './row.js';

/** What a row needs to know beyond its indicator: one for all that a report says of a family. */
export interface Origin {
  /** `<file>@<first 12 digits of its SHA-256>`. */
  report: string;
  /** As a cell holds it. */
  source: string;
  /** The family as the repository spells it. */
  family: string;
  /** The day of the run, `YYYY-MM-DD`: the life of an indicator whose report names no day ends a lifetime after it. */
  today: string;
  /** 0 to 100: that of an indicator whose report states none. */
  defaultConfidence: number;
  endsOfLife: EndsOfLife;
}

/** What one report says of one indicator: the row that it gives where the watchlists hold none yet, and how it is meant. */
export interface Sighting extends IndicatorRow {
  readonly origin: Origin;
  /** The report takes the indicator back. */
  readonly retracted: boolean;
  /** The report names no date: the row's life ends a lifetime after the day on which it was read. */
  readonly undated: boolean;
}

/**
 * Follows the name of a report that took the indicator back. What was seen before that does not lengthen the life again,
 * in whatever order reports are read; what is seen afterwards begins a new one.
 */
const TAKEN_BACK = '!';

/** Reports that one row names at most; the oldest stays, as the origin, and the newest. */
const MAX_REPORTS = 20;

/** A report's word on an indicator. A view and no copy: a feed of 100 MB gives half a million of them. */
export class SightedIndicator implements Sighting {
  /** The one value that is kept: sorting asks for it again and again. */
  readonly Indicator: string;

  constructor(
    private readonly indicator: Indicator,
    readonly origin: Origin,
  ) {
    this.Indicator = addressAndPort(indicator).address;
  }

  get retracted(): boolean {
    return this.indicator.retracted;
  }

  get undated(): boolean {
    return this.indicator.firstSeen === null && this.indicator.validUntil === null;
  }

  get Port(): string {
    return addressAndPort(this.indicator).port;
  }

  get HashType(): string {
    return this.#kind === 'file-hash' ? this.indicator.type : '';
  }

  get MalwareFamily(): string {
    return this.origin.family;
  }

  get ThreatType(): string {
    return plainCell(this.indicator.threatType);
  }

  get Confidence(): string {
    return String(this.indicator.confidence ?? this.origin.defaultConfidence);
  }

  /** Blank where the report names no day: the life begins open. */
  get FirstSeen(): string {
    return this.indicator.firstSeen ?? '';
  }

  get ValidUntil(): string {
    const { origin, retracted } = this;
    if (this.indicator.validUntil !== null) return this.indicator.validUntil;
    return retracted ? origin.today : origin.endsOfLife.of(this.#kind, this.ThreatType, this.FirstSeen || origin.today);
  }

  get Source(): string {
    return this.origin.source;
  }

  get Report(): string {
    return this.retracted ? this.origin.report + TAKEN_BACK : this.origin.report;
  }

  get #kind(): IndicatorKind {
    return kindOf(this.indicator.type);
  }
}

/**
 * What sightings of one key make of a row, in the order in which they were read; undefined while there is none. A report
 * that lists an indicator twice says one thing of it.
 */
export function mergeSightings(
  row: IndicatorRow | undefined,
  sightings: readonly Sighting[],
  leavesOut: (sighting: Sighting) => boolean,
): IndicatorRow | undefined {
  let merged = row;
  for (const sighting of oneAReport(sightings)) {
    if (leavesOut(sighting)) continue;
    if (merged) merged = mergeRow(merged, sighting);
    else if (!isEmptyLife(sighting)) merged = sighting;
  }
  return merged;
}

function oneAReport(sightings: readonly Sighting[]): Sighting[] {
  const combined: Sighting[] = [];
  for (const sighting of sightings) {
    const last = combined.at(-1);
    if (last?.origin === sighting.origin) combined[combined.length - 1] = combineSightings(last, sighting);
    else combined.push(sighting);
  }
  return combined;
}

/**
 * What another report makes of a row: earliest first sighting, latest end of life, highest confidence. A retraction
 * shortens the life. The report is named when it changed something, so that a report which only repeats what is known
 * leaves the row, and a second reading of a report leaves it too; one without dates is always named, because it would
 * change something on another day.
 */
export function mergeRow(row: IndicatorRow, sighting: Sighting): IndicatorRow {
  if (namesReport(row, sighting.Report) || !isHeeded(row, sighting)) return row;
  const merged = combineRows(row, sighting, sighting.retracted);
  const changed = ALL_COLUMNS.some((column) => merged[column] !== row[column]);
  if (!changed && !sighting.undated) return row;
  const [origin = '', ...rest] = [...merged.Report.split(' '), sighting.Report];
  return { ...merged, Report: [origin, ...rest.slice(1 - MAX_REPORTS)].join(' ') };
}

/**
 * Whether a sighting counts for a row: what takes an indicator back must come from a source that gave it, and after the
 * indicator was first seen.
 */
function isHeeded(row: IndicatorRow, { retracted, Source, ValidUntil }: Sighting): boolean {
  if (!retracted) return true;
  return row.Source.split('; ').includes(Source) && !(instantOfEnd(ValidUntil) < beginningOf(row));
}

/** The instant at which a life begins; before all others for one that begins open. */
function beginningOf({ FirstSeen }: Pick<IndicatorRow, 'FirstSeen'>): number {
  return FirstSeen === '' ? Number.NEGATIVE_INFINITY : instantOfEnd(FirstSeen);
}

/** Whether a sighting adds nothing without a row on record: it takes back what had no life of its own. */
export function isEmptyLife(sighting: Sighting): boolean {
  return (
    sighting.retracted && (sighting.FirstSeen === '' || beginningOf(sighting) >= instantOfEnd(sighting.ValidUntil))
  );
}

/** Whether a row names a report; a report is known by its content, whatever its file is called by now. */
export function namesReport({ Report }: Pick<IndicatorRow, 'Report'>, report: string): boolean {
  const content = (reference: string) => reference.slice(reference.lastIndexOf('@') + 1).replace(TAKEN_BACK, '');
  return Report.split(' ').some((known) => content(known) === content(report));
}

/** What a report says that lists an indicator twice. */
export function combineSightings(one: Sighting, other: Sighting): Sighting {
  const retracted = one.retracted || other.retracted;
  return {
    ...combineRows(one, other, retracted),
    origin: one.origin,
    retracted,
    undated: one.undated || other.undated,
  };
}

function combineRows(row: IndicatorRow, addition: IndicatorRow, retracted: boolean): IndicatorRow {
  const sources = row.Source.split('; ');
  const isTakenBack = row.Report.split(' ').some((report) => report.endsWith(TAKEN_BACK));
  const isSeenAgain = !retracted && beginningOf(addition) > instantOfEnd(row.ValidUntil);
  const end = retracted ? earlier : isTakenBack && !isSeenAgain ? keep : later;
  return changedRow(row, {
    ThreatType: row.ThreatType || addition.ThreatType,
    Confidence: String(Math.max(Number(row.Confidence), Number(addition.Confidence))),
    FirstSeen: earlier(row.FirstSeen, addition.FirstSeen),
    ValidUntil: end(row.ValidUntil, addition.ValidUntil),
    Source: sources.includes(addition.Source) ? row.Source : [...sources, addition.Source].filter(Boolean).join('; '),
    Report: isTakenBack && isSeenAgain ? row.Report.replace(/!(?= |$)/g, '') : row.Report,
  });
}

const keep = (end: string) => end;

/** Text for a cell: a leading sign that a spreadsheet takes for a formula is dropped, and so are line ends. */
export function plainCell(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/^[\s=+\-@]+/, '')
    .trim();
}
