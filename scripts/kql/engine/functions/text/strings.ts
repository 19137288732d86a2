import { toText } from '../../values/convert.js';
import { compareTexts } from '../../values/order.js';
import { isList, type Value } from '../../values/value.js';
import { binary, count, dynamic, entry, type Family, optional, ternary, text, unary, variadic } from '../entry.js';

/** Length in code points. */
export function codePoints(value: string): number {
  let length = 0;
  for (const _character of value) length++;
  return length;
}

const HAS_SURROGATES = /[\ud800-\udfff]/;

/** From a start (negative: from the end) as many characters as there are at most. */
export function substring(value: string, start: number, length: number | undefined): string {
  const units: ArrayLike<string> | string = HAS_SURROGATES.test(value) ? [...value] : value;
  if (-start > units.length) return '';
  const from = start < 0 ? units.length + start : start;
  const to = length === undefined ? units.length : length < 0 ? from : from + length;
  return typeof units === 'string' ? units.slice(from, to) : Array.from(units).slice(from, to).join('');
}

/** Where a text stands in another, from 0; -1 where it does not. */
function indexOf(value: string, part: string, start: number, length: number, occurrence: number): bigint | null {
  if (occurrence < 1 || part === '') return null;
  const from = start < 0 ? Math.max(0, value.length + start) : start;
  const end = length < 0 ? value.length : Math.min(value.length, from + length);
  let at = from - 1;
  for (let i = 0; i < occurrence; i++) {
    at = value.indexOf(part, at + 1);
    if (at === -1 || at >= end) return -1n;
  }
  return BigInt(at);
}

const indexof = entry('long', (args) => {
  const [value, part, start, length, occurrence] = [
    text.read(args[0]),
    text.read(args[1]),
    optional(count, 0).read(args[2]),
    optional(count, -1).read(args[3]),
    optional(count, 1).read(args[4]),
  ];
  return (row, run) =>
    indexOf(
      value(row, run) ?? '',
      part(row, run) ?? '',
      start(row, run) ?? 0,
      length(row, run) ?? -1,
      occurrence(row, run) ?? 1,
    );
});

/** Parts between delimiters; with an index, an array of that part alone. */
function split(value: string, delimiter: string, index: number | undefined): Value {
  const parts = delimiter === '' ? [value] : value.split(delimiter);
  if (index === undefined) return parts;
  const part = parts[index];
  return part === undefined ? null : [part];
}

const splitEntry = entry('dynamic', (args) => {
  const value = text.read(args[0]);
  const delimiter = text.read(args[1]);
  const index = args[2] ? count.read(args[2]) : undefined;
  return (row, run) => split(value(row, run) ?? '', delimiter(row, run) ?? '', index?.(row, run));
});

function joined(list: Value, delimiter: string): Value {
  return isList(list) ? list.map((item) => toText(item, 'dynamic')).join(delimiter) : '';
}

const strcatDelim = entry('string', ([first, ...rest]) => {
  const delimiter = text.read(first);
  const values = rest.map((argument) => text.read(argument));
  return (row, run) => values.map((value) => value(row, run) ?? '').join(delimiter(row, run) ?? '');
});

const strrep = entry('string', (args) => {
  const value = text.read(args[0]);
  const times = count.read(args[1]);
  const delimiter = optional(text, '').read(args[2]);
  return (row, run) => {
    const n = Math.min(Math.max(times(row, run) ?? 0, 0), 1024);
    return new Array<string>(n).fill(value(row, run) ?? '').join(delimiter(row, run) ?? '');
  };
});

const substringEntry = entry('string', (args) => {
  const value = text.read(args[0]);
  const start = count.read(args[1]);
  const length = args[2] ? count.read(args[2]) : undefined;
  return (row, run) => {
    const from = start(row, run);
    return from === undefined ? '' : substring(value(row, run) ?? '', from, length?.(row, run));
  };
});

