import type { KqlType } from '../../../model.js';
import { compileRegex, type Regex } from '../../regex/regex.js';
import type { Match } from '../../regex/tree.js';
import type { Run } from '../../run.js';
import { convert, toText } from '../../values/convert.js';
import { isList, type Row, type Value } from '../../values/value.js';
import {
  type Argument,
  type CallSite,
  count,
  dynamic,
  type Entry,
  entry,
  type Family,
  optional,
  text,
} from '../entry.js';

type Patterns = (row: Row, run: Run) => Regex;

/** The pattern of a call: compiled before the first row where it is a constant. */
function patternOf(argument: Argument | undefined, site: CallSite): Patterns {
  const compile = (pattern: string): Regex => {
    const regex = compileRegex(pattern);
    return typeof regex === 'string' ? site.refuse(`The regular expression is not valid: ${regex}.`) : regex;
  };
  if (typeof argument?.constant === 'string') {
    const regex = compile(argument.constant);
    return () => regex;
  }
  const read = text.read(argument);
  return (row, run) => compile(read(row, run) ?? '');
}

/** All matches, none overlapping another. */
export function* matchesOf(regex: Regex, value: string, run: Run): Generator<Match> {
  for (let at = 0; at <= value.length; ) {
    run.tick();
    const match = regex.exec(value, at);
    if (!match) return;
    yield match;
    at = match.end > match.index ? match.end : match.end + 1;
  }
}

const matchesRegex: Entry = entry('bool', ([left, right], site) => {
  const value = text.read(left);
  const pattern = patternOf(right, site);
  return (row, run) => {
    run.tick();
    return pattern(row, run).test(value(row, run) ?? '');
  };
});

/** `extract(regex, group, text [, typeof(type)])`. */
const extract: Entry = {
  compile(args, site) {
    const pattern = patternOf(args[0], site);
    const group = count.read(args[1]);
    const value = text.read(args[2]);
    const type = typeArgument(args[3]);
    return (row, run) => {
      run.tick();
      const match = pattern(row, run).exec(value(row, run) ?? '', 0);
      const found = match?.groups[group(row, run) ?? 0] ?? '';
      return type === 'string' ? found : convert(found, 'string', type);
    };
  },
};

const TYPES: Record<string, KqlType> = {
  long: 'long',
  int: 'int',
  real: 'real',
  double: 'real',
  datetime: 'datetime',
  timespan: 'timespan',
  bool: 'bool',
  decimal: 'decimal',
  guid: 'guid',
  dynamic: 'dynamic',
};

function typeArgument(argument: Argument | undefined): KqlType {
  return (typeof argument?.constant === 'string' ? TYPES[argument.constant] : undefined) ?? 'string';
}

/** `extract_all(regex [, groups], text)`: one group gives texts, several give arrays of texts. */
const extractAll: Entry = entry('dynamic', (args, site) => {
  const pattern = patternOf(args[0], site);
  const value = text.read(args.at(-1));
  const groups = args.length > 2 ? dynamic.read(args[1]) : undefined;
  return (row, run) => {
    const regex = pattern(row, run);
    const given = groups?.(row, run);
    const numbers = isList(given) ? given.map((item) => groupNumber(item, regex)) : undefined;
    const chosen = numbers ?? Array.from({ length: regex.groups }, (_, i) => i + 1);
    const found: Value[] = [];
    for (const match of matchesOf(regex, value(row, run) ?? '', run)) {
      const texts = chosen.map((number) => match.groups[number] ?? '');
      found.push(texts.length === 1 ? (texts[0] ?? '') : texts);
    }
    return found.length === 0 ? null : found;
  };
});

function groupNumber(item: Value, { names }: Regex): number {
  const text = toText(item, 'dynamic');
  return names.get(text) ?? Number(text);
}

/** `replace_regex(text, regex, rewrite)`; `replace(regex, rewrite, text)` is older. `\1` is a group, `\0` the match. */
function replace(order: { value: number; regex: number; rewrite: number }): Entry {
  return entry('string', (args, site) => {
    const value = text.read(args[order.value]);
    const pattern = patternOf(args[order.regex], site);
    const rewrite = text.read(args[order.rewrite]);
    return (row, run) => {
      const whole = value(row, run) ?? '';
      const by = rewrite(row, run) ?? '';
      let result = '';
      let at = 0;
      for (const match of matchesOf(pattern(row, run), whole, run)) {
        result += whole.slice(at, match.index) + rewritten(by, match);
        at = match.end;
      }
      return result + whole.slice(at);
    };
  });
}

function rewritten(by: string, { groups }: Match): string {
  return by.replace(/\\(\d)|\\\\/g, (sign, digit: string | undefined) =>
    digit === undefined ? '\\' : sign ? (groups[Number(digit)] ?? '') : '',
  );
}

/** `countof(text, part [, 'normal' | 'regex'])`. */
const countOf: Entry = entry('long', (args, site) => {
  const value = text.read(args[0]);
  const kind = optional(text, 'normal').read(args[2]);
  const part = text.read(args[1]);
  const regex = args[2]?.constant === 'regex' ? patternOf(args[1], site) : undefined;
  return (row, run) => {
    const whole = value(row, run) ?? '';
    if (regex || kind(row, run) === 'regex') {
      const pattern = regex ?? patternOf(args[1], site);
      return BigInt([...matchesOf(pattern(row, run), whole, run)].length);
    }
    const needle = part(row, run) ?? '';
    if (needle === '') return 0n;
    let found = 0n;
    for (let at = whole.indexOf(needle); at !== -1; at = whole.indexOf(needle, at + 1)) found++;
    return found;
  };
});

/** `trim(regex, text)`: takes matches away from the start, the end or both. */
function trim(atStart: boolean, atEnd: boolean): Entry {
  return entry('string', (args, site) => {
    const pattern = patternOf(args[0], site);
    const value = text.read(args[1]);
    return (row, run) => {
      const regex = pattern(row, run);
      let whole = value(row, run) ?? '';
      if (atStart) whole = trimStart(regex, whole);
      return atEnd ? trimEnd(regex, whole, run) : whole;
    };
  });
}

function trimStart(regex: Regex, value: string): string {
  const match = regex.exec(value, 0);
  return match && match.index === 0 ? value.slice(match.end) : value;
}

function trimEnd(regex: Regex, value: string, run: Run): string {
  for (const match of matchesOf(regex, value, run))
    if (match.end === value.length && match.end > match.index) return value.slice(0, match.index);
  return value;
}

const quoteRegex: Entry = entry('string', ([argument]) => {
  const value = text.read(argument);
  return (row, run) => (value(row, run) ?? '').replace(/[\\.+*?()|[\]{}^$#\-&~]/g, '\\$&');
});

export const patterns: Family = {
  'matches regex': matchesRegex,
  extract,
  extract_all: extractAll,
  extractall: extractAll,
  replace_regex: replace({ value: 0, regex: 1, rewrite: 2 }),
  replace: replace({ regex: 0, rewrite: 1, value: 2 }),
  countof: countOf,
  trim: trim(true, true),
  trim_start: trim(true, false),
  trim_end: trim(false, true),
  regex_quote: quoteRegex,
};
