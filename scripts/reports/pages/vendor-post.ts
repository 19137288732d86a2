import { parseIndicator } from '../../indicators/parse.js';
import { type Collector, NO_DETAILS } from '../extraction/collector.js';
import { type Extraction, extract, looksLikeFile } from '../extraction/extract.js';
import type { Reader, ReadOptions } from '../reader.js';
import { readReportPage, reviewLater } from './report-reader.js';

const INDICATOR_HEADING =
  /\b(?:iocs?|indicators?(?: of compromise)?|observables|artifacts|hashes|file hash(?:es)?|domains?|urls?|ip(?:v[46])? address(?:es)?|ips|network indicators|c2s?|c&c|command[- ]and[- ]control|md5|sha-?1|sha-?256|email(?: address(?:es)?)?s?)\b/i;
/** Sections of links for the reader, never of indicators. */
const OTHER_HEADING =
  /\b(?:references?|sources?|further reading|see also|about|related|contact|links|conclusions?|acknowledg)/i;

/**
 * What vendors publish: indicators stand in tables and in sections of their own, or are defanged. What stands live in
 * running text may be the victim, the vendor or an example, so a person decides.
 */
export const vendorPost: Reader = {
  name: 'vendor post',
  detect: () => true,
  read: (document, page, options) =>
    readReportPage(document, page, options, {
      source: '',
      family: page.summary.family ?? '',
      total: page.summary.totalIocs,
      types: page.summary.iocTypes,
      prose: (lines, collector) => readProse(lines, collector, options, page.summary.family ?? ''),
    }),
};

function readProse(lines: readonly string[], collector: Collector, options: ReadOptions, family: string): void {
  const details = { ...NO_DETAILS, family };
  const live: Extraction[] = [];
  const isList = isBareList(lines);
  let inSection = isList;
  for (const line of lines) {
    const heading = headingOf(line);
    if (heading !== null && !isList) inSection = INDICATOR_HEADING.test(heading) && !OTHER_HEADING.test(heading);
    if (inSection && heading === null && takeItem(line, collector, details)) continue;
    for (const found of extract(line)) {
      const certain = found.defanged || (inSection && !(found.type === 'domain' && looksLikeFile(found.value)));
      if (certain) collector.addIndicator({ type: found.type, value: found.value }, details);
      else live.push(found);
    }
  }
  // Last, so that a value which also stands in a table or defanged is no matter for review.
  for (const found of live) reviewLater(found, 'in running text, not defanged', collector, options);
}

/** A file of values, one a line, with comments perhaps: no line holds a blank, as prose does. */
function isBareList(lines: readonly string[]): boolean {
  return lines.every((line) => /^\s*#/.test(line) || !/\s/.test(itemOf(line)));
}

function itemOf(line: string): string {
  return line.replace(/^\s*(?:[-*•+]|\d{1,3}[.)])\s+/, '').trim();
}

/** A line of an indicator section that is one value, as `- evil.com` is; names of files stay for the extraction. */
function takeItem(line: string, collector: Collector, details: typeof NO_DETAILS): boolean {
  const item = itemOf(line);
  const indicator = item.length > 3 && !/\s/.test(item) ? parseIndicator(item) : null;
  if (indicator === null || 'rejected' in indicator) return false;
  if (indicator.type === 'domain' && looksLikeFile(item)) return false;
  collector.addIndicator(indicator, details);
  return true;
}

/** A heading's words: `# …`, underlined or bold, `Words:` alone, a short line that no sentence sign ends. */
function headingOf(line: string): string | null {
  if (line.length > 300) return null;
  const text = line.trim();
  const marked = /^(?:#{1,6}\s+(.{1,120})|\*\*(.{1,120}?)\*\*:?|__(.{1,120}?)__:?)$/.exec(text);
  if (marked !== null) return marked[1] ?? marked[2] ?? marked[3] ?? '';
  if (text.length < 2 || text.length > 70 || /^[-*•|>]/.test(text)) return null;
  if (/^[\p{L}\p{N} ()&/,-]+:$/u.test(text)) return text;
  const isTitle = /^[\p{Lu}][\p{L}\p{N} ()&/-]*$/u.test(text) && text.split(/\s+/).length <= 7;
  return isTitle && (INDICATOR_HEADING.test(text) || OTHER_HEADING.test(text)) ? text : null;
}
