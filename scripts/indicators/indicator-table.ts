import { compareText } from '../base/diagnostic.js';
import { milliseconds } from '../base/duration.js';
import type { Configuration, IndicatorKind, TemplateIndicators } from '../content/model.js';
import { kqlDatetime, kqlString } from '../kql/literals.js';
import { later } from './lifetime.js';
import { hostOfUrl, isAddress } from './parse.js';
import { type IndicatorRow, watchlistAlias } from './rows/row.js';
import { sharedParent } from './screening/shared-parent.js';

/**
 * Where a template's indicators come from: a watchlist, the rows of it that fit, and how a row becomes an indicator.
 * Each rule stands twice: for the rows at hand, and in KQL for the rows in the workspace.
 */
interface IndicatorOrigin {
  kind: IndicatorKind;
  /** The indicator and port that a row gives; undefined when the row does not fit. */
  fromRow(row: IndicatorRow): { indicator: string; port: string } | undefined;
  /** KQL over the watchlist's rows that adds the columns Value and ValuePort and keeps the rows that fit. */
  kql: string[];
  /** A regular expression of the values that `fromRow` leaves out although the KQL would keep them. */
  leavesOut?(row: IndicatorRow): string | undefined;
}

const asIs = (fits: (row: IndicatorRow) => boolean) => (row: IndicatorRow) =>
  fits(row) ? { indicator: row.Indicator, port: row.Port } : undefined;

const KQL_AS_IS = '| extend Value = SearchKey, ValuePort = int(null)';

const KQL_HOST = '| extend Value = trim(@"[\\[\\]]", tolower(tostring(parse_url(SearchKey).Host)))';

const ORIGINS: Record<TemplateIndicators, IndicatorOrigin[]> = {
  address: [
    {
      kind: 'ip',
      fromRow: asIs((row) => !row.Indicator.includes('/')),
      kql: ['| where SearchKey !contains "/"', '| extend Value = SearchKey, ValuePort = toint(Port)'],
    },
    {
      kind: 'url',
      fromRow: (row) => {
        const { host, port } = hostOfUrl(row.Indicator);
        return isAddress(host) ? { indicator: host, port } : undefined;
      },
      kql: [
        KQL_HOST,
        '| where isnotempty(parse_ipv4(Value)) or Value contains ":"',
        '| extend ValuePort = coalesce(toint(parse_url(SearchKey).Port), toint(iff(SearchKey startswith "https:", 443, 80)))',
      ],
    },
  ],
  range: [
    {
      kind: 'ip',
      fromRow: asIs((row) => row.Indicator.includes('/')),
      kql: ['| where SearchKey contains "/"', KQL_AS_IS],
    },
  ],
  host: [
    { kind: 'domain', fromRow: asIs(() => true), kql: [KQL_AS_IS] },
    {
      kind: 'url',
      fromRow: (row) => {
        const { host } = hostOfUrl(row.Indicator);
        return isAddress(host) || sharedParent(host) ? undefined : { indicator: host, port: '' };
      },
      // One bad page makes no bad host, where the host serves many.
      leavesOut: (row) => {
        const { host } = hostOfUrl(row.Indicator);
        const shared = isAddress(host) ? undefined : sharedParent(host);
        return shared && `${shared.withBelow ? '(.*\\.)?' : ''}${shared.host.replaceAll('.', '\\.')}`;
      },
      kql: [KQL_HOST, '| where isempty(parse_ipv4(Value)) and Value !contains ":"', '| extend ValuePort = int(null)'],
    },
  ],
  url: [{ kind: 'url', fromRow: asIs(() => true), kql: [KQL_AS_IS] }],
  'file-hash': [{ kind: 'file-hash', fromRow: asIs(() => true), kql: [KQL_AS_IS] }],
  email: [{ kind: 'email', fromRow: asIs(() => true), kql: [KQL_AS_IS] }],
};

/** The rows of one family, or of all, by watchlist. */
export type FamilyRows = ReadonlyMap<IndicatorKind, readonly IndicatorRow[]>;

/** What the table of indicators of one hunt depends on. */
export interface IndicatorSource {
  /** The family whose indicators are hunted, as the rows spell it; null for any family. */
  family: string | null;
  rows: FamilyRows;
}

/** Whether there are indicators of the sort that a template hunts, certain enough to be hunted. */
export function hasIndicators(needs: TemplateIndicators, rows: FamilyRows, minimumConfidence: number): boolean {
  return ORIGINS[needs].some((origin) => originHas(origin, rows, minimumConfidence));
}

/** A row of a list and the indicator that a template of a sort makes of it. */
export interface HuntedRow {
  kind: IndicatorKind;
  row: IndicatorRow;
  indicator: string;
  /** Empty when any port counts. */
  port: string;
}

/** The indicators of the sort that a template hunts, certain enough to be hunted, in the order of the lists. */
export function* huntedRows(
  needs: TemplateIndicators,
  rows: FamilyRows,
  minimumConfidence: number,
): Generator<HuntedRow> {
  for (const { kind, fromRow } of ORIGINS[needs]) {
    for (const row of rows.get(kind) ?? []) {
      const found = Number(row.Confidence) >= minimumConfidence ? fromRow(row) : undefined;
      if (found) yield { kind, row, ...found };
    }
  }
}

