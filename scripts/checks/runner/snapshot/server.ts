import { readFileSync, writeFileSync } from 'node:fs';
import { startupSnapshot } from 'node:v8';
import { PACKAGE_FOLDER } from '../../../base/system/package-folder.js';
import { listContent } from '../../../content/layout.js';
import { COLUMNS, INDICATOR_KINDS, watchlistAlias } from '../../../indicators/rows/row.js';
import { inspectAll } from '../inspect.js';
import { readSubject } from '../inspections.js';
import { pauseOptimiser, tuneOptimiser } from '../optimiser.js';
import type { Question } from './client.js';

// What a snapshot holds: its making runs all of this once, and a process that starts from it begins with `answer`.

/** So many files take less than half a second. */
const FEW = 20;

/** Enough of each kind to have seen what most of them use. */
const SAMPLES = 20;

/**
 * Inspects content of the repository that holds the program: what it makes the analyser compile and remember is in the
 * snapshot.
 */
function warm(): void {
  const root = PACKAGE_FOLDER;
  const content = listContent(root);
  const samples = (['template', 'hunting-query', 'analytic-rule'] as const).flatMap((kind) =>
    content.filter((listed) => listed.kind === kind).slice(0, SAMPLES),
  );
  const watchlists = new Map(INDICATOR_KINDS.map((kind) => [watchlistAlias(kind), COLUMNS[kind]]));
  inspectAll(
    samples.map((listed) => readSubject(root, listed)),
    { root, watchlists },
  );
}

function answer(): void {
  const { subjects, root, watchlists }: Question = JSON.parse(readFileSync(0, 'utf8'));
  if (subjects.length <= FEW) pauseOptimiser();
  else tuneOptimiser();
  writeFileSync(1, JSON.stringify(inspectAll(subjects, { root, watchlists: new Map(watchlists) })));
}

warm();
startupSnapshot.setDeserializeMainFunction(answer);
