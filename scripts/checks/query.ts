import type { Range } from '../content/diagnostic.js';
import type { YamlFile } from '../content/yaml-file.js';
import type { Analyser, Analysis } from '../kql/analyser.js';
import type { KqlDiagnostic } from '../kql/model.js';
import type { SyntaxNode } from '../kql/syntax.js';
import { rangeInScalar } from '../kql/yaml-range.js';

/** The table that `ingest` puts before a template's query, with the columns that templates may use. */
const TEMPLATE_PREFIX =
  'let indicators = datatable(Indicator:string, Ports:dynamic, MalwareFamily:string, ThreatType:string, ' +
  'Confidence:int, ActiveFrom:datetime, ActiveUntil:datetime)[];\n';

/** The query of a YAML file, analysed on first use, with its findings in the coordinates of the file. */
export class Query {
  readonly #prefix: string;
  #analysis: Analysis | undefined;

  constructor(
    readonly yaml: YamlFile,
    readonly text: string,
    private readonly analyser: Analyser,
    { isTemplate }: { isTemplate: boolean },
  ) {
    this.#prefix = isTemplate ? TEMPLATE_PREFIX : '';
  }

  /** Offsets in it count from the start of `analysedText`. */
  get analysis(): Analysis {
    this.#analysis ??= this.analyser.analyse(this.analysedText);
    return this.#analysis;
  }

  /** What is wrong with it. Of syntax errors only the first counts: the others, and unknown names, mostly follow from it. */
  get diagnostics(): readonly KqlDiagnostic[] {
    const { diagnostics } = this.analysis;
    if (!diagnostics.some(isError)) return diagnostics;
    const [syntaxError] = this.analyser.parseOnly(this.analysedText);
    return syntaxError ? [syntaxError] : diagnostics;
  }

  /** The bound tree of a query without errors: of a broken one, nothing more can be said that is sure. */
  get soundTree(): SyntaxNode | undefined {
    return this.analysis.diagnostics.some(isError) ? undefined : this.analysis.tree;
  }

  get analysedText(): string {
    return this.#prefix + this.text;
  }

  textAt({ start, end }: Pick<KqlDiagnostic, 'start' | 'end'>): string {
    return this.analysedText.slice(start, end);
  }

  /** The place in the file of a part of the analysed text. */
  range({ start, end }: Pick<KqlDiagnostic, 'start' | 'end'>): Range {
    const shift = this.#prefix.length;
    return rangeInScalar(this.yaml, ['query'], Math.max(0, start - shift), Math.max(0, end - shift));
  }
}

const isError = ({ severity }: KqlDiagnostic) => severity === 'error';
