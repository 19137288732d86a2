import type { Range } from '../../base/diagnostic.js';
import type { SourceText } from '../../base/source.js';

/** A comment that keeps one finding of the next line from being shown. */
export interface Directive {
  code: string;
  reason: string;
  /** The comment. */
  range: Range;
  /** The line that it speaks of. */
  line: number;
}

/** In YAML `# sentinel-disable-next-line CODE reason`, inside a query `// sentinel-disable-next-line CODE reason`. */
const DIRECTIVE = /^[ \t]*(?:#|\/\/)[ \t]*sentinel-disable-next-line(?:[ \t]+(\S+)(?:[ \t]+(\S.*))?)?[ \t]*$/;

/** Codes of findings about directives, which stand at the line of one. */
export const ABOUT_DIRECTIVES: ReadonlySet<string> = new Set(['suppression-reason', 'unused-suppression']);

/** The directives of a file. Several may stand above one line; one about another directive speaks of that. */
export function findDirectives(source: SourceText): Directive[] {
  if (!source.text.includes('sentinel-disable-next-line')) return [];
  const directives: Directive[] = [];
  for (let line = source.lineCount, target = line + 1; line >= 1; line--) {
    const text = source.line(line);
    const match = DIRECTIVE.exec(text);
    if (!match) {
      target = line;
      continue;
    }
    const [, code = '', reason = ''] = match;
    const start = { line, column: text.length - text.trimStart().length + 1 };
    const range = { start, end: { line, column: text.trimEnd().length + 1 } };
    directives.unshift({ code, reason: reason.trim(), range, line: ABOUT_DIRECTIVES.has(code) ? line + 1 : target });
  }
  return directives;
}
