import type { PlannedChange, ResourceKind, Wanted } from '../changes/change.js';
import { diffFields } from '../changes/fields.js';

/** A resource of the workspace that carries our mark. */
export interface Current {
  /** In lower case. */
  id: string;
  name: string;
  /** The fields that we manage, in the shape of `Wanted.body`. */
  body: object;
}

interface Resources<Body extends object> {
  kind: ResourceKind;
  wanted: (Wanted & { body: Body })[];
  /** By id in lower case. */
  current: ReadonlyMap<string, Current>;
  put(wanted: Wanted & { body: Body }): Promise<void>;
  remove(current: Current): Promise<void>;
}

const NO_ITEMS = { add: 0, remove: 0 };

/** Compares what the repository wants with what the workspace has of ours: create, update, delete, unchanged. */
export function planResources<Body extends object>(resources: Resources<Body>): PlannedChange[] {
  const { kind, wanted, current, put, remove } = resources;
  const planned: PlannedChange[] = wanted.map((item) => {
    const existing = current.get(item.id.toLowerCase());
    const fields = diffFields(existing?.body ?? {}, item.body);
    const action = !existing ? 'create' : fields.length > 0 ? 'update' : 'unchanged';
    const { id, name, file } = item;
    return { change: { kind, id, name, file, action, fields, items: NO_ITEMS }, apply: () => put(item) };
  });
  const kept = new Set(wanted.map(({ id }) => id.toLowerCase()));
  for (const existing of current.values()) {
    if (kept.has(existing.id)) continue;
    const { id, name } = existing;
    planned.push({
      change: { kind, id, name, file: '', action: 'delete', fields: [], items: NO_ITEMS },
      apply: () => remove(existing),
    });
  }
  return planned;
}
