import type { RepositoryCheck } from '../check.js';
import { repeated } from './repeated.js';

export const duplicateId: RepositoryCheck = {
  code: 'duplicate-id',
  scope: 'repository',
  effect: 'blocked',
  summary: 'An id or an alias belongs to one file only',
  why: 'The id is the name of the object in the workspace: of two files with one id, the one deployed last overwrites the other.',
  help: 'Give the newer file an id of its own; keep the id of the one that is already deployed.',
  *run(outlines) {
    const detections = outlines.filter(({ kind }) => kind === 'hunting-query' || kind === 'analytic-rule');
    for (const { file, located, first } of repeated(detections, ({ id }) => id)) {
      yield { file, range: located.range, message: `The id ${located.value} is already that of ${first}` };
    }
    const watchlists = outlines.filter(({ kind }) => kind === 'watchlist');
    for (const { file, located, first } of repeated(watchlists, ({ id }) => id)) {
      const help = 'Choose another alias, or put the items of both into one file.';
      yield { file, range: located.range, message: `The alias '${located.value}' is already that of ${first}`, help };
    }
  },
};
