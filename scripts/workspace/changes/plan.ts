import { SentinelError } from '../../base/errors.js';
import type { Repository } from '../../content/repository.js';
import type { Connection } from '../azure/connection.js';
import { statusOf, toSentinelError } from '../azure/errors.js';
import type { Difference, Handler, Present, Reader, Target, Wanted } from '../resources/handler.js';
import { type Mark, type Owner, standingOf } from '../resources/marks.js';
import { HANDLERS } from '../resources/registry.js';
import type { Item } from '../resources/rows.js';
import { type Change, compareChanges, keyOf, type Plan, type PlannedChange, summarise } from './change.js';
import { costOf } from './cost.js';
import { isDue, namesIn, orderChanges } from './dependencies.js';

/** What a deployment may do, as people ask for it. */
export interface PlanOptions {
  owner: Owner;
  /** Also delete what we deployed earlier and no file asks for now. */
  prune: boolean;
  /** Also delete and make again what the service cannot change. */
  allowReplace: boolean;
  /** Also switch on again what the service has switched off. */
  enableAgain: boolean;
  /** Only the resources of these files; all without it. */
  only?: ReadonlySet<string> | undefined;
  /** The present, which indicators carry as their last change. */
  now: Date;
}

const UPLOAD_API_VERSION = '2024-02-01-preview';

/** A plan with the means to carry it out. */
export interface Deployment {
  plan: Plan;
  changes: PlannedChange[];
  options: PlanOptions;
}

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

/** One kind of resource, as the repository wants it and as the workspace has it. */
export interface KindState {
  handler: Handler;
  wanted: Wanted[];
  present: Present[];
}

/** Reads every kind of a workspace; one that may not be read is missing and named, with the reason. */
export async function readWorkspace(
  repository: Repository,
  connection: Connection,
  { owner, now }: Pick<PlanOptions, 'owner' | 'now'>,
  earlier?: Deployment,
): Promise<{ kinds: KindState[]; unreadable: Plan['unreadable'] }> {
  const unreadable: Plan['unreadable'] = [];
  const wanted = new Map(HANDLERS.map((handler) => [handler, handler.wanted(repository)] as const));
  const reader = openReader(connection, repository, wanted, { owner, now, earlier });
  const kinds = await Promise.all(
    HANDLERS.map(async (handler) => {
      const present = await readKind(handler, reader, connection, unreadable);
      return present ? [{ handler, wanted: wanted.get(handler) ?? [], present }] : [];
    }),
  );
  return { kinds: kinds.flat(), unreadable };
}

/** A kind that may not be read fails alone; when nothing can be read, the workspace cannot. */
async function readKind(
  handler: Handler,
  reader: Reader,
  { name }: Connection,
  unreadable: Plan['unreadable'],
): Promise<Present[] | undefined> {
  try {
    return await handler.read(reader);
  } catch (error) {
    const known = toSentinelError(error, name);
    if (statusOf(error) !== 403 || unreadable.length === HANDLERS.length - 1) throw known;
    unreadable.push({ kind: handler.kind, reason: known.message });
    return undefined;
  }
}

function openReader(
  { arm }: Connection,
  repository: Repository,
  wanted: ReadonlyMap<Handler, Wanted[]>,
  { owner, now, earlier }: Pick<PlanOptions, 'owner' | 'now'> & { earlier: Deployment | undefined },
): Reader {
  const lists = new Map<string, ReturnType<typeof arm.list>>();
  const byKey = new Map([...wanted].flatMap(([{ kind }, list]) => list.map((item) => [keyOf(kind, item.id), item])));
  const known = new Map<string, { etag: string | undefined; items: Item[] }>();
  for (const { present, change } of earlier?.changes ?? []) {
    if (!present?.items || change.action !== 'unchanged') continue;
    known.set(present.stored.name, { etag: present.stored.etag, items: present.items });
  }
  return {
    arm,
    owner,
    now,
    repository,
    list: (path) => {
      const list = lists.get(path) ?? arm.list(path);
      lists.set(path, list);
      return list;
    },
    wanted: (kind, id) => byKey.get(keyOf(kind, id)),
    knownItems: (name, etag) => {
      const list = known.get(name);
      return list && etag !== undefined && list.etag === etag ? list.items : undefined;
    },
  };
}

