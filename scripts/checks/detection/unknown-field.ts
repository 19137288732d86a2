import { didYouMean } from '../../base/spelling.js';
import { knownFields } from '../../content/schemas.js';
import type { DetectionCheck } from '../check.js';
import { ruleFields } from './rule-field.js';

/** What official content keeps in `metadata`. Without their indentation, they are one mistake. */
const OF_METADATA = ['source', 'author', 'support', 'categories', 'threatAnalysisTactics', 'threatAnalysisTechniques'];

/** What the service itself writes into a rule, and exports of a workspace therefore have. */
const OF_SERVICE: ReadonlySet<string> = new Set(['alertRuleTemplateName', 'templateVersion', 'lastModifiedUtc']);

/** Names that other formats have for a field of ours. */
const SYNONYMS: Record<string, string> = {
  techniques: 'relevantTechniques',
  displayName: 'name',
  dataConnectors: 'requiredDataConnectors',
  frequency: 'queryFrequency',
  period: 'queryPeriod',
  threshold: 'triggerThreshold',
};

export const unknownField: DetectionCheck = {
  code: 'unknown-field',
  scope: 'detection',
  effect: 'ignored',
  // What was meant is lost: most often it is a slip.
  severity: 'warning',
  summary: 'Every field is one that we know',
  why: 'A misspelt field is not deployed: the rule then runs without its entity mappings, or without what else the field says.',
  help: 'Correct the spelling, or move notes of your own into metadata.',
  *run({ kind, value, yaml }) {
    const known = kind === 'hunting-query' ? [...knownFields(kind), ...ruleFields()] : knownFields(kind);
    const unknown = Object.keys(value).filter((field) => !known.includes(field) && !OF_SERVICE.has(field));
    const [returned] = Object.keys(value).filter((field) => OF_SERVICE.has(field));
    if (returned !== undefined) {
      const message = `${returned} is the service's own: what it has stays as it is`;
      yield { effect: 'ignored', message, range: yaml.rangeOfKey([returned]), help: 'Leave it, or remove it.' };
    }
    const strays = unknown.filter((field) => OF_METADATA.includes(field));
    const [stray] = strays;
    if (stray !== undefined) {
      const message = `${strays.join(', ')}: no field of its own, but one of metadata`;
      yield { message, range: yaml.rangeOfKey([stray]), help: 'Indent it below metadata.' };
    }
    for (const field of unknown) {
      if (strays.includes(field)) continue;
      const meant = SYNONYMS[field];
      const hint = meant === undefined ? didYouMean(field, known) : `; did you mean '${meant}'?`;
      yield { message: `There is no field '${field}'${hint}`, range: yaml.rangeOfKey([field]) };
    }
  },
};
