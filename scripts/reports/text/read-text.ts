import { cleanText } from '../../base/strings.js';
import type { Collector, Details } from '../extraction/collector.js';
import { looksLikeFile } from '../extraction/extract.js';
import type { ReportColumn } from '../report.js';
import { wholeValues } from '../tables/cells.js';
import { takeTable } from '../tables/read-table.js';
import { blocksOf } from './blocks.js';
import { withoutMarks } from './items.js';
import { LineReader, type TextNature } from './line-reader.js';
import { announcesIndicators, Sections } from './sections.js';

/** What a text says beside its values. */
export interface TextReading {
  columns: ReportColumn[];
  /** Headings in their order, and the first lines of a text without any. */
  headings: string[];
}

/** Lines by which the nature of a text is told. */
const SAMPLE_LINES = 3000;

/** Reads running text, lists and the tables in them. */
export function takeText(lines: readonly string[], collector: Collector, details: Details, name: string): TextReading {
  const reader = new LineReader(collector, details, natureOf(lines, name));
  const sections = new Sections();
  const columns: ReportColumn[] = [];
  const headings: string[] = [];
  let rule = 0;
  for (const block of blocksOf(lines)) {
    if (block.kind === 'heading') {
      sections.enter(block.level, block.text);
      headings.push(cleanText(block.text));
      // Its own words may name a value: `DOMAIN CALLED BY EVIL[.]COM`.
      if (/[[(]\.|hxxp/i.test(block.text)) reader.read(`# ${block.text}`, sections, false, null);
    } else if (block.kind === 'table') {
      columns.push(...takeBlockTable(block.rows, collector, details, sections, reader));
    } else {
      rule = ruleDepth(block.text, rule);
      if (rule > 0 || isRuleLine(block.text)) reader.refuse(block.text, 'in a detection rule or a query');
      else reader.read(block.text, sections, block.continues, block.code);
    }
  }
  reader.end();
  return { columns, headings };
}

function takeBlockTable(
  rows: string[][],
  collector: Collector,
  details: Details,
  sections: Sections,
  reader: LineReader,
): ReportColumn[] {
  const isElsewhere = sections.kind === 'evidence' || sections.kind === 'rules';
  const table = isElsewhere ? null : takeTable(rows, collector, details, sections.heading);
  if (table?.hasValues) return table.columns;
  // A table of something else: what its cells name is judged as a sentence's.
  for (const row of rows) for (const cell of row) reader.read(cell, sections, true, null);
  return [];
}

/** Tells a list of values from prose, by a sample of its lines. */
function natureOf(lines: readonly string[], name: string): TextNature {
  let items = 0;
  let hosts = 0;
  let others = 0;
  const texts = lines
    .slice(0, SAMPLE_LINES)
    .map(withoutMarks)
    .filter((text) => text !== '');
  const [title = ''] = texts;
  for (const text of texts) {
    if (/^(?:#|\/\/|;|\|)/.test(text)) continue;
    const [head = ''] = text.split(/[\s,;]/);
    const values = head.length < 4 ? null : wholeValues(head, '');
    if (values === null && isOfEitherKind(text)) continue;
    if (values === null) others++;
    else items++;
    if (values?.some(({ indicator }) => indicator.type === 'domain' || indicator.type === 'url')) hosts++;
  }
  return {
    isList: items > 0 && items >= 1.5 * others,
    hasHosts: hosts >= 0.5 * Math.max(1, items) && hosts >= 2,
    announcesIndicators:
      announcesIndicators(title) || /(?:^|[^a-z])iocs?(?:[^a-z]|$)|indicators?(?:[^a-z]|$)/i.test(name),
  };
}

/** Paths, and single names that may be files': they stand in lists of hosts and in lists of files. */
function isOfEitherKind(line: string): boolean {
  return line.startsWith('/') || (/^[\w-]+(?:\.[\w-]+)+$/.test(line) && looksLikeFile(line));
}

/** Depth of braces inside of a YARA rule; 0 outside of one. */
function ruleDepth(line: string, depth: number): number {
  const starts = depth === 0 && /^\s*(?:(?:private|global)\s+)*rule\s+\w+\s*(?::[^{]*)?\{?\s*$/.test(line);
  if (depth === 0 && !starts) return 0;
  const text = line.replace(/"[^"]*"/g, '');
  const opened = (text.match(/\{/g)?.length ?? 0) - (text.match(/\}/g)?.length ?? 0);
  // The brace of a rule may stand on the next line.
  return starts ? Math.max(1, opened) : Math.max(0, depth + opened - (/^\s*\{/.test(line) && depth === 1 ? 1 : 0));
}

/** A rule of Snort or Suricata. */
function isRuleLine(line: string): boolean {
  return /^\s*#?\s*(?:alert|drop|reject|pass)\s+(?:tcp|udp|http|dns|tls|icmp|ip)\s.*\(.*(?:msg|sid)\s*:/.test(line);
}
