import type { Reader } from '../reader.js';
import { readReportPage, reviewDefanged } from './report-reader.js';
import { THREATFOX_HEADER } from './table.js';

/** Reports that derive from ThreatFox: a family, a table `Type | Value | Threat Type | First Seen | Confidence`. */
export const threatFoxReport: Reader = {
  name: 'ThreatFox report',
  detect: ({ text }, { summary, rows }) =>
    summary.totalIocs !== undefined ||
    summary.iocTypes !== undefined ||
    rows.some((row) => row.header === THREATFOX_HEADER || sameColumns(row.header.columns)) ||
    /^[ \t]*(?:\/\/ {0,4})?Source: {0,4}ThreatFox\b/im.test(text),
  read: (document, page, options) =>
    readReportPage(document, page, options, {
      source: 'ThreatFox',
      family: page.summary.family ?? familyInText(document.text),
      total: page.summary.totalIocs,
      types: page.summary.iocTypes,
      prose: reviewDefanged,
    }),
};

function sameColumns(columns: readonly string[]): boolean {
  return columns.join() === THREATFOX_HEADER.columns.join();
}

/** The family of a report that lost its summary: `// Source: ThreatFox - F`, or `ThreatFox: F IOCs` in its title. */
function familyInText(text: string): string {
  const match =
    /Source: {0,4}ThreatFox {0,4}[-–] {0,4}([^\n]{1,200})/i.exec(text) ??
    /ThreatFox: {0,4}([^\n]{1,100}?) {1,4}IOCs\b/.exec(text);
  return match?.[1] ?? '';
}
