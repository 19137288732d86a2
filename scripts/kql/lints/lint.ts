import type { Effect } from '../../base/diagnostic.js';
import type { SyntaxNode } from '../analysis/syntax.js';
import type { KqlDiagnostic } from '../model.js';

/** A check of one query's tree: something that the analyser accepts and the service refuses, or that misleads or costs. */
export interface Lint {
  /** Stable, kebab-case. */
  code: string;
  /** What the service makes of it, most often; the severity follows from it. */
  effect: Effect;
  /** One line: what it finds. */
  summary: string;
  /** Why it matters: what would happen in the workspace. */
  why: string;
  /** What to write instead. */
  help: string;
  run(tree: SyntaxNode): Iterable<LintFinding>;
}

/** What a lint says of a query, where, and what the service makes of it. */
export interface LintDiagnostic extends KqlDiagnostic {
  effect: Effect;
}

export interface LintFinding {
  node: Pick<SyntaxNode, 'start' | 'end'>;
  message: string;
  /** What to write, where the lint's own help is too general. */
  help?: string;
  /** Where it is not that of the lint. */
  effect?: Effect;
}