/** One lookup after the other; what is replaced is not looked at again. A replacement that is no text leaves it as it is. */
function replaceStrings(value: string, lookups: Value, rewrites: Value): Value {
  if (!isList(lookups)) return value;
  const others = isList(rewrites) ? rewrites : [];
  let pieces: { text: string; isDone: boolean }[] = [{ text: value, isDone: false }];
  lookups.forEach((lookup, i) => {
    const part = toText(lookup, 'dynamic');
    const by = others[i];
    if (part === '') return;
    pieces = pieces.flatMap((piece) => {
      if (piece.isDone) return [piece];
      const replaced = { text: typeof by === 'string' ? by : part, isDone: true };
      return piece.text.split(part).flatMap((text, at) => [...(at > 0 ? [replaced] : []), { text, isDone: false }]);
    });
  });
  return pieces.map(({ text }) => text).join('');
}

/** Kusto's reverse goes by code points. */
const reverse = (value: string) => [...value].reverse().join('');

function translate(search: string, replace: string, value: string): string {
  const from = [...search];
  const to = [...replace];
  const last = to.at(-1) ?? '';
  const table = new Map(from.map((character, i) => [character, to[i] ?? last]));
  return [...value].map((character) => table.get(character) ?? character).join('');
}

const isAscii = (value: string) => /^[^\u0080-\uffff]*$/.test(value);

function codePointsOf(value: string): Value {
  return [...value].map((character) => BigInt(character.codePointAt(0) ?? 0));
}

function textOfCodes(values: readonly Value[]): string {
  const codes = values.flatMap((value) => (isList(value) ? value : [value]));
  const characters = codes.map((code) =>
    typeof code === 'bigint' && code >= 0n && code <= 0x10ffffn ? String.fromCodePoint(Number(code)) : '',
  );
  return characters.join('');
}

/** The case of each character by itself: one that would become several stays as it is. */
function changed(value: string, change: (character: string) => string): string {
  const whole = change(value);
  if (isAscii(value)) return whole;
  return [...value]
    .map((character) => {
      const other = change(character);
      return codePoints(other) === 1 ? other : character;
    })
    .join('');
}

export const strings: Family = {
  strlen: unary('long', text, (value) => BigInt(HAS_SURROGATES.test(value) ? codePoints(value) : value.length)),
  string_size: unary('long', text, (value) => BigInt(Buffer.byteLength(value))),
  tolower: unary('string', text, (value) => changed(value, (one) => one.toLowerCase())),
  toupper: unary('string', text, (value) => changed(value, (one) => one.toUpperCase())),
  substring: substringEntry,
  strcat: variadic('string', text, (values) => values.join('')),
  strcat_delim: strcatDelim,
  strcat_array: binary('string', dynamic, text, joined),
  array_strcat: binary('string', dynamic, text, joined),
  strrep,
  strcmp: binary('int', text, text, (a, b) => BigInt(compareTexts(a, b))),
  reverse: unary('string', text, reverse),
  indexof,
  split: splitEntry,
  replace_string: ternary('string', text, text, text, (value, part, by) =>
    part === '' ? value : value.replaceAll(part, () => by),
  ),
  replace_strings: ternary('string', text, dynamic, dynamic, replaceStrings),
  translate: ternary('string', text, text, text, translate),
  isascii: unary('bool', text, isAscii),
  isutf8: unary('bool', text, () => true),
  unicode_codepoints_from_string: unary('dynamic', text, codePointsOf),
  to_utf8: unary('dynamic', text, codePointsOf),
  unicode_codepoints_to_string: variadic('string', dynamic, textOfCodes),
  make_string: variadic('string', dynamic, textOfCodes),
  has_any_index: binary('long', text, dynamic, (value, list) => {
    const lower = value.toLowerCase();
    return isList(list) ? BigInt(list.findIndex((item) => lower.includes(toText(item, 'dynamic').toLowerCase()))) : -1n;
  }),
};
