import { COMMENT_OR_TEXT } from '../../kql/literals.js';
import type { Present, Step } from '../resources/handler.js';
import { parkedName } from '../resources/rules/analytic-rules.js';
import { keyOf, type PlannedChange } from './change.js';

const TOKENS = new RegExp(`${COMMENT_OR_TEXT}|[A-Za-z_]\\w*`, 'g');

/**
 * What a query may read: identifiers and texts outside of its comments, in lower case. A list is named in a text
 * (`_GetWatchlist("ioc-ip")`, or a variable of that value), a function by an identifier. One too many does no harm.
 */
export function namesIn(query: string): Set<string> {
  const names = new Set<string>();
  for (const [token] of query.matchAll(TOKENS)) {
    if (token.startsWith('//')) continue;
    names.add(token.replace(/^@?["']|["']$/g, '').toLowerCase());
  }
  return names;
}

/** Puts each change after those that it builds on: from what queries read, and from the names of rules. */
export function orderChanges(changes: readonly PlannedChange[]): PlannedChange[] {
  const due = changes.filter(isDue);
  const written = new Map(
    due.flatMap(({ wanted, key }) =>
      wanted?.readAs === undefined ? [] : [[wanted.readAs.toLowerCase(), key] as const],
    ),
  );
  for (const planned of due) planned.after.push(...sourcesOf(planned, written));
  for (const deletion of due) {
    if (deletion.change.action !== 'delete' || deletion.present?.readAs === undefined) continue;
    deletion.after.push(...readersOf(deletion, due));
    deletion.needs = true;
  }
  return withoutCircles([...orderNames(changes), ...changes]);
}

/** What a change reads or leads to, and is written in this deployment as well. */
function sourcesOf({ wanted, key }: PlannedChange, written: ReadonlyMap<string, string>): string[] {
  const searches = (wanted?.searches ?? []).map((id) => keyOf('huntingQuery', id));
  const read = [...namesIn(wanted?.query ?? '')].flatMap((name) => written.get(name) ?? []);
  return [...searches, ...read].filter((source) => source !== key);
}

/** Of things that wait for each other (two functions that name each other) one goes first. */
function withoutCircles(changes: PlannedChange[]): PlannedChange[] {
  const byKey = new Map(changes.map((planned) => [planned.key, planned]));
  const state = new Map<string, 'open' | 'done'>();
  const visit = (planned: PlannedChange) => {
    state.set(planned.key, 'open');
    planned.after = [...new Set(planned.after)].filter((key) => {
      const before = byKey.get(key);
      if (!before || state.get(key) === 'open') return false;
      if (!state.has(key)) visit(before);
      return true;
    });
    state.set(planned.key, 'done');
  };
  for (const planned of changes) if (!state.has(planned.key)) visit(planned);
  return changes;
}

/** The changes after which nothing reads a list or function any more. */
function readersOf(deletion: PlannedChange, due: readonly PlannedChange[]): string[] {
  const name = deletion.present?.readAs?.toLowerCase() ?? '';
  return due
    .filter((other) => other !== deletion && namesIn(other.present?.query ?? '').has(name))
    .map(({ key }) => key);
}

/** Whether a change is made in this deployment. */
export function isDue({ change }: PlannedChange): boolean {
  return change.done && change.action !== 'unchanged';
}

/**
 * The service wants the names of rules to be unique. A rule that takes the name of another waits until that one has
 * let go of it; of rules that swap their names one goes by a name of its own for a while.
 */
function orderNames(changes: readonly PlannedChange[]): PlannedChange[] {
  const rules = changes.filter((planned) => planned.change.kind === 'analyticRule' && isDue(planned));
  const holders = new Map<string, PlannedChange>();
  for (const planned of rules) {
    const { present, wanted } = planned;
    const leaves = present && !present.orphan && present.name.toLowerCase() !== wanted?.name.toLowerCase();
    if (leaves) holders.set(present.name.toLowerCase(), planned);
  }
  const waits = new Map<string, PlannedChange>();
  for (const planned of rules) {
    const holder = planned.wanted && holders.get(planned.wanted.name.toLowerCase());
    if (holder && holder !== planned) waits.set(planned.key, holder);
  }
  const parked: PlannedChange[] = [];
  for (const planned of rules) {
    const holder = waits.get(planned.key);
    if (!holder) continue;
    if (!leadsBack(planned, waits) || !holder.present) {
      planned.after.push(holder.key);
      continue;
    }
    const parking = park(holder, holder.present);
    parked.push(parking);
    planned.after.push(parking.key);
    holder.after.push(parking.key);
    // The circle is open now.
    waits.delete(planned.key);
  }
  return parked;
}

function leadsBack(planned: PlannedChange, waits: ReadonlyMap<string, PlannedChange>): boolean {
  const seen = new Set<string>();
  for (let next = waits.get(planned.key); next && !seen.has(next.key); next = waits.get(next.key)) {
    if (next === planned) return true;
    seen.add(next.key);
  }
  return false;
}

/** The step that gives a rule another name for a while; its version is another one then. */
function park(holder: PlannedChange, present: Present): PlannedChange {
  const rulePath = parkedName(present).path;
  holder.steps = holder.steps.map((stage) => stage.map((step) => (step.path === rulePath ? withoutEtag(step) : step)));
  return {
    ...holder,
    key: `${keyOf('analyticRule', present.id)}#name`,
    steps: [[parkedName(present)]],
    after: [],
    needs: false,
  };
}

function withoutEtag({ etag: _, ...step }: Step): Step {
  return step;
}
