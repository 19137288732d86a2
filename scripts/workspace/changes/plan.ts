import { SentinelError } from '../../base/errors.js';
import type { Repository } from '../../content/repository.js';
import type { Connection } from '../azure/connection.js';
import type { Difference, Handler, Present, Target, Wanted } from '../resources/handler.js';
import type { Mark } from '../resources/marks.js';
import {
  type Change,
  compareChanges,
  type Deployment,
  keyOf,
  type PlannedChange,
  type PlanOptions,
  summarise,
} from './change.js';
import { costOf } from './cost.js';
import { isDue, namesIn, orderChanges } from './dependencies.js';
import { editOf, isEdited, type KindState, oursOf, readWorkspace, refuseForeign } from './state.js';

const UPLOAD_API_VERSION = '2024-02-01-preview';

/**
 * Compares the repository with the workspace. Only reads. Throws a `SentinelError` when the workspace cannot be read, or
 * when content would overwrite what is not ours.
 * @param earlier a plan of the same workspace, whose rows count for the lists that have not changed since
 */
export async function planDeployment(
  repository: Repository,
  connection: Connection,
  options: PlanOptions,
  earlier?: Deployment,
): Promise<Deployment> {
  const { kinds, unreadable } = await readWorkspace(repository, connection, options, earlier);
  refuseForeign(kinds, options.owner);
  const target = await targetOf(repository, connection, options);
  const changes = kinds.flatMap((kind) => planKind(kind, target, options));
  keepWhatIsRead(
    changes,
    kinds.flatMap(({ present }) => present),
  );
  const chosen = options.only ? changes.filter(({ change }) => options.only?.has(change.file)) : changes;
  const ordered = orderChanges(chosen.sort((a, b) => compareChanges(a.change, b.change)));
  const list = chosen.map(({ change }) => change);
  const plan = {
    workspace: connection.name,
    changes: list,
    summary: summarise(list),
    cost: costOf(ordered),
    unreadable,
  };
  return { plan, changes: ordered, options };
}

async function targetOf(
  { configuration }: Repository,
  connection: Connection,
  { owner, now }: PlanOptions,
): Promise<Target> {
  const { workspaceId } = connection.arm;
  if (configuration.indicators !== 'threat-intelligence') return { workspaceId, owner, now };
  return { workspaceId, owner, now, indicators: await uploadUrl(connection) };
}

async function uploadUrl({ endpoints, workspaceGuid, name }: Connection): Promise<string> {
  if (endpoints.threatIntelligence !== undefined) {
    const host = endpoints.threatIntelligence.replace(/\/$/, '');
    const path = `workspaces/${await workspaceGuid()}/threat-intelligence-stix-objects:upload`;
    return `${host}/${path}?api-version=${UPLOAD_API_VERSION}`;
  }
  throw new SentinelError(
    'no-endpoint',
    `No host is known for the upload of indicators in the cloud of the workspace '${name}'.`,
    'Name it in sentinel.config.yaml, as endpoints.threatIntelligence of the workspace.',
  );
}

