import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLParseError,
} from 'yaml';
import { CONFLICT, conflictRange } from '../../base/conflict-markers.js';
import { type Diagnostic, FILE_START, type Range } from '../../base/diagnostic.js';
import { SourceText } from '../../base/source.js';

/** Aliases that one document may expand to: real content has a handful, a "billion laughs" file has millions. */
const MAX_ALIASES = 100;

/** A path into a YAML document: keys of maps, indexes of lists. */
export type YamlPath = readonly (string | number)[];

/** A parsed YAML file that knows where each of its values stands. */
export class YamlFile {
  private constructor(
    readonly source: SourceText,
    readonly document: Document.Parsed,
    /** The plain data, unchecked; undefined when the text is no YAML. */
    readonly data: unknown,
    /** Syntax errors; the data is then undefined. */
    readonly diagnostics: Diagnostic[],
  ) {}

  static parse(file: string, text: string): YamlFile {
    const source = new SourceText(file, text);
    const document = parseDocument(text, { prettyErrors: false, keepSourceTokens: true, uniqueKeys: true });
    // The first error alone: those after it mostly follow from it.
    const diagnostics = document.errors.slice(0, 1).map(
      (error): Diagnostic => ({
        code: 'yaml-syntax',
        severity: 'error',
        effect: 'blocked',
        message: `This is not valid YAML: ${MISTAKES[error.code]?.message ?? error.message}`,
        file,
        range: source.range(...placeOf(error, document)),
        help: `${MISTAKES[error.code]?.help ?? 'Correct the syntax here'}; the rest of the file was not checked.`,
      }),
    );
    const marker = diagnostics.length > 0 ? conflictRange(source) : undefined;
    if (marker) {
      diagnostics.splice(0, 1, {
        code: 'yaml-syntax',
        severity: 'error',
        effect: 'blocked',
        file,
        range: marker,
        ...CONFLICT,
      });
    }
    let data: unknown;
    if (diagnostics.length === 0) {
      try {
        data = document.toJS({ maxAliasCount: MAX_ALIASES });
      } catch (error) {
        diagnostics.push({
          code: 'yaml-syntax',
          severity: 'error',
          effect: 'blocked',
          message: `This YAML cannot be read: ${error instanceof Error ? error.message : String(error)}`,
          file,
          range: placeOfAlias(error, document, source),
          help: 'Write the values out instead of using anchors and aliases.',
        });
      }
    }
    return new YamlFile(source, document, data, diagnostics);
  }

  /** Range of the value at a path, or of its nearest ancestor that exists. */
  rangeOfValue(path: YamlPath): Range {
    const found = this.#find(path);
    return this.#rangeOf(found.pair?.value ?? found.node) ?? this.#rangeOf(found.pair?.key) ?? FILE_START;
  }

  /** Range of the key at a path (of the value, in a list), or of the nearest ancestor's. */
  rangeOfKey(path: YamlPath): Range {
    const found = this.#find(path);
    return this.#rangeOf(found.pair?.key) ?? this.#rangeOf(found.node) ?? FILE_START;
  }

  /** The scalar node at a path, for those who map offsets inside it; undefined when it is no scalar. */
  scalarAt(path: YamlPath) {
    const node = this.document.getIn(path, true);
    return isScalar(node) ? node : undefined;
  }

  #find(path: YamlPath): { node: unknown; pair: Pair | undefined } {
    let node: unknown = this.document.contents;
    let pair: Pair | undefined;
    for (const step of path) {
      if (isMap(node)) {
        const next = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
        if (!next) break;
        pair = next;
        node = next.value;
      } else if (isNode(node) && 'items' in node && typeof step === 'number') {
        const next: unknown = node.items[step];
        if (next === undefined) break;
        pair = isPair(next) ? next : undefined;
        node = next;
      } else break;
    }
    return { node, pair };
  }

  #rangeOf(node: unknown): Range | undefined {
    if (!isNode(node) || !node.range) return undefined;
    const [start, valueEnd] = (node as Node).range ?? [0, 0];
    return this.source.range(start, valueEnd);
  }
}

/** The parser's errors that people need other words for. */
const MISTAKES: Partial<Record<YAMLParseError['code'], { message?: string; help: string }>> = {
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a colon and a space make a field of this text',
    help: 'Put the text in quotes, or correct the indentation',
  },
  MULTIPLE_DOCS: {
    message: 'a second document begins here',
    help: 'Write it into a file of its own, and remove the line ---',
  },
  TAB_AS_INDENT: { help: 'Indent with spaces' },
  RESOURCE_EXHAUSTION: { message: 'it is nested too deeply', help: 'Flatten it' },
  DUPLICATE_KEY: { message: 'the field stands here a second time', help: 'Remove one of the two' },
};

/** Of an alias without anchor: where it stands. */
function placeOfAlias(error: unknown, document: Document.Parsed, source: SourceText): Range {
  let range = FILE_START;
  if (!(error instanceof ReferenceError)) return range;
  visit(document, {
    Alias(_, alias) {
      if (!alias.range || alias.resolve(document) !== undefined) return undefined;
      range = source.range(alias.range[0], alias.range[1]);
      return visit.BREAK;
    },
  });
  return range;
}

/** Where an error is; for a quote without its end, where the quote begins rather than where the file ends. */
function placeOf({ code, pos }: YAMLParseError, document: Document.Parsed): readonly [start: number, end: number] {
  let place = pos;
  if (code !== 'MISSING_CHAR') return place;
  visit(document, {
    Scalar(_, { range, type }) {
      const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
      if (isQuoted && range && range[0] < pos[0] && range[1] >= pos[0]) place = [range[0], range[0] + 1];
    },
  });
  return place;
}
