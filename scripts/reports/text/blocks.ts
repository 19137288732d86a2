import { isRule, splitCells } from '../pages/table.js';
import { announcesIndicators, sectionKind } from './sections.js';

/** A piece of a text: a heading, a table, or a line of anything else. */
export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'table'; rows: string[][] }
  | {
      kind: 'line';
      text: string;
      /** It goes on with the sentence of the line before. */
      continues: boolean;
      /** The language of the code block that it stands in; empty for a block without one, null outside of one. */
      code: string | null;
    };

/** A line that starts like this is an item, whatever the line before it said. */
const LIST_ITEM = /^\s*(?:[-*•▪◦‣·+>–—]|\d{1,3}[.)])\s/;
/** Longer lines are no rows of a table. */
const MAX_ROW = 20_000;
/** Longer lines are no headings. */
const MAX_HEADING = 160;
/** Levels of headings that have no sign for it: below those of a page, labels last. */
const PLAIN_LEVEL = 7;
const LABEL_LEVEL = 8;

/** Takes a text apart: Markdown, AsciiDoc, or plain text with headings in capitals, underlined, or ending in a colon. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a reader: one branch a form that reports have, in the order of the text.
export function* blocksOf(lines: readonly string[]): Generator<Block> {
  let code: string | null = null;
  let fence = '';
  let continues = false;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const opening = /^\s*(`{3,}|~{3,}|-{4,}|\.{4,})\s*([\w-]*)\s*$/.exec(line);
    if (
      opening !== null &&
      (code !== null ? (opening[1] ?? '').startsWith(fence) : isFence(lines, at, opening[1] ?? ''))
    ) {
      code = code === null ? (opening[2] ?? '').toLowerCase() : null;
      fence = opening[1] ?? '';
      continues = false;
      continue;
    }
    if (code !== null) {
      yield { kind: 'line', text: line, continues: false, code };
      continue;
    }
    if (line.trim() === '') {
      continues = false;
      continue;
    }
    const table = tableAt(lines, at);
    if (table !== null) {
      if (table.rows.length > 0) yield { kind: 'table', rows: table.rows };
      at = table.end - 1;
      continues = false;
      continue;
    }
    const heading = headingAt(lines, at, continues);
    if (heading !== null) {
      yield { kind: 'heading', level: heading.level, text: heading.text };
      at += heading.lines - 1;
      continues = false;
      continue;
    }
    yield { kind: 'line', text: line, continues: continues && !LIST_ITEM.test(line), code };
    continues = !/[:;：]\s*$/.test(line) && /\s\S+\s\S+\s/.test(line);
  }
}

/** `----` opens a listing of AsciiDoc when another one closes it; elsewhere it is a rule or underlines a heading. */
function isFence(lines: readonly string[], at: number, mark: string): boolean {
  if (mark.startsWith('`') || mark.startsWith('~')) return true;
  if ((lines[at - 1] ?? '').trim() !== '' && !/^\[.*\]$|^\./.test(lines[at - 1] ?? '')) return false;
  for (let next = at + 1; next < Math.min(lines.length, at + 5000); next++)
    if ((lines[next] ?? '').trim() === mark) return true;
  return false;
}

