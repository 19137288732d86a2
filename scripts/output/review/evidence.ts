import { Fields } from '../../base/fields.js';
import { counted } from '../../base/strings.js';

/** What other verbs found out about the change: their JSON, as far as the comment shows it. */
export interface Evidence {
  /** Undefined where nobody asked. */
  findings: Findings | undefined;
  proof: Proof | undefined;
  plans: readonly PlanDigest[];
}

/** What `validate` found. */
export interface Findings {
  errors: number;
  warnings: number;
  /** The worst first. */
  list: readonly Remark[];
}

/** Something at a place of a file. */
export interface Remark {
  /** `hunts/a.yaml:12`. */
  place: string;
  text: string;
}

export interface Proof {
  summary: string;
  failed: number;
  notRun: number;
  unreached: readonly string[];
  wronglyMatched: number;
  unnoticed: number;
  /** Each test that failed, each near miss that was found, each weakened query that no test noticed. */
  remarks: readonly Remark[];
}

export interface PlanDigest {
  workspace: string;
  summary: string;
  /** One line a change. */
  changes: readonly string[];
  /** Deletions and replacements, one line each. */
  dangers: readonly string[];
}

/** More than these nobody reads in a comment, and the artifact need not carry them twice. */
const MAX_REMARKS = 100;

/** The findings out of what `sentinel validate --format json` printed. */
export function findingsOf(validation: Record<string, unknown>): Findings {
  const json = new Fields(validation);
  const summary = json.object('summary');
  const diagnostics = json.list('diagnostics');
  const ordered = ['error', 'warning', 'info'].flatMap((severity) =>
    diagnostics.filter((one) => one.text('severity') === severity),
  );
  return {
    ...{ errors: summary.number('errors'), warnings: summary.number('warnings') },
    list: ordered.slice(0, MAX_REMARKS).map((one) => {
      const severity = one.text('severity');
      return remark(one, severity === 'error' ? one.text('message') : `${severity}: ${one.text('message')}`);
    }),
  };
}

function remark(one: Fields, text: string): Remark {
  const line = one.object('range').object('start').number('line');
  return { place: line > 0 ? `${one.text('file')}:${line}` : one.text('file'), text };
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
  const unreached = reachability.list('unreached');
  const wronglyMatched = reachability.list('wronglyMatched');
  const unnoticed = mutants.list('unnoticed');
  const [asked, nearMisses] = [reachability.number('indicators'), reachability.number('nearMisses')];
  const parts = [
    `${counted(passed, 'test')} passed, ${failed} failed${notRun > 0 ? `, ${notRun} not run` : ''}`,
    asked > 0
      ? `${reachability.number('reached')} of ${counted(asked, 'living indicator')} found, ${nearMisses - wronglyMatched.length} of ${counted(nearMisses, 'near miss', 'near misses')} left alone`
      : '',
    mutants.number('made') > 0
      ? `${mutants.number('noticed')} of ${counted(mutants.number('made'), 'weakened query', 'weakened queries')} noticed`
      : '',
  ];
  const failures = json.list('tests').filter((one) => one.text('outcome') === 'failed');
  const remarks = [
    ...failures.map((one) => remark(one, `${one.text('name')}: ${firstLine(one.text('message'))}`)),
    ...unreached.map((one) => remark(one, `${one.text('indicator')} is not found: ${firstLine(one.text('message'))}`)),
    ...wronglyMatched.map((one) => remark(one, firstLine(one.text('message')))),
    ...unnoticed.map((one) => remark(one, `no test notices the query ${one.text('mutation')}`)),
  ];
  return {
    ...{ summary: parts.filter(Boolean).join('; '), failed, notRun, remarks: remarks.slice(0, MAX_REMARKS) },
    unreached: unreached.map((one) => one.text('indicator')),
    ...{ wronglyMatched: wronglyMatched.length, unnoticed: unnoticed.length },
  };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** Plans out of what `sentinel plan --format json` printed, for one workspace or several. */
export function plansOf(json: Record<string, unknown>): PlanDigest[] {
  const several = new Fields(json).list('plans');
  return (several.length > 0 ? several : [new Fields(json)]).map(planDigest);
}

/** The worst first. */
const ACTIONS = ['delete', 'replace', 'update', 'create'] as const;

const KINDS: Readonly<Record<string, string>> = {
  huntingQuery: 'hunt',
  analyticRule: 'rule',
  threatIntelligence: 'indicators',
};

function planDigest(plan: Fields): PlanDigest {
  const summary = plan.object('summary');
  const pending = ACTIONS.flatMap((action) =>
    plan.list('changes').filter((change) => change.text('action') === action),
  );
  const dangers = pending.filter((change) => ['delete', 'replace'].includes(change.text('action')));
  const counts = ['create', 'update', 'replace', 'delete'].flatMap((name) =>
    summary.number(name) > 0 ? [`${summary.number(name)} to ${name}`] : [],
  );
  const items = summary.number('itemChanges');
  return {
    workspace: plan.text('workspace'),
    summary: [
      counts.length > 0 ? `${counts.join(', ')}, ` : 'nothing to change, ',
      `${summary.number('unchanged')} unchanged`,
      items > 0 ? `; ${counted(items, 'watchlist item change')}` : '',
    ].join(''),
    changes: pending.map(changeLine),
    dangers: dangers.map((change) => `${plan.text('workspace')}: ${changeLine(change)}`),
  };
}

/** `delete rule Beacons`, `update watchlist Domains (+3 ~1 −2 rows)`; what only `--prune` would delete says so. */
function changeLine(change: Fields): string {
  const items = change.object('items');
  const [add, edit, remove] = [items.number('add'), items.number('change'), items.number('remove')];
  const rows = add + edit + remove > 0 ? ` (+${add} ~${edit} −${remove} rows)` : '';
  const kept = change.flag('done') === false ? ' (only with --prune)' : '';
  const kind = change.text('kind');
  return `${change.text('action')} ${KINDS[kind] ?? kind} ${change.text('name')}${rows}${kept}`;
}
