import type { DetectionCheck } from '../check.js';

export const duplicateIdentifier: DetectionCheck = {
  code: 'duplicate-identifier',
  scope: 'detection',
  effect: 'refused',
  summary: 'An entity mapping names each identifier once',
  why: 'The service rejects a mapping that gives one identifier two columns.',
  help: 'Remove one, or make a second mapping of the entity.',
  *run({ value, yaml }) {
    for (const [index, { fieldMappings }] of (value.entityMappings ?? []).entries()) {
      const seen = new Set<string>();
      for (const [field, { identifier }] of fieldMappings.entries()) {
        const path = ['entityMappings', index, 'fieldMappings', field, 'identifier'];
        if (seen.has(identifier)) {
          yield { message: `This entity has ${identifier} twice`, range: yaml.rangeOfValue(path) };
        }
        seen.add(identifier);
      }
    }
  },
};
