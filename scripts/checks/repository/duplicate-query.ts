import type { RepositoryCheck } from '../check.js';
import { repeated } from './repeated.js';

export const duplicateQuery: RepositoryCheck = {
  code: 'duplicate-query',
  scope: 'repository',
  effect: 'misleads',
  summary: 'No two files of one kind have the same query',
  why: 'Analysts get each result twice, under two names, and a change of one is forgotten in the other.',
  help: 'Keep one of the files.',
  *run(outlines) {
    for (const kind of ['hunting-query', 'analytic-rule']) {
      const ofKind = outlines.filter((outline) => outline.kind === kind);
      const ids = new Map(ofKind.map(({ file, id }) => [file, id?.value.toLowerCase()]));
      for (const { file, located, first } of repeated(ofKind, ({ query }) => query)) {
        // Two files of one id are told as such.
        if (ids.get(file) === ids.get(first)) continue;
        yield { file, range: located.range, message: `The query is the same as that of ${first}` };
      }
    }
  },
};
