import { CST, type Scalar } from 'yaml';
import type { Range } from '../../base/diagnostic.js';
import type { YamlFile, YamlPath } from './yaml-file.js';

/**
 * The place in a YAML file of a part of a scalar's value: offsets in the value (UTF-16 code units) become lines and
 * columns of the file, through indentation, line folding and escapes. When the value cannot be traced back to its
 * source (an alias, for instance), the range is that of the scalar as a whole.
 */
export function rangeInScalar(file: YamlFile, path: YamlPath, start: number, end: number): Range {
  const scalar = file.scalarAt(path);
  const trace = scalar && traceOf(scalar);
  if (!trace) return file.rangeOfValue(path);
  const last = trace.length - 1;
  const first = trace[Math.min(start, last)];
  if (!first) return file.rangeOfValue(path);
  const from = start > last ? first.end : first.start;
  const to = end > start ? trace[Math.min(end - 1, last)]?.end : undefined;
  return file.source.range(from, Math.max(from, to ?? from));
}

/**
 * The other way round: the offset in a scalar's value of an offset in the file, for a caret inside the scalar or at its
 * end. Undefined outside of it, and where the value cannot be traced back to its source.
 */
export function offsetInScalar(file: YamlFile, path: YamlPath, offset: number): number | undefined {
  const scalar = file.scalarAt(path);
  const trace = scalar && traceOf(scalar);
  const [first, last] = trace ? [trace[0], trace.at(-1)] : [];
  if (!trace || !first || !last || offset < first.start || offset > last.end) return undefined;
  const next = trace.findIndex(({ start }) => start >= offset);
  return next === -1 ? trace.length : next;
}

/** Where each code unit of a value stands in the file; several share a place when one escape made them. */
type Trace = { start: number; end: number }[];

const traces = new WeakMap<Scalar, Trace | null>();

function traceOf(scalar: Scalar): Trace | null {
  let trace = traces.get(scalar);
  if (trace === undefined) {
    trace = typeof scalar.value === 'string' ? computeTrace(scalar.value, scalar.srcToken) : null;
    traces.set(scalar, trace);
  }
  return trace;
}

function computeTrace(value: string, token: CST.Token | undefined): Trace | null {
  if (token?.type === 'block-scalar') return traceBlock(value, token);
  if (token && CST.isScalar(token) && token.type in FLOW_PIECES) return traceFlow(value, token);
  return null;
}

/** What one step through a flow scalar's source consumes; `fold` and `escape` make other text than they are. */
const FOLD = String.raw`(?<fold>[ \t]*\r?\n(?:[ \t]*\r?\n)*[ \t]*)`;
const FLOW_PIECES: Partial<Record<CST.Token['type'], RegExp>> = {
  scalar: new RegExp(`${FOLD}|[^]`, 'y'),
  'single-quoted-scalar': new RegExp(`${FOLD}|(?<escape>'')|[^]`, 'y'),
  'double-quoted-scalar': new RegExp(
    String.raw`(?<joined>\\\r?\n[ \t]*)|(?<escape>\\x[^]{2}|\\u[^]{4}|\\U(?<code>[^]{8})|\\[^])|${FOLD}|[^]`,
    'y',
  ),
};

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a form of the YAML.
function traceFlow(value: string, token: CST.FlowScalar): Trace | null {
  const pieces = FLOW_PIECES[token.type];
  if (!pieces) return null;
  const quote = token.type === 'scalar' ? 0 : 1;
  const trace: Trace = [];
  pieces.lastIndex = quote;
  while (pieces.lastIndex < token.source.length - quote) {
    const at = pieces.lastIndex;
    const match = pieces.exec(token.source);
    if (!match) return null;
    const { fold, escape: escaped, joined, code } = match.groups ?? {};
    const made = fold ? foldedLength(fold) : joined ? 0 : code ? codeUnits(code) : 1;
    // A piece that is neither folded nor escaped stands for itself.
    if (!fold && !escaped && !joined && value[trace.length] !== match[0]) return null;
    for (let i = 0; i < made; i++) trace.push({ start: token.offset + at, end: token.offset + at + match[0].length });
  }
  return trace.length === value.length ? trace : null;
}

/** One line break becomes a space, more become one less. */
function foldedLength(fold: string): number {
  return Math.max(1, fold.split('\n').length - 2);
}

function codeUnits(hexadecimal: string): number {
  return Number.parseInt(hexadecimal, 16) > 0xffff ? 2 : 1;
}

/**
 * Block scalars: the lines of the source, without their indentation, stand in the value in their order; between them
 * the value has the line breaks or spaces that folding and chomping left.
 */
function traceBlock(value: string, token: CST.BlockScalar): Trace | null {
  const indent = blockIndent(token);
  const trace: Trace = [];
  /** Line breaks since the last line that has text. */
  let breaks: Trace = [];
  const takeSeparators = (count: number) => {
    for (let i = 0; i < count; i++) {
      const lineBreak = breaks[Math.min(i, breaks.length - 1)];
      if (lineBreak) trace.push(lineBreak);
    }
    breaks = [];
  };
  let lineStart = token.props.reduce((at, prop) => at + ('source' in prop ? prop.source.length : 0), token.offset);
  for (const line of token.source.split('\n')) {
    const textStart = lineStart + Math.min(indent, /^ */.exec(line)?.[0].length ?? 0);
    const text = line.slice(textStart - lineStart).replace(/\r$/, '');
    const separators = countSeparators(value, trace.length, text);
    if (separators !== undefined) {
      takeSeparators(separators);
      for (let i = 0; i < text.length; i++) trace.push({ start: textStart + i, end: textStart + i + 1 });
    } else if (!BLANK.test(text)) return null;
    breaks.push({ start: textStart + text.length, end: lineStart + line.length + 1 });
    lineStart += line.length + 1;
  }
  const rest = value.slice(trace.length);
  if (/[^\n]/.test(rest)) return null;
  takeSeparators(rest.length);
  return trace.length === value.length ? trace : null;
}

/** Nothing but spaces; a tab is text. */
const BLANK = /^ *$/;

/** How many line breaks and spaces of the value come before a line's text; undefined when the text is not next. */
function countSeparators(value: string, at: number, text: string): number | undefined {
  if (text === '') return undefined;
  if (BLANK.test(text)) {
    // White space of its own only counts when the value has it as a line of its own.
    const breaks = /\n*/y;
    breaks.lastIndex = at;
    const count = breaks.exec(value)?.[0].length ?? 0;
    const after = value[at + count + text.length];
    return value.startsWith(text, at + count) && (after === '\n' || after === undefined) ? count : undefined;
  }
  let count = 0;
  while (!value.startsWith(text, at + count)) {
    const separator = value[at + count];
    if (separator !== '\n' && separator !== ' ') return undefined;
    count++;
  }
  return count;
}

/** Columns that every line of the block loses: as its header says, or as its first line with text has. */
function blockIndent(token: CST.BlockScalar): number {
  const header = token.props.find((prop) => prop.type === 'block-scalar-header');
  const explicit = /[1-9]/.exec(header && 'source' in header ? header.source : '')?.[0];
  if (explicit) return Math.max(token.indent, 0) + Number(explicit);
  const first = /^(?: *\r?\n)*( *)/.exec(token.source);
  return first?.[1]?.length ?? 0;
}
