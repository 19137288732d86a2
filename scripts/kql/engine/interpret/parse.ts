import type { Parse, ParseKv, ParsePattern } from '../plan.js';
import { compileRegex, type Regex } from '../regex/regex.js';
import { type RowSet, type Run, refuse } from '../run.js';
import { convert, toText } from '../values/convert.js';
import type { Row, Value, ValueType } from '../values/value.js';
import { empty } from '../values/value.js';
import { compile } from './expression.js';
import { inputOf } from './input.js';
import { readPairs } from './pairs.js';

/** The texts of the columns of a pattern, in their order; undefined where the text does not match. */
type Extract = (text: string) => readonly string[] | undefined;

export function runParse(step: Parse, run: Run): RowSet {
  const { rows, late } = inputOf(step.input, step, run);
  const { evaluate, type } = compile(step.text);
  const { pattern } = step;
  const extract = pattern.kind === 'regex' ? byRegex(step) : bySearch(pattern);
  const types = pattern.parts.flatMap((part) => (part.kind === 'column' ? [part.type] : []));
  const inner = step.input.columns.length;
  const added = step.columns.length - inner;
  const result: Row[] = [];
  for (const row of rows) {
    run.tick();
    const values = typed(extract(toText(evaluate(row, run), type)), types, pattern.kind);
    if (!values && step.isFilter) continue;
    const made: Value[] = [...row.slice(0, inner), ...new Array<Value>(added).fill(null), ...row.slice(inner)];
    step.positions.forEach((position, i) => {
      made[position] = values?.[i] ?? empty(types[i] ?? 'string');
    });
    result.push(made);
  }
  return { rows: result, late };
}

/** Where one value cannot be read as its type, a simple pattern does not match at all; others have a null there. */
function typed(texts: readonly string[] | undefined, types: readonly ValueType[], kind: ParsePattern['kind']) {
  if (!texts) return undefined;
  const values = texts.map((text, i): Value => {
    const type = types[i] ?? 'string';
    return type === 'string' || type === 'unknown' ? text : convert(text.trim(), 'string', type);
  });
  return kind === 'simple' && values.includes(null) ? undefined : values;
}

const TYPED: Partial<Record<ValueType, string>> = {
  int: '[+-]?\\d+',
  long: '[+-]?\\d+',
  real: '[+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?',
  decimal: '[+-]?\\d+(?:\\.\\d+)?',
  bool: 'true|false|0|1',
};

function bySearch({ parts }: ParsePattern): Extract {
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a kind of step.
  return (text) => {
    const found: string[] = [];
    let at = 0;
    let open: 'column' | 'typed' | 'star' | undefined;
    for (const [i, part] of parts.entries()) {
      if (part.kind === 'text') {
        const place = open ? text.indexOf(part.text, at) : text.startsWith(part.text, at) ? at : -1;
        if (place === -1) return undefined;
        if (open === 'column') found.push(text.slice(at, place));
        if (open === 'typed') found[found.length - 1] = typedStart(text.slice(at, place), parts[i - 2]);
        at = place + part.text.length;
        open = undefined;
      } else if (part.kind === 'star') {
        // The value before it ends where its type does.
        if (open === 'column') found.push('');
        open = open === 'column' ? 'typed' : 'star';
      } else {
        if (open === 'column') {
          // No text between two columns: the first takes what its type can have.
          const before = parts[i - 1];
          const width = typedWidth(text.slice(at), before?.kind === 'column' ? before.type : 'string');
          found.push(text.slice(at, at + width));
          at += width;
        }
        open = 'column';
      }
    }
    if (open === 'column') found.push(text.slice(at));
    if (open === 'typed') found[found.length - 1] = typedStart(text.slice(at), parts.at(-2));
    return open === undefined && at < text.length ? undefined : found;
  };
}

function typedStart(text: string, part: ParsePattern['parts'][number] | undefined): string {
  return text.slice(0, typedWidth(text, part?.kind === 'column' ? part.type : 'string'));
}

function typedWidth(text: string, type: ValueType): number {
  const pattern = TYPED[type];
  return pattern ? (new RegExp(`^(?:${pattern})`).exec(text)?.[0].length ?? 0) : text.length;
}

function byRegex({ pattern, at }: Parse): Extract {
  const sources = pattern.parts.map((part) => {
    if (part.kind === 'text') return `(?:${part.text})`;
    if (part.kind === 'star') return '.*';
    return `(?P<parsed>${TYPED[part.type] ?? '.*'})`;
  });
  const places = groupPlaces(pattern, at);
  const regex = regexOf(`^${sources.join('')}`, pattern.flags, at);
  return (text) => {
    const match = regex.exec(text, 0);
    return match ? places.map((place) => match.groups[place] ?? '') : undefined;
  };
}

/** Where the columns' groups stand among those that the pattern's own texts capture. */
function groupPlaces({ parts, flags }: ParsePattern, at: Parse['at']): number[] {
  let count = 0;
  return parts.flatMap((part) => {
    if (part.kind === 'text') count += regexOf(part.text, flags, at).groups;
    return part.kind === 'column' ? [++count] : [];
  });
}

function regexOf(source: string, flags: string, at: Parse['at']): Regex {
  const regex = compileRegex(source, flags);
  return typeof regex === 'string' ? refuse('parse kind=regex', `The pattern is not valid: ${regex}.`, at) : regex;
}

export function runParseKv(step: ParseKv, run: Run): RowSet {
  const { rows, late } = inputOf(step.input, step, run);
  const { evaluate, type } = compile(step.text);
  const inner = step.input.columns.length;
  const added = step.columns.length - inner;
  const read = pairReader(step);
  const result = rows.map((row): Row => {
    run.tick();
    const pairs = read(toText(evaluate(row, run), type));
    const made: Value[] = [...row.slice(0, inner), ...new Array<Value>(added).fill(null), ...row.slice(inner)];
    for (const key of step.keys) {
      const value = pairs.get(key.name);
      made[key.position] =
        value === undefined ? empty(key.type) : convert(value, 'string', key.type === 'unknown' ? 'string' : key.type);
    }
    return made;
  });
  return { rows: result, late };
}

function pairReader({ options, at }: ParseKv): (text: string) => ReadonlyMap<string, string> {
  if (options.regex !== undefined) {
    const regex = regexOf(options.regex, '', at);
    return (text) => matchedPairs(text, regex);
  }
  return (text) => readPairs(text, options);
}

function matchedPairs(text: string, regex: Regex): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at <= text.length; ) {
    const match = regex.exec(text, at);
    if (!match) break;
    const [, name, value] = match.groups;
    if (name !== undefined && !found.has(name)) found.set(name, value ?? '');
    at = match.end > at ? match.end : at + 1;
  }
  return found;
}
