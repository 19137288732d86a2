import {
  isAddress,
  MAX_VALUE_LENGTH,
  type ParsedIndicator,
  parseIndicator,
  parseLive,
} from '../../indicators/parse.js';
import { refang } from '../../indicators/refang.js';
import { eachWord, type Word } from './words.js';

/** An indicator that stands somewhere in a text. */
export interface Extraction extends ParsedIndicator {
  /** The text breaks it on purpose, so its author means an indicator; what stands live may be anything. */
  defanged: boolean;
  /** Offset of the word that holds it, in UTF-16 code units. */
  at: number;
  /** It stands live, and would rather be a file's name or a program's than a host's: `update.zip`, `System.IO`. */
  isFile: boolean;
}

const HTTP = String.raw`h(?:tt|xx|xt|tx|\*\*|__|--|\+\+|##|00|\[tt\]|\[xx\]|\(tt\)|\(xx\))p(?:s|\[s\]|\(s\))?`;
const SCHEME = new RegExp(
  String.raw`(?<![a-z0-9])(?:${HTTP}|f[tx]ps?|meows?|wss?|tcp|udp)\]?(?:\[?:\]?(?:[/\\]|\[/)|\[:\/|\(:\)\/)`,
  'i',
);
const NEXT_URL = new RegExp(String.raw`[,;|](?=(?:${HTTP}|f[tx]ps?)\[?:)`, 'i');
/** Runs of characters that one indicator without a scheme can consist of. */
const RUN = /[\p{L}\p{N}._:@/+%-]+/gu;
/** AsciiDoc writes the words of a link behind it: `https://host/path[words]`. */
const LINK_WORDS = /(?<!\/\/)\[\p{L}[^\]=]*\]?$/u;
const BRACKETED_IPV6 = /\[[0-9a-f:.]{2,45}\](?::\d{1,5})?/gi;

/** Top-level domains that are file extensions first: in running text `README.md` is a file. */
const FILE_TLDS = new Set([
  'bz',
  'cab',
  'cat',
  'gz',
  'js',
  'md',
  'mov',
  'pl',
  'pm',
  'ps',
  'py',
  'rs',
  'sh',
  'so',
  'zip',
]);
/** Domain names have at most 253 characters, mail addresses 320. */
const MAX_RUN_LENGTH = 330;

/**
 * All indicators in a text, in their order, repetitions included. One pass over the characters; only words that can
 * hold an indicator are looked at closer, each in time linear in its length. Nothing is invented: `999.1.1.1`,
 * `README.md` and version numbers of three parts give nothing, and neither does a part of a longer value.
 */
export function extract(text: string): Extraction[] {
  return extractAll(text).filter(({ isFile }) => !isFile);
}

/** As `extract`, with the names that are rather files': what stands around one decides what it is. */
export function extractAll(text: string): Extraction[] {
  const found: Extraction[] = [];
  eachWord(text, (word) => {
    if (word.joined) found.push(...readJoined(word));
    else if (!word.text.includes('](')) readPart(word.text, word.start, found);
    // A Markdown link: its text and its target.
    else for (const part of word.text.split('](')) readPart(part, word.start, found);
  });
  return found;
}

/** Whether a name would rather be a file's or a program's than a host's: `update.zip`, `System.IO`. */
export function looksLikeFile(name: string): boolean {
  const tld = name.slice(name.lastIndexOf('.') + 1);
  if (FILE_TLDS.has(tld.toLowerCase())) return true;
  return tld !== tld.toLowerCase() && name !== name.toUpperCase();
}

/** A value that was torn apart by blanks is taken as a whole or not at all. */
function readJoined(word: Word): Extraction[] {
  const outcome = parseIndicator(trim(word.text));
  return 'type' in outcome ? [{ ...outcome, defanged: true, at: word.start, isFile: false }] : [];
}

function readPart(part: string, at: number, found: Extraction[]): void {
  const scheme = part.includes(':') ? SCHEME.exec(part) : null;
  readPieces(scheme === null ? part : part.slice(0, scheme.index), at, found);
  if (scheme === null) return;
  // `'http://…'`: the quote before the URL ends it, too.
  const quoted = part[scheme.index - 1] === "'";
  const urls = part.slice(scheme.index);
  for (const url of /[,;]/.test(urls) ? urls.split(NEXT_URL) : [urls]) {
    readUrl(quoted ? (url.split("'")[0] ?? '') : url, at, found);
  }
}

function readPieces(text: string, at: number, found: Extraction[]): void {
  if (!/[,;]/.test(text)) readPlain(text, at, found);
  else for (const piece of text.split(/[,;]/)) readPlain(piece, at, found);
}

function readUrl(text: string, at: number, found: Extraction[]): void {
  const url = trim(text);
  if (url.length > MAX_VALUE_LENGTH) return;
  const live = refang(url);
  const outcome = parseIndicator(live.includes('[') ? live.replace(LINK_WORDS, '') : live);
  if ('type' in outcome) found.push({ ...outcome, defanged: live !== url, at, isFile: false });
}

