import type { FileChanges } from '../base/files.js';
import type { ContentTest } from '../content/model.js';
import { withAddedTests } from '../content/yaml/test-yaml.js';
import { runTest } from './content-tests/run-test.js';
import { familyRows } from './family-rows.js';
import { firstTests } from './first-tests.js';
import { makeTests } from './reachability/sample-tests.js';
import type { TestSetup } from './run-tests.js';
import { type Subject, templateOfHunt } from './subject.js';

/** What `--write` did, and for which files it found no test. */
export interface WrittenTests {
  changes: FileChanges;
  skipped: { file: string; reason: string }[];
}

/**
 * Writes a first positive and a first negative test into each hunt and rule that has none: those of its template, or
 * rows that reachability makes of an indicator. Every one of them was run and passes.
 */
export async function writeFirstTests(setup: TestSetup, asOf: Date): Promise<WrittenTests> {
  const changes = new Map<string, string>();
  const skipped: WrittenTests['skipped'] = [];
  for (const subject of setup.subjects) {
    if (subject.kind === 'template') continue;
    const lacking = lackingOf(subject);
    if (!lacking.positive && !lacking.negative) continue;
    const made = await passingOf(subject, candidates(subject, setup, asOf), setup);
    const taken = new Set(ownTests(subject).map(({ name }) => name));
    const wanted = made.filter(
      (test) => (isNegative(test) ? lacking.negative : lacking.positive) && !taken.has(test.name),
    );
    if (wanted.length === 0) {
      skipped.push({
        file: subject.file,
        reason: 'no row could be made that shows what it finds; write the test by hand',
      });
      continue;
    }
    const { yaml } = subject;
    const text = withAddedTests(yaml.source.text, yaml.document, wanted);
    if (text === yaml.source.text) skipped.push({ file: subject.file, reason: 'its list of tests stands on one line' });
    else changes.set(subject.file, text);
  }
  return { changes, skipped };
}

function ownTests({ tests }: Subject): ContentTest[] {
  return tests.filter(({ part }) => !part.readsIndicators).map(({ test }) => test);
}

function lackingOf(subject: Subject): { positive: boolean; negative: boolean } {
  const tests = ownTests(subject);
  return { positive: tests.every(isNegative), negative: !tests.some(isNegative) };
}

function isNegative({ expect }: ContentTest): boolean {
  return expect.rows === 0;
}

function candidates(subject: Subject, { run, bench }: TestSetup, asOf: Date): ContentTest[][] {
  const template = templateOfHunt(subject, run.templates);
  const { watchlists, configuration } = run.repository;
  const ofTemplate = template
    ? firstTests(
        template.value,
        { tests: template.tests.map(({ test }) => test) },
        familyRows(subject, watchlists),
        configuration,
      )
    : [];
  return [ofTemplate, makeTests(subject, bench, asOf)];
}

/** The first positive and the first negative one that pass; together, so that they are about one indicator. */
async function passingOf(subject: Subject, sets: ContentTest[][], { bench }: TestSetup): Promise<ContentTest[]> {
  const part = { text: subject.value.query, start: 0, readsIndicators: false };
  for (const tests of sets) {
    const passing: ContentTest[] = [];
    for (const test of tests) {
      if (passing.some((one) => isNegative(one) === isNegative(test))) continue;
      const placed = { test, yaml: subject.yaml, path: [], part };
      const { outcome } = await runTest(subject, placed, bench);
      if (outcome === 'passed') passing.push(test);
    }
    if (passing.some((test) => !isNegative(test))) return passing;
  }
  return [];
}
