import { SentinelError } from '../../base/errors.js';
import { decode } from '../containers/decode.js';
import { MAX_LINES, MAX_REPORT_BYTES, TooMany, tooLarge } from '../containers/limits.js';
import { sha256 } from '../extraction/collector.js';
import { looksLikeJson } from '../structured/json.js';
import type { Tree } from '../structured/leaves.js';
import { looksLikeXml } from '../structured/xml.js';
import { yamlTree } from '../structured/yaml.js';
import { looksLikeHtml, readHtml } from './html.js';

/** A file as the user named it, and its content. */
export interface ReportInput {
  file: string;
  bytes: Uint8Array;
}

/** A report as text that readers take apart. */
export interface ReportDocument {
  file: string;
  /** Hexadecimal, of the bytes. */
  sha256: string;
  /** Line ends are `\n`, blanks are spaces and tabs; HTML has become Markdown-like text. */
  text: string;
  lines: string[];
  /** Titles and dates that a page states beside its text; the best first. */
  titles: string[];
  dates: string[];
  /** It was HTML. */
  isPage: boolean;
  /** What its syntax is, where text is read by another reader than pages are. */
  syntax: 'text' | 'json' | 'xml' | 'yaml';
  /** What YAML holds; null for any other syntax. */
  tree: Tree | null;
  /** `open`: text without a last line end, which may have been cut; `cut`: a page without its closing tag. */
  ending: 'complete' | 'open' | 'cut';
}

/** What tells text from anything else shows early. */
const SAMPLE_LENGTH = 65_536;

const SIGNATURES: readonly [string, string][] = [
  ['%PDF', 'a PDF file'],
  ['PK\u0003\u0004', 'a ZIP archive or an Office document'],
  ['\u001f\u008b', 'a gzip archive'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Office document'],
  ['\u0089PNG', 'a picture'],
  ['MZ', 'a program'],
  ['\u007fELF', 'a program'],
];

/**
 * Turns bytes into text: UTF-8, UTF-16 by its byte order mark, else Windows-1252.
 * Throws a SentinelError `report-unreadable` for what is empty, too large or no text.
 */
export function openDocument(input: ReportInput): ReportDocument {
  const { file, bytes } = input;
  if (bytes.length > MAX_REPORT_BYTES) throw tooLarge(file, bytes.length);
  const head = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  const format = SIGNATURES.find(([signature]) => head.startsWith(signature))?.[1];
  const decoded = decode(bytes);
  const controls = countControls(decoded.slice(0, SAMPLE_LENGTH));
  // A few stray control characters are dropped later, where texts are cleaned.
  if (format === undefined ? controls > Math.max(16, Math.min(decoded.length, SAMPLE_LENGTH) / 100) : controls > 0) {
    throw unreadable(
      file,
      `is ${format ?? 'no text'}`,
      'Export the report as text, Markdown or HTML, and give that file.',
    );
  }
  const plain = decoded.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(/[\u00a0\u2007\u202f]/g, ' ');
  if (plain.trim() === '') throw unreadable(file, 'is empty', 'Save the report again, with its content.');
  const tree = yamlTree(file, plain);
  const syntax = looksLikeXml(plain) ? 'xml' : looksLikeJson(plain) ? 'json' : tree === null ? 'text' : 'yaml';
  const isPage = syntax === 'text' && looksLikeHtml(plain);
  const page = isPage ? readHtml(plain) : { text: plain, titles: [], dates: [] };
  const { text } = page;
  return {
    file,
    sha256: sha256(bytes),
    text,
    lines: syntax === 'text' ? linesOf(text) : [],
    titles: page.titles,
    dates: page.dates,
    isPage,
    syntax,
    tree,
    ending: endingOf(plain, isPage),
  };
}

/** Longer lines are broken at a blank or a comma: one line of 25 MB is read as many are. */
const MAX_LINE = 50_000;

function linesOf(text: string): string[] {
  let count = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  if (count > MAX_LINES) throw new TooMany(MAX_LINES, 'lines');
  const lines = text.split('\n');
  return lines.some(({ length }) => length > MAX_LINE) ? lines.flatMap(broken) : lines;
}

function broken(line: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < line.length || start === 0; ) {
    const limit = start + MAX_LINE;
    let end = limit >= line.length ? line.length : limit;
    while (end < line.length && end > start && !/[\s,;|]/.test(line.charAt(end - 1))) end--;
    if (end === start) end = limit;
    pieces.push(line.slice(start, end));
    start = end;
  }
  return pieces;
}

function endingOf(plain: string, isPage: boolean): ReportDocument['ending'] {
  if (!isPage) return plain.endsWith('\n') ? 'complete' : 'open';
  const opens = /<(?:html|body)[\s>]/i.test(plain);
  return !opens || /<\/(?:html|body)\s*>/i.test(plain) ? 'complete' : 'cut';
}

export function unreadable(file: string, what: string, help: string): SentinelError {
  return new SentinelError('report-unreadable', `${file} ${what}`, help, { exitCode: 1 });
}

function countControls(text: string): number {
  let controls = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 12) controls++;
  }
  return controls;
}
