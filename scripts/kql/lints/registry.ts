import type { SyntaxNode } from '../analysis/syntax.js';
import type { KqlDiagnostic } from '../model.js';
import { adxCall } from './adx-call.js';
import { comparedTypes } from './compared-types.js';
import { containsTerm } from './contains-term.js';
import { domainSuffix } from './domain-suffix.js';
import { everyTable } from './every-table.js';
import { hashCase } from './hash-case.js';
import { invalidRegex } from './invalid-regex.js';
import { joinKind } from './join-kind.js';
import { lateTimeFilter } from './late-time-filter.js';
import type { Lint } from './lint.js';
import { listedTypes } from './listed-types.js';
import { noTimeFilter } from './no-time-filter.js';
import { unserializedWindow } from './unserialized-window.js';
import { urlScheme } from './url-scheme.js';

/** Every lint: first what the service refuses, then what misleads, then what costs. */
export const LINTS: readonly Lint[] = [
  comparedTypes,
  listedTypes,
  invalidRegex,
  unserializedWindow,
  joinKind,
  hashCase,
  domainSuffix,
  urlScheme,
  noTimeFilter,
  lateTimeFilter,
  everyTable,
  adxCall,
  containsTerm,
];

/** Runs lints over the tree of a query, as `analyse` gives it; findings in the order of the text. */
export function lint(tree: SyntaxNode, lints: readonly Lint[] = LINTS): KqlDiagnostic[] {
  const found = lints.flatMap((one) =>
    [...one.run(tree)].map(
      (finding): KqlDiagnostic => ({
        code: one.code,
        severity: finding.severity ?? one.severity,
        message: finding.message,
        help: finding.help ?? one.help,
        start: finding.node.start,
        end: finding.node.end,
      }),
    ),
  );
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}
