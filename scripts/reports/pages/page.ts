import type { FalsePositive } from '../../content/model.js';
import { statedType } from '../../indicators/type-words.js';
import { isOpenQuery, isQueryLine } from '../extraction/query-literals.js';
import { parseConfidence, parseDate } from '../fields.js';
import type { ReportDocument } from './document.js';
import { FalsePositiveReader, isPartOfLabel } from './false-positives.js';
import { type Summary, SummaryReader } from './summary.js';
import {
  type Header,
  headerless,
  isRule,
  isUrl,
  readHeader,
  splitCells,
  THREATFOX_HEADER,
  URLHAUS_HEADER,
} from './table.js';

/** A report taken apart into its kinds of text; no judgement on values yet. */
export interface Page {
  summary: Summary;
  rows: Row[];
  /** Sentinel tables that the report says it needs. */
  tables: string[];
  /** All KQL blocks, one below the other. */
  kql: string;
  /** Lines, from 0, that belong to queries or to scenarios. */
  apart: ReadonlySet<number>;
  falsePositives: FalsePositive[];
  /** Lines that are none of the above, in their order. */
  prose: string[];
  /** The report ends in the middle of something: what. */
  cut: string | null;
}

/** A row of a table of indicators. */
export interface Row {
  header: Header;
  cells: string[];
  /** The file ends inside this row, so that its last cell may be incomplete. */
  cut: boolean;
}

/** A row whose cells nothing parts, or a blank each. */
const GLUED_ROW =
  /^(ip:port|domain|url|md5_hash|sha1_hash|sha256_hash|sha3_384_hash|email)(.*?)(botnet_cc|payload_delivery|payload|cc_skimming) ?(\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2}(?: UTC)?)?) ?(\d{1,3}%?)$/;
/** How a complete pipeline of a report's query ends. */
const END_OF_QUERY = /^\s*\|\s*(?:(?:order|sort) by\b.*\b(?:asc|desc)|(?:take|limit|top)\b.*\d.*)$/;
const REQUIRED_TABLE = /^\|?\s*([A-Z][A-Za-z0-9_]{2,80}?)\s*(?:\||\t|Ensure\b|$)/;

/** Takes a document apart, line by line, each line once. */
export function readPage(document: ReportDocument): Page {
  return new PageReader(document).read();
}

class PageReader {
  readonly #lines: readonly string[];
  readonly #ending: ReportDocument['ending'];
  readonly #summary = new SummaryReader();
  readonly #falsePositives = new FalsePositiveReader();
  readonly #rows: Row[] = [];
  readonly #tables: string[] = [];
  readonly #kql: string[] = [];
  readonly #prose: string[] = [];
  readonly #apart = new Set<number>();
  /** Table that the next lines may continue. */
  #header: Header | null = null;
  /** Brackets that the KQL block has opened and not closed. */
  #openBrackets = 0;
  #fence: 'query' | 'text' | null = null;
  /** What the last line with text belonged to. */
  #last: 'row' | 'query' | 'scenario' | 'summary' | 'other' = 'other';
  /** Where the last line of a query stands. */
  #queryAt = -1;
  #at = 0;

  constructor(document: ReportDocument) {
    this.#lines = document.lines;
    this.#ending = document.ending;
  }

