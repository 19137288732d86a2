import { Fields } from '../../base/fields.js';
import { counted } from '../../base/strings.js';
import type { Review } from '../../review/review.js';

/** What other verbs found out about the change: their JSON, as far as the comment shows it. */
export interface Evidence {
  proof: Proof | undefined;
  plans: readonly PlanDigest[];
}

export interface Proof {
  summary: string;
  failed: number;
  notRun: number;
  unreached: readonly string[];
  wronglyMatched: number;
  unnoticed: number;
}

export interface PlanDigest {
  workspace: string;
  summary: string;
  /** One line a change. */
  changes: readonly string[];
  /** Deletions and replacements, one line each. */
  dangers: readonly string[];
}

/** The proof out of what `sentinel test --format json` printed. */
export function proofOf(test: Record<string, unknown>): Proof {
  const json = new Fields(test);
  const [summary, reachability, mutants] = [
    json.object('summary'),
    json.object('reachability'),
    json.object('mutants'),
  ];
  const [passed, failed, notRun] = [summary.number('passed'), summary.number('failed'), summary.number('notRun')];
  const unreached = reachability.list('unreached').map((one) => one.text('indicator'));
  const wronglyMatched = reachability.list('wronglyMatched').length;
  const unnoticed = mutants.list('unnoticed').length;
  const parts = [
    `${counted(passed, 'test')} passed, ${failed} failed${notRun > 0 ? `, ${notRun} not run` : ''}`,
    reachability.number('indicators') > 0
      ? `${reachability.number('reached')} of ${counted(reachability.number('indicators'), 'indicator')} reached, ${reachability.number('nearMisses')} near misses silent`
      : '',
    mutants.number('made') > 0
      ? `${mutants.number('noticed')} of ${counted(mutants.number('made'), 'mutant')} noticed`
      : '',
  ];
  return { summary: parts.filter(Boolean).join('; '), failed, notRun, unreached, wronglyMatched, unnoticed };
}

/** Plans out of what `sentinel plan --format json` printed, for one workspace or several. */
export function plansOf(json: Record<string, unknown>): PlanDigest[] {
  const several = new Fields(json).list('plans');
  return (several.length > 0 ? several : [new Fields(json)]).map(planDigest);
}

function planDigest(plan: Fields): PlanDigest {
  const summary = plan.object('summary');
  const pending = plan.list('changes').filter((change) => change.text('action') !== 'unchanged');
  const line = (change: Fields) => `${change.text('action')} ${change.text('kind')} ${change.text('name')}`;
  const isDanger = (change: Fields) => ['delete', 'replace'].includes(change.text('action'));
  const counts = ['create', 'update', 'replace', 'delete', 'unchanged'].map(
    (name) => `${summary.number(name)} to ${name}`,
  );
  return {
    workspace: plan.text('workspace'),
    summary: `${counts.join(', ').replace(/ to unchanged$/, ' unchanged')}; ${counted(summary.number('itemChanges'), 'watchlist item change')}`,
    changes: pending.sort((a, b) => Number(isDanger(b)) - Number(isDanger(a))).map(line),
    dangers: pending.filter(isDanger).map((change) => `${plan.text('workspace')}: ${line(change)}`),
  };
}

/** What a reviewer must see before anything else, worst first. */
export function dangersOf(review: Review, { proof, plans }: Evidence): string[] {
  const removed = review.rows.filter(({ action }) => action === 'remove').length;
  const known = review.rows.length;
  return [
    review.unreadable.length > 0 ? `Cannot be read: ${review.unreadable.join(', ')}` : '',
    proof && proof.failed > 0 ? `${counted(proof.failed, 'test')} failed` : '',
    proof && proof.unreached.length > 0 ? `No hunt finds ${shortList(proof.unreached)}` : '',
    proof && proof.wronglyMatched > 0
      ? `${counted(proof.wronglyMatched, 'near miss', 'near misses')} matched that must not`
      : '',
    proof && proof.unnoticed > 0
      ? `No test would notice ${counted(proof.unnoticed, 'weakened query', 'weakened queries')}`
      : '',
    ...plans.flatMap(({ dangers }) =>
      dangers.length > 5 ? [...dangers.slice(0, 5), `… and ${dangers.length - 5} more`] : dangers,
    ),
    removed > 0 ? `${counted(removed, 'indicator')} of ${known} changed ${removed === 1 ? 'is' : 'are'} removed` : '',
    review.cost.itemChanges > review.cost.limit
      ? `${review.cost.itemChanges} watchlist item changes are more than one deployment may make (${review.cost.limit})`
      : '',
  ].filter(Boolean);
}

function shortList(names: readonly string[]): string {
  const more = names.length - 5;
  return names.slice(0, 5).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