/** Text without a scheme: addresses, names, hashes, mail addresses, `host/path`. */
function readPlain(text: string, at: number, found: Extraction[]): void {
  if (text.length < 4) return;
  const raw = trim(text);
  const plain = refang(raw);
  const context = { defanged: plain !== raw, isPath: plain.includes('\\'), at };
  const slash = plain.indexOf('/');
  if (slash > 0 && slash < MAX_RUN_LENGTH && readHostAndPath(plain, slash, context, found)) return;
  if (/^[\w.:-]+$/.test(plain)) {
    readRun(plain, context, found);
    return;
  }
  let rest = plain;
  if (plain.includes('[')) {
    rest = plain.replace(BRACKETED_IPV6, (address) => {
      readRun(address, context, found);
      return ' ';
    });
  }
  for (const [run] of rest.matchAll(RUN)) {
    // `/j.ad` is a path on some host.
    if (/^\/(?!\/)/.test(run) && !context.defanged) continue;
    for (const part of run.includes('/') && !isRange(run) ? run.split('/') : [run]) readRun(part, context, found);
  }
}

interface Context {
  defanged: boolean;
  /** A Windows path: its names are files. */
  isPath: boolean;
  at: number;
}

/** `evil[.]com/path` is a URL that lost its scheme; `1.2.3.4/24` and `1.2.3.4/tcp` are none. */
function readHostAndPath(text: string, slash: number, context: Context, found: Extraction[]): boolean {
  const head = text.slice(0, slash);
  const path = text.slice(slash + 1);
  const host = parseIndicator(head);
  if (!('type' in host) || (host.type !== 'domain' && host.type !== 'ip' && host.type !== 'ip:port')) return false;
  const isAddressHead = host.type !== 'domain';
  if (isAddressHead && (/^\d{1,3}$/.test(path) || /^(?:tcp|udp)$/i.test(path) || path === '')) {
    readRun(/^\d/.test(path) ? text : head, context, found);
    return true;
  }
  const isFile = !context.defanged && host.type === 'domain' && looksLikeFile(head);
  const url = text.length > MAX_VALUE_LENGTH ? null : parseIndicator(path === '' ? head : text);
  if (url !== null && 'type' in url) found.push({ ...url, defanged: context.defanged, at: context.at, isFile });
  return true;
}

function readRun(text: string, context: Context, found: Extraction[]): void {
  const range = /^(\d+\.\d+\.\d+\.\d+)[-–](\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (range !== null) {
    for (const end of range.slice(1)) readRun(end, context, found);
    return;
  }
  const run = withoutEdges(text);
  if (run.length < 4 || run.length > MAX_RUN_LENGTH || isNoValue(run)) return;
  const indicator = parseRun(run) ?? parseRun(afterLabel(run));
  if (indicator === null) return;
  const isFile = indicator.type === 'domain' && !context.defanged && (context.isPath || looksLikeFile(run));
  found.push({ ...indicator, defanged: context.defanged, at: context.at, isFile });
}

/** What prose is full of, told by a look: words without a dot, version numbers, names of files. */
function isNoValue(run: string): boolean {
  if (run.includes(':') || run.includes('@') || run.includes('/')) return false;
  const dot = run.lastIndexOf('.');
  if (dot === -1) return run.length < 32;
  const digit = run.charCodeAt(dot + 1);
  return digit >= 48 && digit <= 57 && run.split('.').length !== 4;
}

function parseRun(run: string): ParsedIndicator | null {
  if (run.length < 4) return null;
  const outcome = parseLive(run);
  if ('rejected' in outcome) return null;
  // `dead::beef` is a name in a program before it is an address.
  if (outcome.type === 'ip' && run.includes(':') && !/\d/.test(run)) return null;
  return outcome;
}

/** What follows a label: `C2:1.2.3.4`, `sha256:…`. */
function afterLabel(run: string): string {
  return /^[\p{L}][\p{L}\p{N}_-]{0,20}:(?!:)(.*)$/su.exec(run)?.[1] ?? '';
}

function isRange(run: string): boolean {
  const slash = run.indexOf('/');
  return isAddress(run.slice(0, slash)) && /^\d{1,3}$/.test(run.slice(slash + 1));
}

/** A run without the signs at its ends; the colons of an IPv6 address (`::1`, `fe80::`) stay. */
function withoutEdges(run: string): string {
  let start = 0;
  let end = run.length;
  while (start < end && '._:@/+%-'.includes(run.charAt(start)) && !run.startsWith('::', start)) start++;
  while (start < end && '._:@/+%-'.includes(run.charAt(end - 1)) && !run.startsWith('::', end - 2)) end--;
  return run.slice(start, end);
}

/** Without the punctuation of the sentence around it; a bracket goes when its partner is outside. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  const spare = { ')': 0, ']': 0, '}': 0 };
  if (/[)\]}][.,;:!?'"*)\]}]*$/.test(text.slice(-64))) {
    spare[')'] = count(text, ')') - count(text, '(');
    spare[']'] = count(text, ']') - count(text, '[');
    spare['}'] = count(text, '}') - count(text, '{');
  }
  for (; end > 0; end--) {
    const last = text.charAt(end - 1);
    if (last === ')' || last === ']' || last === '}') {
      if (spare[last] <= 0) break;
      spare[last]--;
    } else if (!'.,;:!?\'"*'.includes(last)) break;
  }
  while (start < end && '\'"*(-#~!?,;'.includes(text.charAt(start))) start++;
  // `[` opens an IPv6 address, `{` nothing.
  const first = text.charAt(start);
  if (first === '{' || (first === '[' && !/^\[[0-9a-f:.]*:/i.test(text.slice(start, start + 48)))) start++;
  return text.slice(start, end);
}

function count(text: string, char: string): number {
  let number = 0;
  for (let at = text.indexOf(char); at !== -1; at = text.indexOf(char, at + 1)) number++;
  return number;
}
