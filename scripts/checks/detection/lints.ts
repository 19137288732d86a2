import type { Effect } from '../../base/diagnostic.js';
import type { Lint } from '../../kql/lints/lint.js';
import { LINTS } from '../../kql/lints/registry.js';
import { asRule, type Detection, type DetectionCheck, type Finding } from '../check.js';

/** The lints of queries as checks of the files that hold them. */
export const LINT_CHECKS: readonly DetectionCheck[] = LINTS.map((one) => ({
  code: one.code,
  scope: 'detection',
  effect: one.effect,
  summary: one.summary,
  why: one.why,
  help: one.help,
  run: (detection) => findings(one, detection),
}));

/** What is merely slow or unchecked in a hunt, the service refuses in a rule. */
const REFUSED_IN_RULES = new Set(['every-table', 'adx-call']);

/** Hundreds of hunts are made of a template: what a hunt may leave to the page that it runs on, a template says. */
function inTemplate(one: Lint, effect: Effect): Effect {
  return one.code === 'no-time-filter' ? one.effect : effect;
}

function* findings(one: Lint, detection: Detection): Iterable<Finding> {
  const { query } = detection;
  const isRule = asRule(detection) !== undefined;
  // The service itself restricts a rule to its queryPeriod.
  if (isRule && one.code === 'no-time-filter') return;
  for (const { code, message, help, effect, start, end } of query.facts.lints) {
    if (code !== one.code) continue;
    const range = query.range({ start, end });
    if (isRule && REFUSED_IN_RULES.has(one.code)) yield { message, help, effect: 'refused', range };
    else if (detection.kind === 'template') yield { message, help, effect: inTemplate(one, effect), range };
    else yield { message, help, effect, range };
  }
}
