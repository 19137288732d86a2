import type { Analyser } from '../../kql/analysis/analyser.js';
import { type Lookback, lookbacks } from '../../kql/analysis/lookbacks.js';
import { lint } from '../../kql/lints/registry.js';
import type { Column, KqlDiagnostic, NamedRange } from '../../kql/model.js';
import { type Skeleton, skeletonOf, translate } from './skeleton.js';

/** What the checks want to know of a query: plain data, without the tree, which would fill the memory. */
export interface Examination {
  /** Of syntax errors only the first: the others, and unknown names, mostly follow from it. */
  diagnostics: readonly KqlDiagnostic[];
  /** Without errors. Of a broken query, nothing more can be said that is sure. */
  isSound: boolean;
  /** Null: not known. */
  columns: readonly Column[] | null;
  tables: readonly NamedRange[];
  functions: readonly NamedRange[];
  lookbacks: readonly Lookback[];
  lints: readonly KqlDiagnostic[];
}

/** A query in which nothing was found: what holds of it holds of every query of the same skeleton. Plain data. */
export interface Flawless {
  skeleton: Skeleton;
  examination: Examination;
}

/** Says that a query must be analysed, where there is no analyser. */
export class UnknownQuery extends Error {}

/** Flawless queries that are remembered: the templates of a repository, many times over. */
const CAPACITY = 1_000;

/**
 * Examines queries. Of the many hunts that one template makes, which differ in the name of a family, only the first is
 * analysed, as long as nothing is found in it.
 */
export class Examiner {
  readonly #flawless = new Map<string, Flawless>();
  #learned: Flawless | undefined;

  /** Without an analyser, it knows `known` only. */
  constructor(
    private readonly analyser: Analyser | undefined,
    known: readonly Flawless[] = [],
  ) {
    for (const flawless of known) this.#flawless.set(flawless.skeleton.key, flawless);
  }

  /** Throws an `UnknownQuery` without an analyser only. */
  examine(query: string): Examination {
    const skeleton = skeletonOf(query);
    const known = this.#flawless.get(skeleton.key);
    if (known) return moved(known.examination, known.skeleton, skeleton);
    if (!this.analyser) throw new UnknownQuery();
    const examination = analyse(query, this.analyser);
    const isFlawless = examination.diagnostics.length === 0 && examination.lints.length === 0;
    if (isFlawless) this.#learned = { skeleton, examination };
    if (isFlawless && this.#flawless.size < CAPACITY) this.#flawless.set(skeleton.key, { skeleton, examination });
    return examination;
  }

  /** The flawless query that was analysed since the last call, if there is one. */
  takeLearned(): Flawless | undefined {
    const learned = this.#learned;
    this.#learned = undefined;
    return learned;
  }
}

function analyse(query: string, analyser: Analyser): Examination {
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

function moved(examination: Examination, from: Skeleton, to: Skeleton): Examination {
  const move = <T extends { start: number; end: number }>(place: T): T => ({
    ...place,
    start: translate(place.start, from, to),
    end: translate(place.end, from, to),
  });
  return {
    ...examination,
    tables: examination.tables.map(move),
    functions: examination.functions.map(move),
    lookbacks: examination.lookbacks.map(move),
  };
}
