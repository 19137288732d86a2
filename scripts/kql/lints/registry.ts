import { EFFECTS } from '../../base/diagnostic.js';
import type { SyntaxNode } from '../analysis/syntax.js';
import { adxCall } from './adx-call.js';
import { comparedTypes } from './compared-types.js';
import { containsTerm } from './contains-term.js';
import { domainSuffix } from './domain-suffix.js';
import { earlyFunction } from './early-function.js';
import { everyTable } from './every-table.js';
import { hasAnyLimit } from './has-any-limit.js';
import { hashCase } from './hash-case.js';
import { invalidRegex } from './invalid-regex.js';
import { joinKind } from './join-kind.js';
import { lateTimeFilter } from './late-time-filter.js';
import type { Lint, LintDiagnostic } from './lint.js';
import { listedTypes } from './listed-types.js';
import { noTimeFilter } from './no-time-filter.js';
import { retiredFunction } from './retired-function.js';
import { sampleValue } from './sample-value.js';
import { unserializedWindow } from './unserialized-window.js';
import { unusedLet } from './unused-let.js';
import { urlScheme } from './url-scheme.js';
import { wholeDomain } from './whole-domain.js';

/** Every lint: first what the service refuses, then what misleads, then what costs. */
export const LINTS: readonly Lint[] = [
  comparedTypes,
  listedTypes,
  invalidRegex,
  unserializedWindow,
  hasAnyLimit,
  sampleValue,
  joinKind,
  hashCase,
  domainSuffix,
  wholeDomain,
  unusedLet,
  urlScheme,
  noTimeFilter,
  lateTimeFilter,
  everyTable,
  adxCall,
  containsTerm,
  earlyFunction,
  retiredFunction,
];

/** Runs lints over the tree of a query, as `analyse` gives it; findings in the order of the text. */
export function lint(tree: SyntaxNode, lints: readonly Lint[] = LINTS): LintDiagnostic[] {
  const found = lints.flatMap((one) =>
    [...one.run(tree)].map(
      (finding): LintDiagnostic => ({
        code: one.code,
        severity: EFFECTS[finding.effect ?? one.effect].severity,
        effect: finding.effect ?? one.effect,
        message: finding.message,
        help: finding.help ?? one.help,
        start: finding.node.start,
        end: finding.node.end,
      }),
    ),
  );
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}