/** Stops a plan that would overwrite what somebody else made under the same id, or what another repository keeps. */
function refuseForeign(kinds: readonly KindState[], owner: Owner): void {
  const foreign: string[] = [];
  const elsewhere: string[] = [];
  const adopt = new Set<string>();
  for (const { handler, wanted, present } of kinds) {
    const files = new Map(wanted.map(({ id, file }) => [id.toLowerCase(), file]));
    for (const { id, mark, orphan, unmarked, name } of present) {
      if (unmarked) continue;
      const file = files.get(id.toLowerCase());
      const standing = standingOf(mark, owner, file !== undefined);
      if (standing === 'other-repository' && !orphan) {
        elsewhere.push(`${handler.noun} ${name}: from ${mark?.repository}`);
      } else if (standing === 'foreign' && file !== undefined && !orphan) {
        foreign.push(`${file}: the workspace has another ${handler.noun} under ${id}`);
        adopt.add(handler.adopt);
      }
    }
  }
  if (foreign.length > 0) {
    const help = `It was not deployed from here, so it is left alone. To adopt it, ${[...adopt].join('; ')}; else give yours another id.`;
    throw new SentinelError('not-ours', foreign.join('\n'), help, { exitCode: 1 });
  }
  if (elsewhere.length > 0) {
    const list = elsewhere.slice(0, 10).join('\n');
    const more = elsewhere.length > 10 ? `\n… and ${elsewhere.length - 10} more` : '';
    throw new SentinelError(
      'other-repository',
      `The owner '${owner.id}' deployed this workspace from another repository:\n${list}${more}`,
      'If this repository takes its place, pass --take-over. If it is a fork, give it an owner of its own.',
      { exitCode: 1 },
    );
  }
}

/** What of a kind is ours, by id in lower case: resources, and marks without one. */
export function oursOf(
  { wanted, present }: KindState,
  owner: Owner,
): { ours: Map<string, Present>; orphans: Map<string, Present> } {
  const files = new Set(wanted.map(({ id }) => id.toLowerCase()));
  const ours = new Map<string, Present>();
  const orphans = new Map<string, Present>();
  for (const item of present) {
    const id = item.id.toLowerCase();
    if (item.unmarked || standingOf(item.mark, owner, files.has(id)) === 'ours')
      (item.orphan ? orphans : ours).set(id, item);
  }
  return { ours, orphans };
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
  if (present && isEdited(present) && action !== 'unchanged') change.notes.push(editNote(present));
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
  change.notes.push('Mend its query, or pass --enable-again.');
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

/** Whether a resource is not what we deployed last. */
export function isEdited({ hash, mark }: Present): boolean {
  return mark !== undefined && mark.hash !== '' && mark.hash.split('.')[0] !== hash;
}

function editNote(present: Present): string {
  const { changedBy, changedAt } = editOf(present);
  const who = changedBy ? ` by ${changedBy}` : '';
  return `It was changed in the workspace since it was deployed${who}${changedAt ? ` on ${changedAt}` : ''}.`;
}

/** Who changed a resource last, and when, as far as the service tells. */
export function editOf({ stored }: Present): { changedBy?: string; changedAt?: string } {
  const { systemData = {}, properties } = stored;
  const updatedBy: { email?: unknown; name?: unknown } = Object(properties.updatedBy ?? properties.lastModifiedBy);
  const by = [systemData.lastModifiedBy, updatedBy.email, updatedBy.name].find(
    (who) => typeof who === 'string' && who !== '',
  );
  const at = [systemData.lastModifiedAt, properties.lastModifiedUtc, properties.updated].find(
    (when) => typeof when === 'string',
  );
  return {
    ...(typeof by === 'string' ? { changedBy: by } : {}),
    ...(typeof at === 'string' ? { changedAt: at } : {}),
  };
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
    if (change.action !== 'delete' || present?.readAs === undefined) continue;
    const readAs = present.readAs.toLowerCase();
    const readers = staying.filter((reader) => reader.present !== present && reader.names.has(readAs));
    if (readers.length === 0) continue;
    change.done = false;
    change.notes.push(
      `It is still read by ${readers
        .slice(0, 5)
        .map(({ name }) => `'${name}'`)
        .join(', ')}, so it is not deleted.`,
    );
  }
}
