import { isObject } from '../../base/objects.js';
import { derivedId } from '../../content/naming.js';
import { evaluate, type Scope, Unresolved } from './arm-expression.js';

/** The collections of a workspace that we take content from. */
export type Collection = 'alertRules' | 'metadata' | 'savedSearches' | 'watchlists';

/** A resource out of a file, as the workspace's API would return it. */
export interface Exported {
  collection: Collection;
  name: string;
  kind?: string;
  properties: Record<string, unknown>;
  /** What could not be told, a sentence each. */
  notes: string[];
}

/** What one file holds. */
export interface ReadTemplate {
  resources: Exported[];
  /** Resources of kinds that we do not keep, by type and name. */
  others: { type: string; name: string }[];
}

/** Nested deployments deeper than this are no export of anybody's. */
const MAX_NESTING = 10;

/**
 * The content out of JSON: an ARM template, also with nested deployments and templates of Content hub, or answers of the
 * API (`{"value": […]}`, a list, one resource). Undefined where it is neither.
 * @param file its path, from which names follow that only a deployment would know
 */
export function readTemplate(json: unknown, file: string): ReadTemplate | undefined {
  const found: ReadTemplate = { resources: [], others: [] };
  const walk = new Walk(file, found);
  if (isObject(json) && Array.isArray(json.resources)) walk.template(json, EMPTY, 0);
  else {
    const list: unknown[] = Array.isArray(json)
      ? json
      : isObject(json) && Array.isArray(json.value)
        ? json.value
        : [json];
    if (
      !list.every(
        (item) => isObject(item) && isObject(item.properties) && (item.type !== undefined || item.id !== undefined),
      )
    ) {
      return undefined;
    }
    for (const item of list) walk.resource(item, EMPTY, '', 0);
  }
  return found;
}

const EMPTY: Scope = { parameters: new Map(), variables: new Map() };

class Walk {
  constructor(
    private readonly file: string,
    private readonly found: ReadTemplate,
  ) {}

  /** @param outer what the template around it says: a nested one may use that, too */
  template(template: Record<string, unknown>, outer: Scope, depth: number): void {
    if (depth > MAX_NESTING || !Array.isArray(template.resources)) return;
    const scope: Scope = {
      parameters: new Map([
        ...outer.parameters,
        ...entriesOf(template.parameters).map(([name, value]) => [name.toLowerCase(), defaultOf(value, name)] as const),
      ]),
      variables: new Map([
        ...outer.variables,
        ...entriesOf(template.variables).map(([name, value]) => [name.toLowerCase(), value] as const),
      ]),
    };
    for (const resource of template.resources) this.resource(resource, scope, '', depth);
  }

  /** @param parent the type of the resource that a child stands in */
  resource(resource: unknown, scope: Scope, parent: string, depth: number): void {
    if (!isObject(resource) || depth > MAX_NESTING) return;
    const type = typeOf(resource, parent);
    const properties = isObject(resource.properties) ? resource.properties : {};
    for (const inner of [properties.template, properties.mainTemplate])
      if (isObject(inner)) this.template(inner, scope, depth + 1);
    const children: unknown[] = Array.isArray(resource.resources) ? resource.resources : [];
    for (const child of children) this.resource(child, scope, type, depth + 1);
    const collection = COLLECTIONS[type];
    if (collection) this.found.resources.push(this.#exported(collection, resource, properties, scope));
    else if (!CONTAINERS.has(type))
      this.found.others.push({ type, name: this.#displayName(resource, properties, scope) });
  }

  #exported(
    collection: Collection,
    resource: Record<string, unknown>,
    properties: Record<string, unknown>,
    scope: Scope,
  ): Exported {
    const notes: string[] = [];
    const resolved = resolve(properties, scope, notes);
    const name = this.#name(resource, scope, notes);
    return {
      collection,
      name,
      ...(typeof resource.kind === 'string' ? { kind: resource.kind } : {}),
      properties: isObject(resolved) ? resolved : {},
      notes,
    };
  }

  /** The last part of the name; a derived id where only a deployment would know it. */
  #name({ name, id }: Record<string, unknown>, scope: Scope, notes: string[]): string {
    try {
      const whole = String(evaluate(name ?? id, scope) ?? '');
      const last = whole.split('/').at(-1) ?? '';
      if (last !== '') return last;
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      notes.push(`its id follows from the file: ${error.message}`);
    }
    return derivedId('import', this.file, String(this.found.resources.length));
  }

  #displayName(resource: Record<string, unknown>, properties: Record<string, unknown>, scope: Scope): string {
    const named = properties.displayName ?? resource.name;
    try {
      return String(evaluate(named, scope) ?? '');
    } catch {
      return String(named ?? '');
    }
  }
}

/** Every expression inside a value evaluated; one that cannot be stays as it is, and is told. */
function resolve(value: unknown, scope: Scope, notes: string[], path = ''): unknown {
  if (Array.isArray(value)) return value.map((item, index) => resolve(item, scope, notes, `${path}[${index}]`));
  if (isObject(value)) {
    const entries = Object.entries(value).map(([key, item]) => [
      key,
      resolve(item, scope, notes, path === '' ? key : `${path}.${key}`),
    ]);
    return Object.fromEntries(entries);
  }
  try {
    return evaluate(value, scope);
  } catch (error) {
    if (!(error instanceof Unresolved)) throw error;
    notes.push(`${path} stays as it is written: ${error.message}`);
    return value;
  }
}

/** A parameter's default; its own name where it has none, as for the workspace. */
function defaultOf(parameter: unknown, name: string): unknown {
  return isObject(parameter) && parameter.defaultValue !== undefined ? parameter.defaultValue : name;
}

function entriesOf(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

/** In lower case; of an answer without a type, out of its id; of a child, with its parent's. */
function typeOf({ type, id }: Record<string, unknown>, parent: string): string {
  if (typeof type === 'string') {
    const own = type.toLowerCase();
    return parent === '' || own.includes('.') ? own : `${parent}/${own}`;
  }
  const [, provider = '', collection = ''] =
    /\/providers\/(Microsoft\.\w+)\/(?:workspaces\/[^/]+\/)?(\w+)\/[^/]+$/i.exec(String(id)) ?? [];
  return `${provider}/${collection}`.toLowerCase();
}

const INSIGHTS = ['microsoft.operationalinsights/workspaces/providers', 'microsoft.securityinsights'];

const COLLECTIONS: Record<string, Collection> = Object.fromEntries([
  ...INSIGHTS.flatMap((prefix) =>
    (['alertRules', 'metadata', 'watchlists'] as const).map(
      (name) => [`${prefix}/${name.toLowerCase()}`, name] as const,
    ),
  ),
  ['microsoft.operationalinsights/workspaces/savedsearches', 'savedSearches'],
  ['microsoft.operationalinsights/savedsearches', 'savedSearches'],
]);

/** What only holds other resources. */
const CONTAINERS = new Set([
  'microsoft.resources/deployments',
  'microsoft.operationalinsights/workspaces',
  ...INSIGHTS.flatMap((prefix) => [`${prefix}/contenttemplates`, `${prefix}/contentpackages`]),
]);
