import type { Configuration } from '../content/model.js';
import { addressAndPort, kindOf } from '../reports/indicator.js';
import type { Indicator } from '../reports/report.js';
import { earlier, endOfLife, instantOfEnd, later } from './life.js';
import type { IndicatorRow } from './watchlist-rows.js';

/** What a row needs to know beyond its indicator. */
export interface Origin {
  /** `<file>@<first 12 digits of its SHA-256>`. */
  report: string;
  source: string;
  /** The family as the repository spells it. */
  family: string;
  /** The day of the run, `YYYY-MM-DD`: the first sighting of an indicator whose report names none. */
  today: string;
}

/** What one report says of one indicator. */
export interface Sighting {
  row: IndicatorRow;
  /** The report takes the indicator back. */
  retracted: boolean;
  /** The report names no date: those of the row are the day's on which it was read. */
  undated: boolean;
}

/**
 * Follows the name of a report that took the indicator back. What was seen before that does not lengthen the life again,
 * in whatever order reports are read; what is seen afterwards begins a new one.
 */
const TAKEN_BACK = '!';

/** Reports that one row names at most; the oldest stays, as the origin, and the newest. */
const MAX_REPORTS = 20;

/** A report's word on an indicator, as the row that it gives where the watchlists hold none yet. */
export function sightingOf(indicator: Indicator, origin: Origin, configuration: Configuration): Sighting {
  return {
    row: newRow(indicator, origin, configuration),
    retracted: indicator.retracted,
    undated: indicator.firstSeen === null && indicator.validUntil === null,
  };
}

function newRow(indicator: Indicator, origin: Origin, configuration: Configuration): IndicatorRow {
  const kind = kindOf(indicator.type);
  const { address, port } = addressAndPort(indicator);
  const firstSeen = indicator.firstSeen ?? origin.today;
  const threatType = plainCell(indicator.threatType);
  return {
    Indicator: address,
    Port: port,
    HashType: kind === 'file-hash' ? indicator.type : '',
    MalwareFamily: origin.family,
    ThreatType: threatType,
    Confidence: String(indicator.confidence ?? configuration.defaultConfidence),
    FirstSeen: firstSeen,
    ValidUntil:
      indicator.validUntil ??
      (indicator.retracted ? origin.today : endOfLife(configuration, kind, threatType, firstSeen)),
    Source: plainCell(origin.source),
    Report: indicator.retracted ? origin.report + TAKEN_BACK : origin.report,
  };
}

/**
 * What another report makes of a row: earliest first sighting, latest end of life, highest confidence. A retraction
 * shortens the life. The report is named when it changed something, so that a report which only repeats what is known
 * leaves the row, and a second reading of a report leaves it too; one without dates is always named, because it would
 * change something on another day.
 */
export function mergeRow(row: IndicatorRow, { row: addition, retracted, undated }: Sighting): IndicatorRow {
  if (namesReport(row, addition.Report)) return row;
  const merged = combineRows(row, addition, retracted);
  const changed = (Object.keys(row) as (keyof IndicatorRow)[]).some((column) => merged[column] !== row[column]);
  if (!changed && !undated) return row;
  const [origin = '', ...rest] = [...merged.Report.split(' '), addition.Report];
  return { ...merged, Report: [origin, ...rest.slice(1 - MAX_REPORTS)].join(' ') };
}

/** Whether a sighting adds nothing without a row on record: it takes back what had no life of its own. */
export function isEmptyLife({ row, retracted }: Sighting): boolean {
  return retracted && instantOfEnd(row.FirstSeen) >= instantOfEnd(row.ValidUntil);
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
    row: combineRows(one.row, other.row, retracted),
    retracted,
    undated: one.undated || other.undated,
  };
}

function combineRows(row: IndicatorRow, addition: IndicatorRow, retracted: boolean): IndicatorRow {
  const sources = row.Source.split('; ');
  const isTakenBack = row.Report.split(' ').some((report) => report.endsWith(TAKEN_BACK));
  const isSeenAgain = !retracted && instantOfEnd(addition.FirstSeen) > instantOfEnd(row.ValidUntil);
  const end = retracted ? earlier : isTakenBack && !isSeenAgain ? keep : later;
  return {
    ...row,
    ThreatType: row.ThreatType || addition.ThreatType,
    Confidence: String(Math.max(Number(row.Confidence), Number(addition.Confidence))),
    FirstSeen: earlier(row.FirstSeen, addition.FirstSeen),
    ValidUntil: end(row.ValidUntil, addition.ValidUntil),
    Source: sources.includes(addition.Source) ? row.Source : [...sources, addition.Source].filter(Boolean).join('; '),
    Report: isTakenBack && isSeenAgain ? row.Report.replace(/!(?= |$)/g, '') : row.Report,
  };
}

const keep = (end: string) => end;

/** Text for a cell: a leading sign that a spreadsheet takes for a formula is dropped, and so are line ends. */
export function plainCell(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(/^[\s=+\-@]+/, '')
    .trim();
}
