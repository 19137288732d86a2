import { compareText } from '../../base/diagnostic.js';
import type { IndicatorKind } from '../../content/model.js';

/** One row of an indicator watchlist; every value is text, as in the CSV file. It may be a view: `changedRow` copies it. */
export interface IndicatorRow {
  readonly Indicator: string;
  /** Only in `ioc-ip`: the port of an `ip:port` indicator, else empty. */
  readonly Port: string;
  /** Only in `ioc-file-hash`: `md5`, `sha1` or `sha256`. */
  readonly HashType: string;
  readonly MalwareFamily: string;
  readonly ThreatType: string;
  /** 0 to 100. */
  readonly Confidence: string;
  /** ISO 8601; empty when unknown. */
  readonly FirstSeen: string;
  /** ISO 8601, the instant at which the life ends; empty when it has no end. */
  readonly ValidUntil: string;
  readonly Source: string;
  /**
   * The reports that gave or changed the row, `<file>@<first 12 digits of its SHA-256>`, separated by spaces; one that
   * took the indicator back ends in `!`.
   */
  readonly Report: string;
}

type Column = keyof IndicatorRow;

const COMMON: readonly Column[] = [
  'MalwareFamily',
  'ThreatType',
  'Confidence',
  'FirstSeen',
  'ValidUntil',
  'Source',
  'Report',
];

/** The columns of each indicator watchlist, in file order. */
export const COLUMNS: Record<IndicatorKind, readonly Column[]> = {
  ip: ['Indicator', 'Port', ...COMMON],
  domain: ['Indicator', ...COMMON],
  url: ['Indicator', ...COMMON],
  'file-hash': ['Indicator', 'HashType', ...COMMON],
  email: ['Indicator', ...COMMON],
};

export const ALL_COLUMNS: readonly Column[] = ['Indicator', 'Port', 'HashType', ...COMMON];

export const INDICATOR_KINDS: readonly IndicatorKind[] = ['ip', 'domain', 'url', 'file-hash', 'email'];

export function watchlistAlias(kind: IndicatorKind): string {
  return `ioc-${kind}`;
}

/** What identifies a row: two rows of one key are the same indicator. */
export function rowKey(row: Pick<IndicatorRow, 'Indicator' | 'Port' | 'MalwareFamily'>): string {
  return `${row.Indicator}\n${row.Port}\n${row.MalwareFamily}`;
}

/** A copy of a row with some other values. */
export function changedRow(row: IndicatorRow, changes: Partial<IndicatorRow>): IndicatorRow {
  const { Indicator, Port, HashType, MalwareFamily, ThreatType, Confidence, FirstSeen, ValidUntil, Source, Report } =
    row;
  return {
    ...{ Indicator, Port, HashType, MalwareFamily, ThreatType, Confidence, FirstSeen, ValidUntil, Source, Report },
    ...changes,
  };
}

/** The order of the files; rows of one key are equal, and no others. */
export function compareRows(a: IndicatorRow, b: IndicatorRow): number {
  return (
    compareText(a.Indicator, b.Indicator) ||
    Number(a.Port || 0) - Number(b.Port || 0) ||
    compareText(a.Port, b.Port) ||
    compareText(a.MalwareFamily, b.MalwareFamily)
  );
}

/** Reads rows from the cells of CSV lines under a header; columns that the file does not have are empty. */
export function rowReader(header: readonly string[]): (cells: readonly string[]) => IndicatorRow {
  const place = (column: Column) => header.indexOf(column);
  const [indicator, port, hashType] = [place('Indicator'), place('Port'), place('HashType')];
  const [family, threatType, confidence] = [place('MalwareFamily'), place('ThreatType'), place('Confidence')];
  const [firstSeen, validUntil] = [place('FirstSeen'), place('ValidUntil')];
  const [source, report] = [place('Source'), place('Report')];
  return (cells) => ({
    Indicator: cells[indicator] ?? '',
    Port: cells[port] ?? '',
    HashType: cells[hashType] ?? '',
    MalwareFamily: cells[family] ?? '',
    ThreatType: cells[threatType] ?? '',
    Confidence: cells[confidence] ?? '',
    FirstSeen: cells[firstSeen] ?? '',
    ValidUntil: cells[validUntil] ?? '',
    Source: cells[source] ?? '',
    Report: cells[report] ?? '',
  });
}

export function toCells(kind: IndicatorKind, row: IndicatorRow): string[] {
  return COLUMNS[kind].map((column) => row[column]);
}