function originHas(origin: IndicatorOrigin, rows: FamilyRows, minimumConfidence: number): boolean {
  const found = rows.get(origin.kind);
  return found?.some((row) => Number(row.Confidence) >= minimumConfidence && origin.fromRow(row)) === true;
}

/**
 * The KQL statement `let indicators = …;` of a hunt, whatever the storage: one row an indicator and family, with
 * Indicator, Ports (dynamic; empty when any port counts), MalwareFamily, ThreatType, Confidence (int), and ActiveFrom
 * and ActiveUntil, the indicator's life. Those of any family are too many to stand in a query: they stay in the watchlists.
 */
export function indicatorTable(
  needs: TemplateIndicators,
  source: IndicatorSource,
  configuration: Configuration,
  storage: Configuration['indicators'] = configuration.indicators,
): string {
  const fitting = ORIGINS[needs].filter((origin) => originHas(origin, source.rows, configuration.minimumConfidence));
  const isInline = storage === 'inline' && source.family !== null;
  // What any family may bring one day is in its table from the start, so that feeds do not change the hunt.
  const origins = source.family === null || fitting.length === 0 ? ORIGINS[needs] : fitting;
  return isInline
    ? inlineTable(origins, source.family ?? '', source.rows, configuration)
    : watchlistTable(origins, source, configuration);
}

function watchlistTable(origins: IndicatorOrigin[], source: IndicatorSource, configuration: Configuration): string {
  const { family, rows } = source;
  const ofFamily = family === null ? '' : `MalwareFamily == ${kqlString(family)} and `;
  const queries = origins.map((origin) => {
    const leftOut = new Set<string>();
    for (const row of origin.leavesOut ? (rows.get(origin.kind) ?? []) : []) {
      const pattern = origin.leavesOut?.(row);
      if (pattern !== undefined) leftOut.add(pattern);
    }
    const pattern = `^(${[...leftOut].sort(compareText).join('|')})$`;
    return [
      `_GetWatchlist("${watchlistAlias(origin.kind)}")`,
      `| where ${ofFamily}toint(Confidence) >= ${configuration.minimumConfidence}`,
      ...origin.kql,
      ...(leftOut.size > 0 ? [`| where not(Value matches regex ${kqlString(pattern)})`] : []),
    ].join('\n    ');
  });
  return [
    'let indicators = materialize(',
    `    ${queries.length === 1 ? queries[0] : `union\n    (${queries.join('),\n    (')})`}`,
    '    | summarize Ports = iff(countif(isnull(ValuePort)) > 0, dynamic([]), make_set(ValuePort)),',
    '        ThreatType = strcat_array(array_sort_asc(make_set(ThreatType)), ", "), Confidence = max(toint(Confidence)),',
    `        ActiveFrom = min(coalesce(todatetime(FirstSeen), datetime(1900-01-01))) - ${configuration.margin},`,
    '        ActiveUntil = max(coalesce(todatetime(ValidUntil), datetime(9999-12-31)))',
    '        by Indicator = Value, MalwareFamily);',
  ].join('\n');
}

/** The year in which every life with no known beginning begins. */
const ALWAYS = Date.parse('1900-01-01');

function inlineTable(
  origins: IndicatorOrigin[],
  family: string,
  rows: FamilyRows,
  configuration: Configuration,
): string {
  const byIndicator = new Map<string, { row: IndicatorRow; port: string }[]>();
  for (const origin of origins) {
    for (const row of rows.get(origin.kind) ?? []) {
      const found = origin.fromRow(row);
      if (!found || Number(row.Confidence) < configuration.minimumConfidence) continue;
      const list = byIndicator.get(found.indicator) ?? [];
      byIndicator.set(found.indicator, list);
      list.push({ row, port: found.port });
    }
  }
  const lines = [...byIndicator].map(([indicator, found]) => {
    const ports = found.map(({ port }) => port);
    const seen = found.map(({ row }) => (row.FirstSeen === '' ? ALWAYS : Date.parse(row.FirstSeen)));
    const from = Math.min(...seen) - milliseconds(configuration.margin);
    const until = found.map(({ row }) => row.ValidUntil).reduce(later);
    return [
      kqlString(indicator),
      `dynamic([${ports.includes('') ? '' : [...new Set(ports)].join(', ')}])`,
      kqlString(family),
      kqlString([...new Set(found.map(({ row }) => row.ThreatType))].sort(compareText).join(', ')),
      String(Math.max(...found.map(({ row }) => Number(row.Confidence)))),
      kqlDatetime(new Date(from).toISOString()),
      kqlDatetime(until === '' ? '9999-12-31' : until),
    ].join(', ');
  });
  return [
    'let indicators = datatable(Indicator: string, Ports: dynamic, MalwareFamily: string, ThreatType: string,',
    '    Confidence: int, ActiveFrom: datetime, ActiveUntil: datetime)[',
    ...lines.map((line) => `    ${line},`),
    '];',
  ].join('\n');
}
