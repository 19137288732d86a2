import { didYouMean } from '../../base/spelling.js';
import { knownFields } from '../../content/schemas.js';
import type { DetectionCheck } from '../check.js';

/** What official content keeps in `metadata`. Without their indentation, they are one mistake. */
const OF_METADATA = ['source', 'author', 'support', 'categories', 'threatAnalysisTactics', 'threatAnalysisTechniques'];

export const unknownField: DetectionCheck = {
  code: 'unknown-field',
  scope: 'detection',
  severity: 'warning',
  summary: 'Every field is one that we know',
  why: 'A misspelt field is not deployed: the rule then runs without its entity mappings, or without what else the field says.',
  help: 'Mend the spelling, or move notes of your own into metadata.',
  *run({ kind, value, yaml }) {
    const known = knownFields(kind);
    const unknown = Object.keys(value).filter((field) => !known.includes(field));
    const strays = unknown.filter((field) => OF_METADATA.includes(field));
    const [stray] = strays;
    if (stray !== undefined) {
      const message = `${strays.join(', ')}: no field of its own, but one of metadata`;
      yield { message, range: yaml.rangeOfKey([stray]), help: 'Indent it below metadata.' };
    }
    for (const field of unknown) {
      if (strays.includes(field)) continue;
      yield { message: `There is no field '${field}'${didYouMean(field, known)}`, range: yaml.rangeOfKey([field]) };
    }
  },
};
