import { type ParsedIndicator, parseIndicator } from '../../indicators/parse.js';
import { isOtherType, looseType } from '../../indicators/type-words.js';
import { extract, looksLikeFile } from '../extraction/extract.js';

/** One value of a cell: as it stands, and what it is. */
export interface CellValue {
  raw: string;
  indicator: ParsedIndicator;
}

/** Values in one cell: a list in quotes, or one below the other. A cell of one value is the rule. */
const MAX_VALUES = 1000;
/** Longer cells are texts. */
const MAX_CELL = 20_000;

/**
 * The values of a cell that holds nothing else: one, or a list of some, perhaps with a note in brackets or a port
 * behind each; null for a cell that holds something else.
 * @param stated the word for the type that the row or the header gives; empty for none
 */
export function wholeValues(cell: string, stated: string): CellValue[] | null {
  const text = bare(cell);
  if (text === '' || text.length > MAX_CELL) return null;
  const one = oneValue(text, stated);
  if (one !== null && !isListOfUrls(text)) return [one];
  const parts = text
    .split(/[\s,;]+|(?<=[\w/])\|/)
    .map(bare)
    .filter((part) => part !== '' && !/^(?:and|or|&|-|–|•|\*)$/i.test(part));
  if (parts.length < 2 || parts.length > MAX_VALUES) return null;
  const values: CellValue[] = [];
  for (const part of parts) {
    // `host,/path,host,/path`: the path belongs to the host before it.
    if (part.startsWith('/') && values.length > 0) continue;
    const value = oneValue(part, stated);
    if (value === null) return withNote(text, stated);
    values.push(value);
  }
  return values.length > 0 ? values : null;
}

/** Every value that stands somewhere in a cell, defanged or not. */
export function valuesInside(cell: string): (CellValue & { defanged: boolean })[] {
  return extract(bare(cell).slice(0, MAX_CELL))
    .slice(0, MAX_VALUES)
    .map(({ type, value, defanged }) => ({ raw: value, indicator: { type, value }, defanged }));
}

/** `1.2.3.4 (hoster)`, `1.2.3.4 port 443`, `evil.com - C2 server`: a value and a note behind it. */
function withNote(text: string, stated: string): CellValue[] | null {
  const port = /^(\S{4,300}?)[\s,:(]+(?:on )?(?:(?:tcp|udp)[ /])?(?:port|puerto)[\s:]+(\d{1,5})\)?$/i.exec(text);
  const socket = port === null ? null : oneValue(`${port[1]}:${port[2]}`, '');
  if (socket !== null) return [socket];
  const [, head = '', note = ''] = /^(\S{4,4000})\s+([([{<–-].*)$/s.exec(text) ?? [];
  const value = head === '' ? null : oneValue(bare(head), stated);
  // What a note names is judged as a note's, and not passed over.
  return value === null || extract(note).length > 0 ? null : [value];
}

/** Whether a cell starts with a value, whatever stands behind it. */
export function startsWithValue(cell: string): boolean {
  const [head = ''] = bare(cell).split(/\s/, 1);
  return head.length >= 4 && wholeValues(head, '') !== null;
}

function oneValue(text: string, stated: string): CellValue | null {
  if (/\s/.test(text) && !/[[({].{1,5}[\])}]|\b(?:dot|at)\b|hxxps?/i.test(text.slice(0, 300))) return null;
  const type = looseType(stated) ?? undefined;
  const indicator = parseIndicator(text, type);
  if ('rejected' in indicator) return null;
  if (indicator.type !== 'domain') return { raw: text, indicator };
  if (stated !== '' && isOtherType(stated)) return null;
  const isStatedName = type === 'domain' || type === 'host' || type === 'url' || type === 'ip';
  return !isStatedName && looksLikeFile(text) && isFileRather(indicator.value, text) ? null : { raw: text, indicator };
}

/** Under a TLD that is a file's extension too, a list of indicators rather holds hosts; archives and scripts apart. */
function isFileRather(name: string, text: string): boolean {
  const labels = name.split('.');
  if (/[A-Z]/.test(text.slice(text.lastIndexOf('.'))) && text !== text.toUpperCase()) return true;
  return labels.length === 2
    ? /^(?:zip|py|so|mov|ps|sh|rs|md)$/.test(labels[1] ?? '')
    : labels.some((label) => /^\d+$/.test(label));
}

/** A blank-free text of several URLs, `http://a/x,http://b/y`, is a list although a URL may hold commas. */
function isListOfUrls(text: string): boolean {
  return /[,;|](?:h..ps?|f.ps?)\[?:/i.test(text);
}

/** A cell without the marks of Markdown, AsciiDoc or HTML around its text, and without quotes. */
export function bare(cell: string): string {
  let text = cell.trim();
  if (/^[\w.:/@%?=&+~-]*[\w/=&+~-]$/.test(text)) return text;
  text = text.replace(/<br\s*\/?>/gi, ' ').trim();
  const target = text.startsWith('[') && text.endsWith(')') ? text.indexOf('](') : -1;
  if (target !== -1) text = text.slice(1, target);
  for (let depth = 0, previous = ''; previous !== text && depth < MAX_MARKS; depth++) {
    previous = text;
    text = text.replace(/^(`{1,3}|\*{1,2}|_{1,2}|["'“”‘’])(.*)\1$/s, '$2').trim();
  }
  return withoutEnds(text, '“"\'‘`*', '"”\'’`*,;.').trim();
}

/** Marks that stand around each other in one cell; more of them are no text that anybody wrote. */
const MAX_MARKS = 8;

/** The text without any of some characters at its start, and of others at its end. */
function withoutEnds(text: string, atStart: string, atEnd: string): string {
  let [start, end] = [0, text.length];
  while (start < end && atStart.includes(text.charAt(start))) start++;
  while (end > start && atEnd.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
