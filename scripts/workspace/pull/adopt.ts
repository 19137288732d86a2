import type { Repository } from '../../content/repository.js';
import type { Connection } from '../azure/connection.js';
import { type Change, type Deployment, keyOf, type PlannedChange, summarise } from '../changes/change.js';
import { costOf } from '../changes/cost.js';
import { outOfScope } from '../import/scope.js';
import type { Mark, Owner } from '../resources/marks.js';
import { differingContent } from './pull.js';
import type { Workspace } from './read.js';

/** What an adoption would mark, and what it may not, because it differs from its file. */
export interface Adoption {
  deployment: Deployment;
  differing: string[];
}

/**
 * A deployment that writes marks and nothing else: to what the workspace and the repository have under the same id and
 * mean alike.
 */
export function planAdoption(
  repository: Repository,
  workspace: Workspace,
  connection: Connection,
  { owner, now }: { owner: Owner; now: Date },
): Adoption {
  const changes: PlannedChange[] = [];
  const differing: string[] = [];
  const target = { workspaceId: connection.arm.workspaceId, owner, now };
  for (const { handler, present } of workspace.kinds) {
    for (const wanted of handler.wanted(repository)) {
      const resource = present.find(({ id }) => id.toLowerCase() === wanted.id.toLowerCase());
      if (!resource || outOfScope(handler.kind, resource) !== undefined) continue;
      const { fields, rows, replaces } = handler.compare(wanted, resource);
      const isAlike = fields.length === 0 || Object.keys(differingContent(handler, wanted, resource)).length === 0;
      if (rows.length > 0 || replaces || !isAlike) {
        differing.push(wanted.file);
        continue;
      }
      const mark: Mark = { owner: owner.id, repository: owner.repository, hash: wanted.hash };
      if (isSame(resource.mark, mark)) continue;
      const change: Change = {
        ...{ kind: handler.kind, id: wanted.id, name: wanted.name, file: wanted.file, action: 'update', done: true },
        fields: [{ path: 'mark', before: resource.mark ? { ...resource.mark } : null, after: { ...mark } }],
        ...{ items: { add: 0, change: 0, remove: 0 }, rows: [], notes: [] },
      };
      const steps = handler.put(wanted, resource, { fields, rows: [], replaces: false }, mark, target);
      changes.push({
        key: keyOf(handler.kind, wanted.id),
        change,
        steps,
        after: [],
        needs: false,
        wanted,
        present: resource,
      });
    }
  }
  const list = changes.map(({ change }) => change);
  const plan = {
    workspace: connection.name,
    changes: list,
    summary: summarise(list),
    cost: costOf(changes),
    unreadable: [],
  };
  const options = { owner, prune: false, allowReplace: false, enableAgain: false, now };
  return { deployment: { plan, changes, options }, differing };
}

function isSame(one: Mark | undefined, other: Mark): boolean {
  return one?.owner === other.owner && one.repository === other.repository && one.hash === other.hash;
}
