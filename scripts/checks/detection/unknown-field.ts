import { knownFields } from '../../content/schemas.js';
import { closest } from '../../content/spelling.js';
import type { DetectionCheck } from '../check.js';

export const unknownField: DetectionCheck = {
  code: 'unknown-field',
  scope: 'detection',
  severity: 'warning',
  summary: 'Every field is one that we know',
  why: 'A misspelt field is not deployed: the rule then runs without its entity mappings, or without what else the field says.',
  help: 'Mend the spelling, or move notes of your own into metadata.',
  *run({ kind, value, yaml }) {
    const known = knownFields(kind);
    for (const field of Object.keys(value)) {
      if (known.includes(field)) continue;
      const meant = closest(field, known);
      const hint = meant === undefined ? '' : `; did you mean '${meant}'?`;
      yield { message: `There is no field '${field}'${hint}`, range: yaml.rangeOfKey([field]) };
    }
  },
};
