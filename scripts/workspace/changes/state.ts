import { SentinelError } from '../../base/errors.js';
import type { Repository } from '../../content/repository.js';
import type { Connection } from '../azure/connection.js';
import { statusOf, toSentinelError } from '../azure/errors.js';
import type { Handler, Present, Reader, Wanted } from '../resources/handler.js';
import { type Owner, standingOf } from '../resources/marks.js';
import { HANDLERS } from '../resources/registry.js';
import type { Item } from '../resources/rows.js';
import { type Deployment, keyOf, type Plan, type PlanOptions } from './change.js';

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
  const refused: { handler: Handler; error: SentinelError }[] = [];
  const wanted = new Map(HANDLERS.map((handler) => [handler, handler.wanted(repository)] as const));
  const reader = openReader(connection, repository, wanted, { owner, now, earlier });
  const kinds = await Promise.all(
    HANDLERS.map(async (handler) => {
      const present = await readKind(handler, reader, connection, (error) => refused.push({ handler, error }));
      return present ? [{ handler, wanted: wanted.get(handler) ?? [], present }] : [];
    }),
  );
  const [first] = refused;
  if (first && !reader.hasAnswered()) throw first.error;
  const unreadable = refused.map(({ handler, error }) => ({ kind: handler.kind, reason: error.message }));
  return { kinds: kinds.flat(), unreadable };
}

/** A kind that may not be read fails alone; when nothing can be read, the workspace cannot. */
async function readKind(
  handler: Handler,
  reader: Reader,
  { name }: Connection,
  refuse: (error: SentinelError) => void,
): Promise<Present[] | undefined> {
  try {
    return await handler.read(reader);
  } catch (error) {
    const known = toSentinelError(error, name);
    if (statusOf(error) !== 403) throw known;
    refuse(known);
    return undefined;
  }
}

function openReader(
  { arm }: Connection,
  repository: Repository,
  wanted: ReadonlyMap<Handler, Wanted[]>,
  { owner, now, earlier }: Pick<PlanOptions, 'owner' | 'now'> & { earlier: Deployment | undefined },
): Reader & { hasAnswered(): boolean } {
  let answers = 0;
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
      if (!lists.has(path))
        list.then(
          () => answers++,
          () => {},
        );
      lists.set(path, list);
      return list;
    },
    hasAnswered: () => answers > 0,
    wanted: (kind, id) => byKey.get(keyOf(kind, id)),
    knownItems: (name, etag) => {
      const list = known.get(name);
      return list && etag !== undefined && list.etag === etag ? list.items : undefined;
    },
  };
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

/** Stops a plan that would overwrite what somebody else made under the same id, or what another repository keeps. */
export function refuseForeign(kinds: readonly KindState[], owner: Owner): void {
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

/** Whether a resource is not what we deployed last. */
export function isEdited({ hash, mark }: Present): boolean {
  return mark !== undefined && mark.hash !== '' && mark.hash.split('.')[0] !== hash;
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