  read(): Page {
    for (this.#at = 0; this.#at < this.#lines.length; this.#at++) this.#line(this.#lines[this.#at] ?? '');
    const cut = this.#cut();
    return {
      summary: this.#summary.summary,
      rows: this.#rows,
      tables: [...new Set(this.#tables)],
      kql: this.#kql.join('\n'),
      apart: this.#apart,
      falsePositives: this.#falsePositives.scenarios,
      prose: this.#prose,
      cut,
    };
  }

  #line(line: string): void {
    if (line.trim() === '') {
      this.#falsePositives.read(line);
      this.#openBrackets = 0;
      if (this.#fence === null) this.#prose.push(line);
      return;
    }
    if (this.#fenceLine(line) || this.#queryLine(line)) return;
    if (!this.#falsePositives.starts(line) && (this.#headerLine(line) || this.#tableLine(line))) return;
    if (this.#falsePositives.read(line)) {
      this.#last = 'scenario';
      this.#apart.add(this.#at);
    } else if (this.#summary.read(line)) this.#last = 'summary';
    else this.#proseLine(line);
  }

  #fenceLine(line: string): boolean {
    const fence = /^\s*(?:```|~~~)\s*(\w*)/.exec(line);
    if (fence === null) return false;
    if (this.#fence !== null) this.#fence = null;
    else this.#fence = /^(?:kql|kusto|kusto_query)$/i.test(fence[1] ?? '') ? 'query' : 'text';
    this.#openBrackets = 0;
    return true;
  }

  #queryLine(line: string): boolean {
    // A bracket that a damaged query never closes must not swallow what follows the query.
    const isOpen = this.#openBrackets > 0 && !this.#falsePositives.starts(line) && readHeader(line, false) === null;
    const inBlock = this.#fence === 'query' || isOpen;
    if (!inBlock && (!isQueryLine(line) || this.#fitsTable(line))) return false;
    this.#kql.push(line);
    if (!line.trimStart().startsWith('//')) this.#apart.add(this.#at);
    const code = line.replace(/"[^"]*"|'[^']*'/g, '').replace(/\/\/.*$/, '');
    this.#openBrackets = Math.max(0, this.#openBrackets + count(code, /[([{]/g) - count(code, /[)\]}]/g));
    // A comment may be an analyst's note as well: readers of vendors' posts look at it too.
    if (line.trimStart().startsWith('//')) this.#prose.push(line);
    this.#header = null;
    this.#last = 'query';
    this.#queryAt = this.#at;
    return true;
  }

  /** A row whose first cell happens to be an operator's name. */
  #fitsTable(line: string): boolean {
    return (
      this.#header !== null &&
      line.trimEnd().endsWith('|') &&
      splitCells(line, 'pipe').length === this.#header.columns.length
    );
  }

  #headerLine(line: string): boolean {
    const header = readHeader(line, this.#header !== null);
    if (header !== null) {
      this.#header = header;
      this.#last = 'other';
      return true;
    }
    return this.#verticalTable(line);
  }

  /** A table whose cells stand one below the other, as copied from a page. */
  #verticalTable(line: string): boolean {
    for (const header of [THREATFOX_HEADER, URLHAUS_HEADER]) {
      const size = header.words.length;
      if (line.trim() !== header.words[0] || !sameWords(this.#ahead(this.#at, size).cells, header.words)) continue;
      let next = this.#ahead(this.#at, size).next;
      for (;;) {
        const group = this.#ahead(next, size);
        const first = group.cells[0] ?? '';
        if (group.cells.length < size || (header === THREATFOX_HEADER ? statedType(first) === null : !isUrl(first)))
          break;
        this.#rows.push({ header, cells: group.cells, cut: false });
        next = group.next;
      }
      this.#at = next - 1;
      this.#last = 'row';
      return true;
    }
    return false;
  }

  /** The next lines with text, and where the text goes on behind them. */
  #ahead(from: number, size: number): { cells: string[]; next: number } {
    const cells: string[] = [];
    let at = from;
    for (; at < this.#lines.length && cells.length < size; at++) {
      const line = (this.#lines[at] ?? '').trim();
      if (line !== '') cells.push(line);
    }
    return { cells, next: at };
  }

  #tableLine(line: string): boolean {
    if (isRule(line)) return line.includes('|') || this.#header !== null;
    if (this.#header?.columns.includes('table')) return this.#requiredTable(line);
    const glued = GLUED_ROW.exec(line.trim());
    if (glued !== null && line.length < 10_000)
      return this.#row(
        THREATFOX_HEADER,
        glued.slice(1).map((cell) => cell.trim()),
      );
    const cells = splitCells(line, this.#header?.delimiter ?? 'pipe');
    // A lone cell between pipes is what a damaged or cut row leaves.
    const isRow =
      this.#header?.delimiter === 'comma'
        ? cells.length === this.#header.columns.length
        : cells.length > 1 || line.trimStart().startsWith('|');
    const open = isRow ? (this.#header ?? headerless(cells)) : null;
    this.#header = open;
    if (open === null) return false;
    return this.#row(open, cells);
  }

  #row(header: Header, cells: string[]): boolean {
    this.#header = header;
    this.#rows.push({ header, cells, cut: false });
    this.#last = 'row';
    return true;
  }

  #requiredTable(line: string): boolean {
    const name = REQUIRED_TABLE.exec(line.trim())?.[1];
    if (name === undefined || /^(?:Scenario|Description)$/.test(name)) {
      this.#header = null;
      return false;
    }
    this.#tables.push(name);
    this.#last = 'other';
    return true;
  }

  #proseLine(line: string): void {
    this.#prose.push(line);
    this.#last = 'other';
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
  #cut(): string | null {
    const line = this.#lines.at(-1) ?? '';
    // A line end is written last: a file that has it was not cut inside a line.
    if (line.trim() !== '') {
      const row = this.#rows.at(-1);
      if (this.#last === 'row' && row !== undefined && this.#isCutRow(line, row)) {
        row.cut = true;
        return 'inside a row of its table';
      }
    }
    const total = this.#summary.summary.totalIocs ?? this.#summary.summary.totalUrls;
    if (this.#last === 'row' && total !== undefined && this.#rows.length < total) return 'before the end of its table';
    const isComplete = this.#ending === 'complete';
    if (!isComplete && this.#isCutQuery(line)) return 'inside a query';
    if (this.#last === 'scenario' && this.#falsePositives.looksCut(isComplete)) {
      return 'inside a false-positive scenario';
    }
    if (this.#ending === 'cut') return 'before the end of its page';
    if (isComplete) return null;
    const isEmpty = this.#rows.length === 0 && this.#kql.length === 0;
    if (isEmpty && (total !== undefined || this.#last === 'summary')) return 'before its table';
    // A complete row ends with a pipe, or has grown together as `CommonSecurityLogEnsure …`.
    const isCutRow = line.includes('|')
      ? !(line.trimEnd().endsWith('|') && splitCells(line, 'pipe').length > 1)
      : /^\w+$/.test(line);
    if (this.#header?.columns.includes('table') && isCutRow) return 'inside its table of data sources';
    const isGuided = this.#tables.length > 0 || this.#falsePositives.count > 0;
    return isGuided && isPartOfLabel(line) ? 'inside a false-positive scenario' : null;
  }

  /** Whether the text ends in the middle of a query, or of the name of a table that one starts with. */
  #isCutQuery(line: string): boolean {
    if (this.#last === 'query' && (this.#openBrackets > 0 || isOpenQuery(line))) return true;
    // A table and whole queries alone are a report, too.
    if (this.#queryAt < 0 || this.#rows.length === 0 || END_OF_QUERY.test(line)) return false;
    const behind = this.#lines.length - 1 - this.#queryAt;
    return behind === 0 || (behind <= 2 && /^(?:\s*\|.*|\s*\w*|let [\w ]*|\/)$/.test(line) && this.#last !== 'row');
  }

  /** Whether the last line of a file without a final line end is a part of a row only. */
  #isCutRow(line: string, row: Row): boolean {
    if (row.cells.length < row.header.columns.length) return true;
    const last = row.cells.at(-1) ?? '';
    // A value with pipes of its own makes up for cells that are missing: the last one is then another column's.
    const column = row.header.columns.at(-1);
    if (column === 'first-seen' && parseDate(last) === undefined) return true;
    if (column === 'confidence' && parseConfidence(last) === undefined) return true;
    const framed = /\|\s*$/.test(line);
    const before = this.#rows.at(-2);
    if (framed || before === undefined) return !framed && !/(?:%|\d{4}-\d{2}-\d{2}.*|[a-z]{3,})$/i.test(last);
    const previous = this.#lines[this.#at - 2] ?? '';
    return /\|\s*$/.test(previous) || (before.cells.at(-1)?.endsWith('%') === true && !last.endsWith('%'));
  }
}

function sameWords(cells: readonly string[], words: readonly string[]): boolean {
  return (
    cells.length === words.length && cells.every((cell, index) => cell.toLowerCase() === words[index]?.toLowerCase())
  );
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
