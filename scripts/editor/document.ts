import { isPair, isScalar, isSeq, type Scalar, visit } from 'yaml';
import type { Position as FilePosition, Range as FileRange } from '../base/diagnostic.js';
import { isObject } from '../base/objects.js';
import { type ContentKind, kindByFolder } from '../content/layout.js';
import { YamlFile, type YamlPath } from '../content/yaml/yaml-file.js';
import { offsetInScalar } from '../content/yaml/yaml-range.js';

/** A place as editors count it: from 0, in UTF-16 code units. */
export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

/** A field's value that a caret is in. */
export interface Place {
  path: YamlPath;
  value: string;
  range: Range;
}

/** A content file as it is in the editor, saved or not. */
export class ContentDocument {
  readonly yaml: YamlFile;
  readonly kind: ContentKind | undefined;

  constructor(
    /** Relative to the root of the repository. */
    readonly file: string,
    readonly text: string,
  ) {
    this.yaml = YamlFile.parse(file, text);
    this.kind = kindByFolder(file);
  }

  /** The query, where the file has one. */
  get query(): string | undefined {
    const query = isObject(this.yaml.data) ? this.yaml.data.query : undefined;
    return typeof query === 'string' ? query : undefined;
  }

  offset({ line, character }: Position): number {
    return this.yaml.source.offset({ line: line + 1, column: character + 1 });
  }

  /** The offset in the query of a caret; undefined outside of the query. */
  queryOffset(position: Position): number | undefined {
    return this.query === undefined ? undefined : offsetInScalar(this.yaml, ['query'], this.offset(position));
  }

  /** The field whose value a caret is in, also one that has no value yet. */
  placeAt(position: Position): Place | undefined {
    const offset = this.offset(position);
    let found: { scalar: Scalar; path: YamlPath } | undefined;
    visit(this.yaml.document, {
      Scalar: (key, scalar, ancestors) => {
        const [start = -1, , end = -1] = scalar.range ?? [];
        if (key === 'key' || start > offset || offset > end) return;
        if (this.yaml.source.position(start).line !== position.line + 1) return;
        found = { scalar, path: pathOf(key, ancestors) };
      },
    });
    if (!found) return undefined;
    const [start = offset, end = offset] = found.scalar.range ?? [];
    const { value } = found.scalar;
    const isEmpty = value === null || value === '';
    const range = isEmpty ? this.yaml.source.range(offset, offset) : this.yaml.source.range(start, end);
    return { path: found.path, value: isEmpty ? '' : String(value), range: toEditor(range) };
  }

  /** The value at a path, as text; undefined where there is none. */
  textAt(path: YamlPath): string | undefined {
    const value = this.yaml.scalarAt(path)?.value;
    return typeof value === 'string' ? value : undefined;
  }
}

/** The keys and indexes that lead to a node. */
function pathOf(key: number | string | null, ancestors: readonly unknown[]): YamlPath {
  const path: (string | number)[] = [];
  ancestors.forEach((ancestor, index) => {
    const child = ancestors[index + 1];
    if (isPair(ancestor)) path.push(String(isScalar(ancestor.key) ? ancestor.key.value : ancestor.key));
    else if (isSeq(ancestor)) path.push(child === undefined ? Number(key) : ancestor.items.indexOf(child));
  });
  return path;
}

export function toEditor({ start, end }: FileRange): Range {
  const position = ({ line, column }: FilePosition) => ({ line: line - 1, character: column - 1 });
  return { start: position(start), end: position(end) };
}
