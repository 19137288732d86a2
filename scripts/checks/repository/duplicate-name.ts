import type { ContentKind } from '../../content/layout.js';
import { KIND_NAMES, type RepositoryCheck } from '../check.js';
import { repeated } from './repeated.js';

const KINDS: readonly ContentKind[] = ['hunting-query', 'analytic-rule', 'watchlist'];

export const duplicateName: RepositoryCheck = {
  code: 'duplicate-name',
  scope: 'repository',
  effect: 'refused',
  summary: 'Names are unique within their kind',
  why: 'The service refuses a rule whose name another rule has, and analysts cannot tell two hunts of one name apart. Upper and lower case make no difference.',
  help: 'Say in the name what sets this one apart: the table it reads, the family, the direction.',
  *run(outlines) {
    for (const kind of KINDS) {
      const ofKind = outlines.filter((outline) => outline.kind === kind);
      for (const { file, located, first } of repeated(ofKind, ({ name }) => name)) {
        const message = `The name "${located.value}" is already that of the ${KIND_NAMES[kind]} in ${first}`;
        yield { file, range: located.range, message };
      }
    }
  },
};