function planKind(state: KindState, target: Target, options: PlanOptions): PlannedChange[] {
  const { handler, wanted } = state;
  const files = new Set(wanted.map(({ id }) => id.toLowerCase()));
  const { ours, orphans } = oursOf(state, options.owner);
  const planned = wanted.map((item): PlannedChange => {
    const id = item.id.toLowerCase();
    const mark: Mark = { owner: options.owner.id, repository: options.owner.repository, hash: item.hash };
    const before = ours.get(id) ?? orphans.get(id);
    const difference = handler.compare(item, before);
    const change = changeOf(handler, item, ours.get(id), difference, mark, options);
    const steps = change.action === 'unchanged' ? [] : handler.put(item, before, difference, mark, target);
    return { key: keyOf(handler.kind, id), change, steps, after: [], needs: false, wanted: item, present: before };
  });
  const gone = [...ours.values(), ...[...orphans].flatMap(([id, orphan]) => (ours.has(id) ? [] : orphan))];
  for (const item of gone)
    if (!files.has(item.id.toLowerCase())) planned.push(deletionOf(handler, item, target, options));
  return planned;
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch a reason why a change is not done, each with its note.
function changeOf(
  { kind }: Handler,
  wanted: Wanted,
  present: Present | undefined,
  { fields, rows, replaces }: Difference,
  mark: Mark,
  options: PlanOptions,
): Change {
  const marked = present?.mark;
  const remarked = present?.unmarked || (marked !== undefined && isStale(marked, mark));
  const differs = fields.length + rows.length > 0;
  const action = !present ? 'create' : replaces ? 'replace' : differs || remarked ? 'update' : 'unchanged';
  const count = (wantedAction: string) => rows.filter((row) => row.action === wantedAction).length;
  const change: Change = {
    kind,
    id: wanted.id,
    name: wanted.name,
    file: wanted.file,
    action,
    done: true,
    fields: differs || !remarked ? fields : [{ path: 'mark', before: marked ?? null, after: mark }],
    items: { add: count('add'), change: count('change'), remove: count('remove') },
    rows,
    notes: [],
    ...(present?.items ? { rowsBefore: present.items.length } : {}),
    ...(present ? editOf(present) : {}),
  };
  if (action === 'replace' && !options.prune && !options.allowReplace) {
    change.done = false;
    change.notes.push('The service cannot change it in place: --allow-replace deletes it and makes it again.');
  }
  const byOthers = present !== undefined && isEdited(present) && present.disabled === undefined;
  if (byOthers && action !== 'unchanged') change.notes.push(editNote(present));
  if (present?.disabled !== undefined && action !== 'unchanged') keepDisabled(change, present, wanted, options);
  return change;
}

/** Whether a mark says another thing than it should. One without a hash belongs to a kind that keeps none. */
function isStale(marked: Mark, { owner, repository, hash }: Mark): boolean {
  return marked.owner !== owner || marked.repository !== repository || (marked.hash !== '' && marked.hash !== hash);
}

/** A rule that the service has switched off stays off, unless somebody asks, or its file has changed since. */
function keepDisabled(
  change: Change,
  { disabled, mark }: Present,
  { hash }: Wanted,
  { enableAgain }: PlanOptions,
): void {
  change.notes.push(`The service has switched it off (AUTO DISABLED): ${disabled}`);
  if (enableAgain || mark?.hash !== hash) return;
  change.done = false;
  change.notes.push('Correct its query, or pass --enable-again.');
}

function deletionOf(handler: Handler, present: Present, target: Target, { prune }: PlanOptions): PlannedChange {
  const { id, name, items = [], orphan = false } = present;
  const rows = items.length > 0 ? handler.compare({ id, name, file: '', fields: {}, hash: '' }, present).rows : [];
  const done = prune || orphan;
  const notes = done ? [] : ['No file asks for it; --prune deletes it.'];
  if (!orphan && isEdited(present)) notes.push(editNote(present));
  const change: Change = {
    ...{ kind: handler.kind, id, name, file: '', action: 'delete', done, fields: [], notes },
    items: { add: 0, change: 0, remove: items.length },
    rows: rows.filter(({ action }) => action === 'remove'),
    ...(present.items ? { rowsBefore: items.length } : {}),
    ...editOf(present),
  };
  const steps = handler.remove(present, target);
  return { key: keyOf(handler.kind, id), change, steps, after: [], needs: false, wanted: undefined, present };
}

function editNote(present: Present): string {
  const { changedBy, changedAt } = editOf(present);
  const who = changedBy ? ` by ${changedBy}` : '';
  return `It was changed in the workspace since it was deployed${who}${changedAt ? ` on ${changedAt}` : ''}.`;
}

/** A list or function that something still reads after the deployment is not deleted, whoever it belongs to. */
function keepWhatIsRead(changes: readonly PlannedChange[], everything: readonly Present[]): void {
  if (!changes.some(({ change, present }) => change.action === 'delete' && present?.readAs !== undefined)) return;
  const byPresent = new Map(
    changes.flatMap((planned) => (planned.present ? [[planned.present, planned] as const] : [])),
  );
  const staying = [
    ...everything.flatMap((present) => {
      const planned = byPresent.get(present);
      const keeps = !planned || !isDue(planned);
      return keeps && present.query ? [{ name: present.name, names: namesIn(present.query), present }] : [];
    }),
    ...changes.flatMap(({ wanted, change, present }) =>
      wanted?.query && change.done ? [{ name: wanted.name, names: namesIn(wanted.query), present }] : [],
    ),
  ];
  for (const planned of changes) {
    const { change, present } = planned;
    if (change.action !== 'delete' || !change.done || present?.readAs === undefined) continue;
    const readAs = present.readAs.toLowerCase();
    const readers = staying.filter((reader) => reader.present !== present && reader.names.has(readAs));
    if (readers.length === 0) continue;
    change.done = false;
    change.kept = true;
    change.notes.push(
      `It is still read by ${readers
        .slice(0, 5)
        .map(({ name }) => `'${name}'`)
        .join(', ')}, so it is not deleted.`,
    );
  }
}
