import { isObject } from '../../base/objects.js';
import type { NewContent } from '../../content/yaml/content-file.js';
import { textOf } from '../resources/fields.js';
import type { Handler, Present } from '../resources/handler.js';
import { handlerOf } from '../resources/registry.js';

/** The kinds that become files, in the order in which one builds on the other. */
export const CONTENT_KINDS: readonly { handler: Handler; contentKind: NewContent['kind'] }[] = [
  { handler: handlerOf('watchlist'), contentKind: 'watchlist' },
  { handler: handlerOf('function'), contentKind: 'function' },
  { handler: handlerOf('huntingQuery'), contentKind: 'hunting-query' },
  { handler: handlerOf('analyticRule'), contentKind: 'analytic-rule' },
];

/** Why a resource is none that we keep as a file; undefined for one that is. */
export function outOfScope(kind: Handler['kind'], { stored, fields }: Present): string | undefined {
  if (kind === 'analyticRule' && stored.kind !== 'Scheduled' && stored.kind !== 'NRT') {
    return `${stored.kind ?? 'unknown'} rule: only Scheduled and NRT rules are kept here`;
  }
  const category = textOf(fields.category);
  if (kind === 'huntingQuery' && category.toLowerCase() !== 'hunting queries') {
    return `saved search of the category '${category}': only hunting queries and functions are kept here`;
  }
  return undefined;
}

/** What the handler makes of a resource, as a file of ours. */
export function toContent(kind: NewContent['kind'], handler: Handler, present: Present): NewContent {
  const { items, ...data } = handler.toContent(present);
  if (kind !== 'watchlist' || !isObject(items)) return { kind, data };
  const header = Array.isArray(items.header) ? items.header.map(String) : [];
  const rows = Array.isArray(items.rows)
    ? items.rows.map((row: unknown) => (Array.isArray(row) ? row.map(String) : []))
    : [];
  return { kind, data, items: { header, rows } };
}