function headingAt(
  lines: readonly string[],
  at: number,
  continues: boolean,
): { level: number; text: string; lines: number } | null {
  const text = (lines[at] ?? '').trim();
  if (text.length < 2 || text.length > MAX_HEADING) return null;
  const marked = /^(#{1,6}|={1,6})\s+(.+?)\s*[#=]*$/.exec(text);
  if (marked !== null) {
    const words = plainHeading(marked[2] ?? '');
    return isWords(words) ? { level: (marked[1] ?? '').length, text: words, lines: 1 } : null;
  }
  const below = (lines[at + 1] ?? '').trim();
  if (/^(?:={3,}|-{3,}|~{3,}|\*{3,})$/.test(below) && !text.includes('|') && isWords(text) && !continues) {
    return { level: below.startsWith('=') ? 1 : 2, text: plainHeading(text), lines: 2 };
  }
  const bold = /^(?:\*\*(.{1,120}?)\*\*|__(.{1,120}?)__):?$/.exec(text);
  if (bold !== null) {
    const words = bold[1] ?? bold[2] ?? '';
    return isWords(words) ? { level: LABEL_LEVEL - 1, text: words, lines: 1 } : null;
  }
  return plainTextHeading(text, continues);
}

/** Headings without a mark: capitals, a colon at the end, or a short title of indicators or of sources. */
function plainTextHeading(text: string, continues: boolean): { level: number; text: string; lines: number } | null {
  if (/^[-*•|>+]|^\d+\.\d+\.\d/.test(text)) return null;
  const words = text.replace(/[:：]$/, '');
  const isLabel = words !== text;
  const letters = words.replace(/[^\p{L}]/gu, '');
  const isCapitals = letters.length >= 2 && letters === letters.toUpperCase() && /\p{Lu}/u.test(letters);
  if (isCapitals && !continues && (isLabel || isWords(words)) && !/[0-9a-f]{32}/i.test(words)) {
    return { level: PLAIN_LEVEL, text: words, lines: 1 };
  }
  if (isLabel && !/:\/\/|\[\.\]/.test(words) && words.length <= 100)
    return { level: LABEL_LEVEL, text: words, lines: 1 };
  if (continues || text.length > 70) return null;
  const isTitle =
    /^(?:\d{1,2}\.?\d{0,2}\.? )?[\p{Lu}][\p{L}\p{N} ()&/,'’#-]*$/u.test(text) && text.split(/\s+/).length <= 7;
  return isTitle && isWords(text) && (sectionKind(text) !== 'neutral' || announcesIndicators(text))
    ? { level: PLAIN_LEVEL, text, lines: 1 }
    : null;
}

/** Words of a heading, and no address or label with a value behind it. */
function isWords(text: string): boolean {
  return !/:\/\/|\[\.\]|\[:\]|^\S+\.\S+$|[0-9a-f]{32}|\d+\.\d+\.\d+\.\d+/i.test(text) && /\p{L}{2}/u.test(text);
}

/** Without links, emphasis and code marks. */
function plainHeading(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]{1,3}/g, '')
    .trim();
}

/** The table that starts on a line: its rows, and the line behind it; null where none starts. */
function tableAt(lines: readonly string[], at: number): { rows: string[][]; end: number } | null {
  const line = lines[at] ?? '';
  if (line.length > MAX_ROW) return null;
  if (/^\|={3,}\s*$/.test(line)) return asciiDocTable(lines, at);
  if (line.includes('|') && isPipeRow(lines, at))
    return rowsWhile(lines, at, (text) => text.includes('|') || isRule(text), 'pipe');
  if (line.includes('\t') && sameTabs(line, lines[at + 1] ?? '')) {
    return rowsWhile(lines, at, (text) => text.includes('\t'), 'tab');
  }
  return null;
}

function isPipeRow(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? '').trim();
  if (line.startsWith('|')) return true;
  const below = lines[at + 1] ?? '';
  if (isRule(below) && below.includes('|')) return true;
  const width = splitCells(line, 'pipe').length;
  return width >= 2 && below.includes('|') && splitCells(below, 'pipe').length === width;
}

function sameTabs(line: string, next: string): boolean {
  const tabs = line.trim().split('\t').length;
  return tabs >= 2 && next.trim().split('\t').length === tabs;
}

function rowsWhile(
  lines: readonly string[],
  at: number,
  belongs: (line: string) => boolean,
  delimiter: 'pipe' | 'tab',
): { rows: string[][]; end: number } {
  const rows: string[][] = [];
  let end = at;
  for (; end < lines.length; end++) {
    const line = lines[end] ?? '';
    if (line.trim() === '' || !belongs(line)) break;
    if (!isRule(line)) rows.push(splitCells(line, delimiter));
  }
  return { rows, end };
}

/** `|===` … `|===`: cells start with a pipe, several on a line or one a line; the first line with text tells how many. */
function asciiDocTable(lines: readonly string[], at: number): { rows: string[][]; end: number } {
  const attributes = (lines[at - 1] ?? '') + (lines[at - 2] ?? '');
  const stated = /cols="?([^"\]]+)/.exec(attributes)?.[1]?.split(',').length;
  const cells: string[] = [];
  let first = 0;
  let end = at + 1;
  for (; end < lines.length && !/^\|={3,}\s*$/.test(lines[end] ?? ''); end++) {
    const line = lines[end] ?? '';
    if (line.trim() === '') continue;
    const parts = line.split(/(?<!\\)\|/);
    const before = parts.shift() ?? '';
    // Text before the first pipe goes on with the cell before it; `2+|` and `a|` are how a cell is set.
    if (before.trim() !== '' && cells.length > 0 && !/^[\d.+*<>^aehlmsv]{1,6}$/.test(before.trim()))
      cells.push(`${cells.pop()} ${before.trim()}`);
    cells.push(...parts.map((part) => part.replaceAll('\\|', '|').trim()));
    if (first === 0) first = parts.length;
  }
  const width = Math.max(1, stated ?? first);
  const rows: string[][] = [];
  for (let start = 0; start < cells.length; start += width) rows.push(cells.slice(start, start + width));
  return { rows, end: Math.min(lines.length, end + 1) };
}
