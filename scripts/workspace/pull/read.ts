import type { Repository } from '../../content/repository.js';
import type { NewContent } from '../../content/yaml/content-file.js';
import { INSIGHTS } from '../azure/arm.js';
import type { Connection } from '../azure/connection.js';
import { keyOf } from '../changes/change.js';
import { CONTENT_KINDS } from '../import/scope.js';
import { propertiesOf, textOf } from '../resources/fields.js';
import type { Handler, Present, Reader } from '../resources/handler.js';
import type { Owner } from '../resources/marks.js';

/** All content of a workspace, whoever made it. */
export interface Workspace {
  kinds: { handler: Handler; contentKind: NewContent['kind']; present: Present[] }[];
  /** Why a resource is not the team's own; undefined for one that is. */
  builtIn(present: Present): string | undefined;
}

/** Ids of the saved searches that every workspace has from its start. */
const CAME_WITH_WORKSPACE = /_LogManagement\(|^LogManagement\(/i;

/** Reads rules, hunts, functions and lists with their rows. Throws as the connection does. */
export async function readContentOf(
  repository: Repository,
  connection: Connection,
  { owner, now }: { owner: Owner; now: Date },
): Promise<Workspace> {
  const { arm } = connection;
  const lists = new Map<string, ReturnType<typeof arm.list>>();
  const list = (path: string) => {
    const known = lists.get(path) ?? arm.list(path);
    lists.set(path, known);
    return known;
  };
  const wanted = new Map(
    CONTENT_KINDS.flatMap(({ handler }) =>
      handler.wanted(repository).map((one) => [keyOf(handler.kind, one.id), one] as const),
    ),
  );
  const reader: Reader = {
    ...{ arm, list, owner, now, repository, readsAll: true },
    wanted: (kind, id) => wanted.get(keyOf(kind, id)),
    knownItems: () => undefined,
  };
  const kinds = await Promise.all(
    CONTENT_KINDS.map(async ({ handler, contentKind }) => {
      const present = (await handler.read(reader)).filter(({ orphan }) => !orphan);
      return { handler, contentKind, present };
    }),
  );
  const solutions = await solutionsByParent(list);
  return {
    kinds,
    builtIn: ({ stored }) => {
      const solution = solutions.get(stored.id.toLowerCase());
      if (solution !== undefined)
        return `it belongs to the solution '${solution}' of Content hub: --all takes it as well`;
      return CAME_WITH_WORKSPACE.test(stored.name) ? 'it came with the workspace: --all takes it as well' : undefined;
    },
  };
}

/** Names of solutions by the resource that came with them. */
async function solutionsByParent(list: Reader['list']): Promise<Map<string, string>> {
  const metadata = await list(`${INSIGHTS}/metadata`);
  return new Map(
    metadata.flatMap((item) => {
      const { source, parentId } = propertiesOf(item);
      const from = typeof source === 'object' && source !== null ? { ...source } : {};
      const { kind, name }: { kind?: unknown; name?: unknown } = from;
      return kind === 'Solution' ? [[textOf(parentId).toLowerCase(), textOf(name)] as const] : [];
    }),
  );
}
