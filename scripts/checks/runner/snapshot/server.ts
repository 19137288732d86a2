import { readFileSync, writeFileSync } from 'node:fs';
import { startupSnapshot } from 'node:v8';
import { isObject } from '../../../base/objects.js';
import { PACKAGE_FOLDER } from '../../../base/system/package-folder.js';
import { listContent } from '../../../content/layout.js';
import { YamlFile } from '../../../content/yaml/yaml-file.js';
import { COLUMNS, INDICATOR_KINDS, watchlistAlias } from '../../../indicators/rows/row.js';
import { INDICATORS } from '../../../indicators/template-table.js';
import { pack } from '../../../kql/engine/packed.js';
import type { Setup } from '../context.js';
import { inspectAll } from '../inspect.js';
import { readSubject } from '../inspections.js';
import { pauseOptimiser, tuneOptimiser } from '../optimiser.js';
import { Preparer, type QueryToPrepare } from '../preparer.js';
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
  const setup = { root, watchlists: new Map(INDICATOR_KINDS.map((kind) => [watchlistAlias(kind), COLUMNS[kind]])) };
  const subjects = samples.map((listed) => readSubject(root, listed));
  inspectAll(subjects, setup);
  const preparer = new Preparer(setup);
  for (const { file, text } of subjects) {
    const { data } = YamlFile.parse(file, text);
    if (isObject(data)) preparer.prepare({ text: String(data.query), tables: [INDICATORS] });
  }
}

function answer(): void {
  const question: Question = JSON.parse(readFileSync(0, 'utf8'));
  const setup = { root: question.root, watchlists: new Map(question.watchlists) };
  const { length } = 'subjects' in question ? question.subjects : question.queries;
  if (length <= FEW) pauseOptimiser();
  else tuneOptimiser();
  const answers = 'subjects' in question ? inspectAll(question.subjects, setup) : prepareAll(question.queries, setup);
  writeFileSync(1, JSON.stringify(answers));
}

function prepareAll(queries: readonly QueryToPrepare[], setup: Setup): string[] {
  const preparer = new Preparer(setup);
  return queries.map((query) => pack(preparer.prepare(query)));
}

warm();
startupSnapshot.setDeserializeMainFunction(answer);
