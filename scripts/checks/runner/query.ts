import type { Range } from '../../base/diagnostic.js';
import type { YamlFile } from '../../content/yaml/yaml-file.js';
import { rangeInScalar } from '../../content/yaml/yaml-range.js';
import { INDICATORS } from '../../indicators/template-table.js';
import type { QueryAnalyses, QueryFacts } from './query-facts.js';

/** The table that `ingest` puts before a template's query. */
const TEMPLATE_PREFIX = `let ${INDICATORS.name} = datatable(${INDICATORS.columns.map(({ name, type }) => `${name}:${type}`).join(', ')})[];\n`;

type Place = { start: number; end: number };

/** The query of a YAML file, analysed on first use, with its findings in the coordinates of the file. */
export class Query {
  readonly #prefix: string;
  #facts: QueryFacts | undefined;

  constructor(
    readonly yaml: YamlFile,
    readonly text: string,
    private readonly queries: QueryAnalyses,
    { isTemplate }: { isTemplate: boolean },
  ) {
    this.#prefix = isTemplate ? TEMPLATE_PREFIX : '';
  }

  /** Offsets in it count from the start of `analysedText`. */
  get facts(): QueryFacts {
    this.#facts ??= this.queries.of(this.analysedText);
    return this.#facts;
  }

  get analysedText(): string {
    return this.#prefix + this.text;
  }

  textAt({ start, end }: Place): string {
    return this.analysedText.slice(start, end);
  }

  /** The place in the file of a part of the analysed text. */
  range({ start, end }: Place): Range {
    const shift = this.#prefix.length;
    return rangeInScalar(this.yaml, ['query'], Math.max(0, start - shift), Math.max(0, end - shift));
  }
}
