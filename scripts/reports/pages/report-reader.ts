import { addressAndPort, hostOfUrl, type ParsedIndicator, parseIndicator } from '../../indicators/parse.js';
import type { Admission } from '../../indicators/screening/screen.js';
import { statedType } from '../../indicators/type-words.js';
import { Collector, NO_DETAILS, named } from '../extraction/collector.js';
import { extract } from '../extraction/extract.js';
import { type QueryLiteral, queryLiterals } from '../extraction/query-literals.js';
import type { ReadOptions } from '../reader.js';
import type { Report } from '../report.js';
import type { ReportDocument } from './document.js';
import type { Page } from './page.js';
import { type TakenValue, takeRow } from './rows.js';

/** What a reader knows about a report beside its rows. */
export interface ReportFacts {
  source: string;
  family: string;
  /** Rows that the summary announces. */
  total: number | undefined;
  /** Types that the summary announces. */
  types: readonly string[] | undefined;
  /** What becomes of the lines outside of tables, queries and scenarios. */
  prose(lines: readonly string[], collector: Collector, options: ReadOptions): void;
  /** What a row's status says about its life. */
  details?(status: string): { retracted: boolean; validUntil: string | null };
}

/**
 * Reads a report whose indicators stand in tables and in KQL blocks: takes every row, adds what only the queries
 * name, and compares with what the summary announces.
 */
export function readReportPage(document: ReportDocument, page: Page, options: ReadOptions, facts: ReportFacts): Report {
  const collector = new Collector(options);
  const details = { ...NO_DETAILS, family: facts.family };
  const taken = page.rows.flatMap((row) =>
    takeRow(row, collector, (status) => ({ ...details, ...facts.details?.(status) })),
  );
  addFromQueries(page, taken, collector, facts);
  facts.prose(page.prose, collector, options);
  checkSummary(page, taken, collector, facts);
  if (page.cut !== null) collector.warn('truncated', `the report ends ${page.cut}; its complete rows were read`);
  return collector.report({
    file: document.file,
    sha256: document.sha256,
    source: facts.source,
    family: facts.family,
    falsePositives: page.falsePositives,
    tables: page.tables,
  });
}

/** The union of table and queries; where they differ, a warning names what. */
export function addFromQueries(
  page: Pick<Page, 'kql'>,
  taken: readonly TakenValue[],
  collector: Collector,
  facts: Pick<ReportFacts, 'family'>,
): void {
  const { literals } = queryLiterals(page.kql);
  const inTable = new Set(taken.flatMap(({ admission }) => searchTerms(admission)));
  const inQueries = new Set<string>();
  const added = new Set<string>();
  for (const { value, certain } of indicatorsOf(literals)) {
    const indicator = parseIndicator(value);
    if ('rejected' in indicator) {
      const isKnown = taken.some(({ admission }) => admission.outcome === 'reject' && admission.value === value);
      if (certain && !isKnown) collector.reject(value, `${indicator.rejected} (in a query)`);
      continue;
    }
    const terms = termsOf(indicator);
    for (const term of terms) inQueries.add(term);
    if (terms.some((term) => inTable.has(term))) continue;
    collector.addIndicator(indicator, { ...NO_DETAILS, family: facts.family });
    added.add(indicator.value);
  }
  if (inQueries.size === 0 || taken.length === 0) return;
  if (added.size > 0) collector.warn('queries-differ', `only the queries name ${named([...added])}; added`);
  const missing = taken.flatMap(({ admission }) =>
    admission.outcome === 'reject' || searchTerms(admission).some((term) => inQueries.has(term))
      ? []
      : [admission.indicator.value],
  );
  if (missing.length > 0)
    collector.warn('queries-differ', `the report's own queries do not look for ${named(missing)}`);
}

/**
 * The literals that can be indicators. Where a list holds at least one, the whole list is meant, and what cannot be
 * read in it is certain to be a broken one.
 */
function indicatorsOf(literals: readonly QueryLiteral[]): { value: string; certain: boolean }[] {
  const lists = new Set(literals.flatMap(({ list, value }) => (list !== '' && isIndicator(value) ? [list] : [])));
  return literals
    .filter(({ list, value }) => lists.has(list) || isIndicator(value))
    .map(({ list, value }) => ({ value, certain: lists.has(list) }));
}

/** In a query a program's name is more likely than a name under `.sh`; everything else goes by its shape. */
function isIndicator(value: string): boolean {
  const indicator = parseIndicator(value);
  return (
    'type' in indicator && (indicator.type !== 'domain' || !/\.(?:sh|py|pl|rs|so|ps|zip|mov|md)$/.test(indicator.value))
  );
}

function searchTerms(admission: Admission): string[] {
  if (admission.outcome !== 'reject') return termsOf(admission.indicator);
  return admission.indicator === null ? [admission.value] : termsOf(admission.indicator);
}

/** What a query may look for to find an indicator: an address without its port, a URL or its host. */
function termsOf(indicator: ParsedIndicator): string[] {
  switch (indicator.type) {
    case 'ip:port':
      return [addressAndPort(indicator).address];
    case 'url':
      return [indicator.value, indicator.value.replace(/\/$/, ''), hostOfUrl(indicator.value).host];
    default:
      return [indicator.value];
  }
}

/** The summary's number and types against the rows, whatever became of them. */
function checkSummary(page: Page, taken: readonly TakenValue[], collector: Collector, facts: ReportFacts): void {
  const { total, types } = facts;
  const rows = page.rows.filter((row) => !row.cut).length;
  if (total !== undefined && total !== rows) {
    collector.warn('count-mismatch', `the summary announces ${total} indicators, the table has ${rows}`);
  }
  const stated = new Set(taken.map((value) => value.stated).filter(Boolean));
  for (const word of stated) {
    if (statedType(word) === null) collector.warn('unknown-type', `rows of the type "${word}" cannot be hunted for`);
  }
  if (types === undefined || rows === 0) return;
  const seen = new Set([...stated].map(normalise));
  const announced = new Set(types.map(normalise));
  const differing = [
    ...types.filter((type) => !seen.has(normalise(type))),
    ...[...stated].filter((type) => !announced.has(normalise(type))),
  ];
  if (differing.length > 0) {
    collector.warn('type-mismatch', `summary and table disagree on the types ${named([...new Set(differing)])}`);
  }
}

function normalise(type: string): string {
  return type.toLowerCase().replace(/[\s_-]/g, '');
}

/**
 * In a report that has its indicators in a table, a defanged value elsewhere may come from a row that was damaged:
 * a person decides. The rest of the text is written by a language model and says nothing reliable.
 */
export function reviewDefanged(lines: readonly string[], collector: Collector): void {
  for (const line of lines) {
    for (const found of extract(line)) {
      if (!found.defanged) continue;
      collector.leave({ type: found.type, value: found.value }, 'defanged, but in no row of the table', '');
    }
  }
}
