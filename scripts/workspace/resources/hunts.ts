import type { HuntingQuery } from '../../content/model.js';
import { derivedId } from '../../content/naming.js';
import type { ContentFile } from '../../content/repository.js';
import { type ArmResource, INSIGHTS } from '../azure/arm.js';
import { hashOf, omit, pick, propertiesOf, textOf } from './fields.js';
import {
  compareFields,
  type Difference,
  type Handler,
  type Present,
  type Reader,
  type Stages,
  type Step,
  type Target,
  type Wanted,
} from './handler.js';
import { labelsOfMark, type Mark, readLabels } from './marks.js';

const PATH = `${INSIGHTS}/hunts`;
const MANAGED = ['displayName', 'description', 'attackTactics', 'attackTechniques'];
const READ_ONLY = ['createdTimeUtc', 'updatedTimeUtc'];

/**
 * Hunts of Microsoft Sentinel, one a family: they group its queries and carry the hypothesis that an analyst reviews.
 * Status, owner and comments are the analyst's and stay. The API is a preview: `huntObjects` switches them on.
 */
export const HUNTS: Handler = {
  kind: 'hunt',
  noun: 'hunt',
  adopt: 'add the label managed-by:OWNER with your owner id to it',
  wanted: ({ configuration, huntingQueries }) =>
    configuration.huntObjects ? familiesOf(huntingQueries).map(toWanted) : [],
  read: async (reader) => (reader.repository.configuration.huntObjects ? read(reader) : []),
  compare: compareFields,
  put,
  remove: ({ stored }) => [[{ method: 'DELETE', path: `${PATH}/${stored.name}`, lane: 'parallel' }]],
  toContent: ({ id, fields }) => ({ id, ...pick(fields, MANAGED) }),
};

interface Family {
  folder: string;
  queries: ContentFile<HuntingQuery>[];
}

/** The queries by the folder that they lie in: `hunts/<family>/`. */
function familiesOf(queries: readonly ContentFile<HuntingQuery>[]): Family[] {
  const families = new Map<string, ContentFile<HuntingQuery>[]>();
  for (const query of queries) {
    const folder = query.file.slice(0, Math.max(0, query.file.lastIndexOf('/')));
    families.set(folder, [...(families.get(folder) ?? []), query]);
  }
  return [...families].map(([folder, list]) => ({ folder, queries: list }));
}

function toWanted({ folder, queries }: Family): Wanted {
  const values = queries.map(({ value }) => value);
  const name = titleOf(folder, values);
  const techniques = values.flatMap(({ relevantTechniques = [] }) => relevantTechniques.map((id) => id.slice(0, 5)));
  const fields = {
    displayName: name,
    description: hypothesisOf(name, values),
    attackTactics: [...new Set(values.flatMap(({ tactics = [] }) => tactics))].sort(),
    attackTechniques: [...new Set(techniques)].sort(),
    relations: values.map(({ id }) => id.toLowerCase()).sort(),
  };
  return {
    id: derivedId('hunt', folder),
    name,
    file: folder,
    fields,
    hash: hashOf(fields),
    searches: values.map(({ id }) => id),
  };
}

/** The family as its queries write it before the colon of their names; else the folder. */
function titleOf(folder: string, values: readonly HuntingQuery[]): string {
  const heads = new Set(values.map(({ name }) => (name.includes(': ') ? name.slice(0, name.indexOf(': ')) : '')));
  const [head] = heads;
  return heads.size === 1 && head ? head : folder.slice(folder.lastIndexOf('/') + 1);
}

function hypothesisOf(name: string, values: readonly HuntingQuery[]): string {
  const list = values.map((hunt) => `- ${hunt.name}`).join('\n');
  const text = `Hypothesis: ${name} has been at work in this environment.\n\n${values[0]?.description.trim() ?? ''}\n\nQueries:\n${list}`;
  return text.slice(0, 5000);
}

async function read(reader: Reader): Promise<Present[]> {
  const hunts = await reader.list(PATH);
  return Promise.all(hunts.map((stored) => toPresent(stored, reader)));
}

async function toPresent(stored: ArmResource, reader: Reader): Promise<Present> {
  const properties = propertiesOf(stored);
  const { mark } = readLabels(labelNames(properties));
  const relations = mark?.owner === reader.owner.id ? await reader.arm.list(`${PATH}/${stored.name}/relations`) : [];
  // What analysts relate to the hunt is theirs, and stays.
  const searches = relations.flatMap((relation) => {
    const search = searchOf(propertiesOf(relation));
    return relation.name === relationId(stored.name, search) ? [search] : [];
  });
  const fields = { ...pick(properties, MANAGED), relations: searches.sort() };
  const name = textOf(properties.displayName) || stored.name;
  return { id: stored.name, name, fields, hash: hashOf(fields), mark, stored: { ...stored, properties } };
}

/** The id of the saved search that a relation leads to; empty for a relation to something else. */
function searchOf({ relatedResourceId }: Record<string, unknown>): string {
  return /\/savedSearches\/([^/]+)$/i.exec(textOf(relatedResourceId))?.[1]?.toLowerCase() ?? '';
}

function labelNames({ labels }: Record<string, unknown>): string[] {
  if (!Array.isArray(labels)) return [];
  return labels.map((label: { labelName?: unknown }) => textOf(label.labelName)).filter((name) => name !== '');
}

/** The hunt first, then what leads to its queries: a relation needs both of its ends. */
function put(wanted: Wanted, present: Present | undefined, { fields }: Difference, mark: Mark, target: Target): Stages {
  const name = present?.stored.name ?? wanted.id;
  const stored = present?.stored.properties ?? {};
  const labels = [...labelsOfMark(mark, []), ...readLabels(labelNames(stored)).others].map((labelName) => ({
    labelName,
  }));
  const properties = { ...omit(stored, [...MANAGED, ...READ_ONLY]), ...omit(wanted.fields, ['relations']), labels };
  const etag = present?.stored.etag;
  const hunt: Step = {
    method: 'PUT',
    path: `${PATH}/${name}`,
    body: { properties },
    lane: 'parallel',
    ...(etag ? { etag } : {}),
  };
  if (!fields.some(({ path }) => path === 'relations')) return [[hunt]];
  const [before, after] = [idsOf(present?.fields.relations), idsOf(wanted.fields.relations)];
  const place = (search: string) => `${PATH}/${name}/relations/${relationId(name, search)}`;
  const links = after
    .filter((search) => !before.includes(search))
    .map((search): Step => {
      const relatedResourceId = `${target.workspaceId}/savedSearches/${search}`;
      return { method: 'PUT', path: place(search), body: { properties: { relatedResourceId } }, lane: 'parallel' };
    });
  const cuts = before
    .filter((search) => !after.includes(search))
    .map((search): Step => ({ method: 'DELETE', path: place(search), lane: 'parallel' }));
  return [[hunt], [...links, ...cuts]].filter((stage) => stage.length > 0);
}

function relationId(hunt: string, search: string): string {
  return derivedId('hunt-relation', hunt.toLowerCase(), search);
}

function idsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
