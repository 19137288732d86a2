import { compareText } from '../base/diagnostic.js';
import type { AnalyticRule, HuntingQuery, IndicatorKind } from '../content/model.js';
import { ANY_FAMILY, familySlug } from '../content/naming.js';
import type { ContentFile, Repository, Watchlist } from '../content/repository.js';
import { INDICATOR_KINDS, type IndicatorRow, rowReader, watchlistAlias } from '../indicators/rows/row.js';
import { type Column, createColumns } from './columns.js';
import { type Life, lifeOf } from './life.js';
import { type DeploymentRecord, type HuntRecord, readRecords } from './records.js';

/** A hunt or a rule, and what the pages say of it. */
export interface Detection {
  kind: 'hunt' | 'rule';
  /** `hunts/sectoprat/dns-events-host.yaml`. */
  file: string;
  /** The page, relative to the site: `hunts/sectoprat/dns-events-host.html`. */
  page: string;
  value: HuntingQuery | AnalyticRule;
  /** Tables that its connectors name. */
  tables: readonly string[];
  /** Indicator kinds whose watchlist the query reads. */
  kinds: readonly IndicatorKind[];
  /** What the query returns; empty where that cannot be known. */
  columns: readonly Column[];
  /** Folder of the family, for hunts: `sectoprat`. */
  family: string | undefined;
}

/** One row of an indicator watchlist. */
export interface Indicator {
  kind: IndicatorKind;
  row: IndicatorRow;
  life: Life;
}

/** A malware family (or campaign): its indicators and hunts. */
export interface Family {
  name: string;
  slug: string;
  indicators: readonly Indicator[];
  hunts: readonly Detection[];
  /** Report files that its rows name, without their hash. */
  reports: readonly string[];
}

/** All that the site shows. */
export interface Inventory {
  asOf: Date;
  detections: readonly Detection[];
  indicators: readonly Indicator[];
  families: readonly Family[];
  hunts: readonly HuntRecord[];
  deployments: readonly DeploymentRecord[];
}

/** Gathers what the pages show. @param asOf the day on which an indicator is alive or over */
export function takeInventory(repository: Repository, asOf: Date): Inventory {
  const columnsOf = createColumns(repository);
  const detections = [
    ...repository.huntingQueries.map((content) => detection('hunt', content, columnsOf)),
    ...repository.analyticRules.map((content) => detection('rule', content, columnsOf)),
  ].sort((a, b) => compareText(a.file, b.file));
  const indicators = INDICATOR_KINDS.flatMap((kind) => {
    const list = repository.watchlists.find(({ value }) => value.watchlistAlias === watchlistAlias(kind));
    return list ? indicatorsOf(kind, list, asOf) : [];
  });
  return {
    asOf,
    detections,
    indicators,
    families: familiesOf(indicators, detections),
    ...readRecords(repository.root),
  };
}

function detection(
  kind: Detection['kind'],
  { file, value }: ContentFile<HuntingQuery | AnalyticRule>,
  columnsOf: (query: string) => readonly Column[],
): Detection {
  const tables = new Set((value.requiredDataConnectors ?? []).flatMap(({ dataTypes }) => dataTypes));
  const kinds = INDICATOR_KINDS.filter((one) => new RegExp(`["']${watchlistAlias(one)}["']`).test(value.query));
  const family = kind === 'hunt' ? file.split('/')[1] : undefined;
  return {
    kind,
    file,
    page: file.replace(/\.ya?ml$/i, '.html'),
    value,
    tables: [...tables].sort(compareText),
    kinds,
    columns: columnsOf(value.query),
    family: family === undefined || /\.ya?ml$/i.test(family) ? undefined : family,
  };
}

function indicatorsOf(kind: IndicatorKind, { items }: Watchlist, asOf: Date): Indicator[] {
  const read = rowReader(items.header);
  return items.rows.map(({ cells }) => {
    const row = read(cells);
    return { kind, row, life: lifeOf(row, asOf) };
  });
}

function familiesOf(indicators: readonly Indicator[], detections: readonly Detection[]): Family[] {
  const bySlug = new Map<string, { name: string; indicators: Indicator[] }>();
  for (const indicator of indicators) {
    const name = indicator.row.MalwareFamily;
    const slug = familySlug(name);
    const family = bySlug.get(slug) ?? { name, indicators: [] };
    bySlug.set(slug, family);
    family.indicators.push(indicator);
  }
  const folders = new Set(detections.flatMap(({ family }) => family ?? []));
  for (const slug of folders)
    if (!bySlug.has(slug)) bySlug.set(slug, { name: slug === ANY_FAMILY ? 'Any listed family' : slug, indicators: [] });
  return [...bySlug]
    .map(([slug, { name, indicators: own }]) => ({
      name,
      slug,
      indicators: own,
      hunts: detections.filter(({ family }) => family === slug),
      reports: [...new Set(own.flatMap(({ row }) => row.Report.split(' ').map(reportFile)))]
        .filter(Boolean)
        .sort(compareText),
    }))
    .sort((a, b) => compareText(a.slug, b.slug));
}

/** `reports/a.md@fcd8abf45ae0` names a file and the beginning of its hash. */
function reportFile(reference: string): string {
  return reference.replace(/@[0-9a-f]*!?$/, '');
}
