import type { Repository } from '../../content/repository.js';
import type { Connection } from '../azure/connection.js';
import type { Present, Wanted } from '../resources/handler.js';
import type { RowChange } from '../resources/rows.js';
import { type Change, compareChanges, keyOf, type Plan, type PlanOptions, summarise } from './change.js';
import { MONTHLY_ITEM_CHANGES } from './cost.js';
import { editOf, isEdited, type KindState, oursOf, readWorkspace } from './state.js';

/**
 * What changed in a workspace since we deployed it, in the shape of a plan: `before` is what was deployed, `after` what
 * is there now. Content that the repository has and the workspace has not got yet is no drift.
 * @param deployed keys of what was deployed before; undefined where nobody knows
 */
export async function findDrift(
  repository: Repository,
  connection: Connection,
  options: Pick<PlanOptions, 'owner' | 'now'>,
  deployed: ReadonlySet<string> | undefined,
): Promise<Plan> {
  const { kinds, unreadable } = await readWorkspace(repository, connection, options);
  const states = kinds.map((state) => ({ state, ...oursOf(state, options.owner) }));
  // Where nothing of ours is, nothing was deployed; where something is, it all was, as far as anybody knows.
  const deployedBefore = states.some(({ ours, orphans }) => ours.size + orphans.size > 0);
  const isKnown = (key: string) => (deployed ? deployed.has(key) : deployedBefore);
  const changes = states.flatMap(({ state, ours, orphans }) => [
    ...[...ours.values()].flatMap((present) => editedOf(state, present)),
    ...[...orphans].flatMap(([id, mark]) => (ours.has(id) ? [] : [goneOf(state, id, mark)])),
    ...state.wanted
      .filter(({ id }) => !ours.has(id.toLowerCase()) && !orphans.has(id.toLowerCase()))
      .filter(({ id }) => isKnown(keyOf(state.handler.kind, id)))
      .map((wanted) => goneOf(state, wanted.id, undefined)),
  ]);
  changes.sort(compareChanges);
  return {
    workspace: connection.name,
    changes,
    summary: summarise(changes),
    cost: { requests: 0, minutes: 0, itemChanges: 0, monthlyItemChanges: MONTHLY_ITEM_CHANGES },
    unreadable,
  };
}

/** A resource that is not what was deployed. The service itself may have changed it: it switches rules off. */
function editedOf({ handler, wanted }: KindState, present: Present): Change[] {
  const file = wanted.find(({ id }) => id.toLowerCase() === present.id.toLowerCase());
  const unchanged = !isEdited(present);
  const base = {
    kind: handler.kind,
    id: present.id,
    name: file?.name ?? present.name,
    file: file?.file ?? '',
    done: false,
    items: { add: 0, change: 0, remove: 0 },
    rows: [],
    notes:
      present.disabled === undefined ? [] : [`The service has switched it off (AUTO DISABLED): ${present.disabled}`],
  };
  if (unchanged) return [{ ...base, action: 'unchanged', fields: [] }];
  const difference = file ? handler.compare(file, present) : { fields: [], rows: [] };
  const rows = difference.rows.map(turned);
  const count = (action: RowChange['action']) => rows.filter((row) => row.action === action).length;
  const change: Change = {
    ...base,
    action: 'update',
    fields: difference.fields.map(({ path, before, after }) => ({ path, before: after, after: before })),
    items: { add: count('add'), change: count('change'), remove: count('remove') },
    rows,
    ...editOf(present),
  };
  change.notes.push(...aboutFile(file, present));
  return [change];
}

/** The differences are those from the file of today; it may have changed since it was deployed. */
function aboutFile(file: Wanted | undefined, { mark }: Present): string[] {
  if (!file) return ['No file asks for it now, so that the differences cannot be told.'];
  return file.hash === mark?.hash
    ? []
    : ['Its file has changed too since it was deployed; the differences are from the file.'];
}

/** As seen from what was deployed. */
function turned({ action, key, before, after }: RowChange): RowChange {
  const seen = { add: 'remove', remove: 'add', change: 'change' } as const;
  return { action: seen[action], key, before: after, after: before };
}

function goneOf({ handler, wanted }: KindState, id: string, mark: Present | undefined): Change {
  const file = wanted.find((item) => item.id.toLowerCase() === id.toLowerCase());
  return {
    kind: handler.kind,
    id: file?.id ?? id,
    name: file?.name ?? id,
    file: file?.file ?? '',
    action: 'delete',
    done: false,
    fields: [],
    items: { add: 0, change: 0, remove: 0 },
    rows: [],
    notes: [
      mark
        ? 'It was deleted in the workspace; its mark is still there.'
        : 'It was deployed, and is not in the workspace any more.',
    ],
  };
}
