import { asRule } from '../detection.js';
import type { TestSetup } from '../run-tests.js';
import { type Subject, wholeQuery } from '../subject.js';
import type { Workbench } from '../workbench.js';
import { Asker } from './asker.js';
import { type LivingRow, livingRows } from './list-rows.js';
import { ProbeRefused } from './probe.js';
import type { Missed, Reachability, WronglyMatched } from './report.js';

/**
 * Asks every hunt and rule for the living indicators that it should catch, in the forms that real logs have, and for rows
 * that only look like them. `asOf` decides which indicators live.
 */
export function proveReachability({ subjects, bench, run }: TestSetup, asOf: Date): Reachability {
  const living = livingRows(run.repository, asOf);
  const reached = new Set<LivingRow>();
  const unreached: Missed[] = [];
  const faulty = new Set<LivingRow>();
  const wronglyMatched: WronglyMatched[] = [];
  const unproven: { file: string; reason: string }[] = [];
  let nearMisses = 0;
  for (const subject of subjects) {
    if (subject.kind === 'template') continue;
    const answer = ask(subject, living, bench, asOf);
    if (!answer) continue;
    if ('reason' in answer) unproven.push({ file: subject.file, reason: answer.reason });
    else {
      for (const row of answer.reached) reached.add(row);
      for (const { row, ...missed } of answer.missed) {
        faulty.add(row);
        unreached.push(missed);
      }
      wronglyMatched.push(...answer.wronglyMatched);
      nearMisses += answer.nearMisses;
    }
  }
  // Whether anything reaches an indicator can only be said when everything was asked.
  const forgotten = run.isWhole ? living.filter((row) => !reached.has(row) && !faulty.has(row)) : [];
  unreached.push(...forgotten.map(toForgotten));
  const asked = run.isWhole ? living : living.filter((row) => reached.has(row) || faulty.has(row));
  const isReached = (row: LivingRow) => reached.has(row) && !faulty.has(row);
  return {
    indicators: asked.length,
    reached: asked.filter(isReached).length,
    unreached,
    nearMisses,
    wronglyMatched,
    unproven,
  };
}

function toForgotten({ label, file, line }: LivingRow): Missed {
  const place = { line, column: 1 };
  const message = `no hunt or rule looks for ${label}`;
  return { indicator: label, file, message, range: { start: place, end: place }, isFault: false };
}

type Answer = ReturnType<Asker['askAll']>;

/** What a hunt or rule catches; undefined where it looks for no indicators, or cannot be run, which its tests say. */
function ask(subject: Subject, living: readonly LivingRow[], bench: Workbench, asOf: Date): Answer | undefined {
  const preparation = bench.prepare(wholeQuery(subject.value));
  if (preparation.outcome !== 'prepared') return undefined;
  const asker = new Asker(subject, preparation.prepared, living, bench, asOf);
  if (!asker.readsIndicators) return undefined;
  try {
    return asker.askAll(asRule(subject) !== undefined);
  } catch (error) {
    if (error instanceof ProbeRefused) return { reason: error.message };
    throw error;
  }
}
