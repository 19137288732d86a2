import type { Analyser } from '../../kql/analysis/analyser.js';
import { type Lookback, lookbacks } from '../../kql/analysis/lookbacks.js';
import type { LintDiagnostic } from '../../kql/lints/lint.js';
import { lint } from '../../kql/lints/registry.js';
import type { Column, KqlDiagnostic, NamedRange } from '../../kql/model.js';
import { type QueryShape, shapeOf, translate } from './query-shape.js';

/** What the checks want to know of a query: plain data, without the tree, which would fill the memory. */
export interface QueryFacts {
  /** Of syntax errors only the first: the others, and unknown names, mostly follow from it. */
  diagnostics: readonly KqlDiagnostic[];
  /** Without errors. Of a broken query, nothing more can be said that is sure. */
  isSound: boolean;
  /** Null: not known. */
  columns: readonly Column[] | null;
  tables: readonly NamedRange[];
  functions: readonly NamedRange[];
  lookbacks: readonly Lookback[];
  lints: readonly LintDiagnostic[];
}

/** Facts that are remembered: one for each template of a repository, many times over. */
const CAPACITY = 1_000;

/**
 * Analyses the queries of a run. Of the many hunts that one template makes, which differ in the name of a family, only the
 * first is analysed, as long as nothing is found in it: what is found names what stands in the query.
 */
export class QueryAnalyses {
  readonly #known = new Map<string, { shape: QueryShape; facts: QueryFacts }>();

  constructor(private readonly analyser: Analyser) {}

  of(query: string): QueryFacts {
    const shape = shapeOf(query);
    const known = this.#known.get(shape.key);
    if (known) return moved(known.facts, known.shape, shape);
    const facts = analyse(query, this.analyser);
    const isClean = facts.diagnostics.length === 0 && facts.lints.length === 0;
    if (isClean && this.#known.size < CAPACITY) this.#known.set(shape.key, { shape, facts });
    return facts;
  }
}

function analyse(query: string, analyser: Analyser): QueryFacts {
  const { diagnostics, columns, tables, functions, tree } = analyser.analyse(query);
  const isSound = !diagnostics.some(({ severity }) => severity === 'error');
  const [syntaxError] = isSound ? [] : analyser.parseOnly(query);
  const soundTree = isSound ? tree : undefined;
  return {
    diagnostics: syntaxError ? [syntaxError] : withoutConsequences(diagnostics),
    isSound,
    columns,
    tables,
    functions,
    lookbacks: soundTree ? lookbacks(soundTree) : [],
    lints: soundTree ? lint(soundTree) : [],
  };
}

/**
 * One mistake, one finding: the same place only once, an unknown name only where the query first has it, and no word
 * about a name that an earlier mistake has lost.
 */
function withoutConsequences(diagnostics: readonly KqlDiagnostic[]): KqlDiagnostic[] {
  const meant = new Set<string>();
  const unknown = new Set<string>();
  return diagnostics.filter(({ code, message, help, start, end }) => {
    const isRepeated = diagnostics.some(
      (other) => other.start === start && other.end === end && other.code === 'KS142',
    );
    if (isRepeated && code !== 'KS142') return false;
    // The analyser puts the name that was meant first into its advice.
    const [, suggestion] = /^Did you mean (\S+)\?/.exec(help) ?? [];
    if (suggestion !== undefined) meant.add(suggestion);
    const [, name] = /^The (?:fuzzy )?name '([^']+)'/.exec(message) ?? [];
    if (name === undefined) return true;
    if (meant.has(name) || unknown.has(name)) return false;
    unknown.add(name);
    return true;
  });
}

function moved(facts: QueryFacts, from: QueryShape, to: QueryShape): QueryFacts {
  const move = <T extends { start: number; end: number }>(place: T): T => ({
    ...place,
    start: translate(place.start, from, to),
    end: translate(place.end, from, to),
  });
  return {
    ...facts,
    tables: facts.tables.map(move),
    functions: facts.functions.map(move),
    lookbacks: facts.lookbacks.map(move),
  };
}
