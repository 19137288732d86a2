import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startupSnapshot } from 'node:v8';
import { COLUMNS, INDICATOR_KINDS, watchlistAlias } from '../../authoring/watchlist-rows.js';
import { listContent } from '../../content/layout.js';
import { inspectAll, type Subject } from '../inspect.js';
import { pauseOptimiser } from '../optimiser.js';
import type { Question } from './snapshot.js';

// What a snapshot holds: its making runs all of this once, and a process that wakes from it begins with `answer`.

/** So many files take less than half a second. */
const FEW = 20;

/** The templates use most of what hunts use: what they have made the analyser compile and remember is in the snapshot. */
function warm(): void {
  const root = join(__dirname, '..', '..', '..');
  const templates = listContent(root).filter(({ kind }) => kind === 'template');
  const subjects = templates.map(
    ({ file, kind }): Subject => ({ file, kind, text: readFileSync(join(root, file), 'utf8') }),
  );
  inspectAll(subjects, {
    root,
    watchlists: new Map(INDICATOR_KINDS.map((kind) => [watchlistAlias(kind), COLUMNS[kind]])),
  });
}

function answer(): void {
  const { subjects, root, watchlists }: Question = JSON.parse(readFileSync(0, 'utf8'));
  if (subjects.length <= FEW) pauseOptimiser();
  writeFileSync(1, JSON.stringify(inspectAll(subjects, { root, watchlists: new Map(watchlists) })));
}

warm();
startupSnapshot.setDeserializeMainFunction(answer);
