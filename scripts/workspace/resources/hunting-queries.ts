import type { SavedSearch } from '@azure/arm-operationalinsights';
import { RestError } from '@azure/core-rest-pipeline';
import { shorten } from '../../base/strings.js';
import type { HuntingQuery } from '../../content/model.js';
import type { ContentFile, Repository } from '../../content/repository.js';
import type { Connection } from '../azure/connection.js';
import type { PlannedChange } from '../changes/change.js';
import { OWNER, refuseForeign } from './ownership.js';
import { planResources } from './reconcile.js';

/** The category that makes a saved search a hunting query. */
const CATEGORY = 'Hunting Queries';

/** Longer tag values are refused by the service. */
const MAX_TAG_VALUE = 256;

const OWNER_TAG = 'managedBy';

/** Plans hunting queries: saved searches of the workspace's category "Hunting Queries". */
export async function planHuntingQueries(repository: Repository, connection: Connection): Promise<PlannedChange[]> {
  const { logs, scope } = connection;
  const { resourceGroup, workspaceName } = scope;
  const { value: searches } = await logs.savedSearches.listByWorkspace(resourceGroup, workspaceName);
  if (!searches) throw new RestError('the service answered with no list', { code: 'list' });
  const wanted = repository.huntingQueries.map((content) => ({
    ...describe(content),
    body: toBody(content.value),
  }));
  const ours = new Map<string, SavedSearch>();
  const foreign = new Map<string, string>();
  for (const search of searches) {
    // The service does not keep the case of ids.
    const id = (search.name ?? '').toLowerCase();
    if (tagValue(search, OWNER_TAG) === OWNER) ours.set(id, search);
    else foreign.set(id, search.displayName);
  }
  refuseForeign('saved search', wanted, foreign, `add the tag ${OWNER_TAG} = ${OWNER} to it`);
  return planResources({
    kind: 'huntingQuery',
    wanted,
    current: new Map([...ours].map(([id, search]) => [id, { id, name: search.displayName, body: bodyOf(search) }])),
    put: async ({ id, body }) => {
      // Without an etag the service refuses to overwrite (409).
      const tags = Object.entries(body.tags).map(([name, value]) => ({ name, value }));
      await logs.savedSearches.createOrUpdate(resourceGroup, workspaceName, id, { ...body, tags, etag: '*' });
    },
    remove: async ({ id }) => {
      await logs.savedSearches.delete(resourceGroup, workspaceName, ours.get(id)?.name ?? id);
    },
  });
}

function describe({ file, value }: ContentFile<HuntingQuery>) {
  return { id: value.id, name: value.name, file };
}

/** What we set of a saved search, as it is compared: tags by name, whatever their order. */
interface Body {
  category: string;
  displayName: string;
  query: string;
  version?: number;
  tags: Record<string, string>;
}

function toBody(hunt: HuntingQuery): Body {
  const tags = {
    description: shorten(hunt.description.replace(/\s+/g, ' ').trim(), MAX_TAG_VALUE),
    tactics: joined(hunt.tactics ?? []),
    techniques: joined(hunt.relevantTechniques ?? []),
    version: hunt.version ?? '',
    [OWNER_TAG]: OWNER,
  };
  return {
    category: CATEGORY,
    displayName: hunt.name,
    query: hunt.query,
    version: 2,
    tags: Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== '')),
  };
}

function bodyOf({ category, displayName, query, version, tags = [] }: SavedSearch): Body {
  return {
    category,
    displayName,
    query,
    ...(version === undefined ? {} : { version }),
    tags: Object.fromEntries(tags.map(({ name, value }) => [name, value])),
  };
}

function tagValue(search: SavedSearch, name: string): string | undefined {
  return search.tags?.find((tag) => tag.name === name)?.value;
}

/** As many items as fit into a tag, comma-separated; never half of one. */
function joined(items: readonly string[]): string {
  let text = items.join(',');
  while (text.length > MAX_TAG_VALUE) text = text.slice(0, text.lastIndexOf(','));
  return text;
}
