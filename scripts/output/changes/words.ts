import { type Change, countItems, type Plan, pendingChanges, type Summary } from '../../workspace/changes/change.js';

/** Kinds of resources as people call them. */
export const KINDS: Record<Change['kind'], string> = {
  huntingQuery: 'hunting query',
  analyticRule: 'analytic rule',
  watchlist: 'watchlist',
  function: 'function',
  hunt: 'hunt',
  threatIntelligence: 'indicators',
};

/** The last line of a plan: `9 to create, 1 to update, 0 to delete, 2 unchanged; 8 watchlist item changes`. */
export function describeSummary(summary: Summary): string {
  if (pendingChanges(summary) === 0) return `nothing to change, ${summary.unchanged} unchanged`;
  const { create, update, replace, unchanged, itemChanges } = summary;
  const replaced = replace > 0 ? `${replace} to replace, ` : '';
  return `${create} to create, ${update} to update, ${replaced}${summary.delete} to delete, ${unchanged} unchanged; ${itemChanges} watchlist item changes`;
}

/** What the deployment costs: requests, time under the throttle, and its part of the month's item changes. */
export function describeCost({ cost }: Plan): string {
  const { requests, minutes, itemChanges, monthlyItemChanges } = cost;
  const time = minutes >= 1 ? `at least ${Math.ceil(minutes)} minutes` : 'under a minute';
  const items = itemChanges === 0 ? '' : `; ${itemChanges} of the ${monthlyItemChanges} item changes of a month`;
  return `${requests === 1 ? '1 request' : `${requests} requests`}, ${time}${items}`;
}

/** What a person should look at before agreeing, a line each, the worst first. */
export function dangersOf({ changes, unreadable }: Plan): string[] {
  const names = (list: readonly Change[]) =>
    list
      .slice(0, 5)
      .map(({ name }) => name)
      .join(', ') + (list.length > 5 ? ', …' : '');
  const line = (list: readonly Change[], text: string) =>
    list.length === 0 ? [] : [`${list.length} ${text}: ${names(list)}`];
  const having = (start: string) =>
    changes.filter(({ notes, action }) => action !== 'unchanged' && notes.some((note) => note.startsWith(start)));
  return [
    ...line(
      changes.filter(({ action, done }) => action === 'delete' && done),
      'will be deleted',
    ),
    ...line(
      changes.filter(({ action, done }) => action === 'replace' && done),
      'will be deleted and made again',
    ),
    ...line(having('It was changed in the workspace'), 'changed in the workspace, which would be overwritten'),
    ...line(having('The service has switched it off'), 'switched off by the service'),
    ...line(having('It is still read by'), 'kept, because something reads it'),
    ...unreadable.map(({ kind, reason }) => `nothing is known of ${KINDS[kind]} resources: ${reason}`),
  ];
}

/** `+3 ~1 −2 rows`; empty without any. */
export function describeItems(items: Change['items']): string {
  if (countItems(items) === 0) return '';
  const { add, change, remove } = items;
  return `+${add}${change > 0 ? ` ~${change}` : ''} −${remove} rows`;
}

/** What a new rule will do, in a few words: its severity, and how often it looks how far back. */
export function describeSchedule({ fields }: Change): string[] {
  const value = (path: string) => fields.find((field) => field.path === path)?.after;
  const parts: string[] = [];
  const severity = value('properties.severity');
  if (severity !== undefined) parts.push(`severity ${String(severity)}`);
  const frequency = value('properties.queryFrequency');
  if (frequency !== undefined) parts.push(`every ${String(frequency)} over ${String(value('properties.queryPeriod'))}`);
  else if (value('kind') === 'NRT') parts.push('near real time');
  if (value('properties.enabled') === false) parts.push('switched off');
  return parts;
}

/** The query of a change, where it brings one. */
export function newQuery({ fields }: Change): string | undefined {
  const found = fields.find(({ path }) => path === 'query' || path === 'properties.query');
  return typeof found?.after === 'string' ? found.after : undefined;
}

/** What a row says, beside its key: all cells of one that comes or goes, the changed ones of one that changes. */
export function describeRow({ action, before, after }: Change['rows'][number], key: string): string {
  if (action !== 'change') {
    const cells = Object.entries(after ?? before ?? {}).filter(([, cell]) => cell !== '' && cell !== key);
    return cells.map(([column, cell]) => `${column} ${cell}`).join(', ');
  }
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const changed = columns.filter((column) => (before?.[column] ?? '') !== (after?.[column] ?? ''));
  return changed
    .map((column) => `${column}: ${before?.[column] || '(none)'} → ${after?.[column] || '(none)'}`)
    .join(', ');
}

export const ROW_SIGNS = { add: '+', change: '~', remove: '-' } as const;

/** A value as text: texts as they are, nothing as `(none)`, the rest as JSON. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : value === null ? '(none)' : JSON.stringify(value, null, 2);
}

/** What the text of a plan says, where it is not what a deployment would do. */
export interface PlanWords {
  /** Before the workspace's name, in Markdown. */
  title?: string;
  summary?: string;
  /** Whether nothing is meant to be done: no change is told apart by that. */
  lists?: boolean;
}

/** The last line of a drift: `2 changed, 1 deleted in the workspace since it was deployed, 12 unchanged`. */
export function describeDrift(summary: Summary): string {
  if (pendingChanges(summary) === 0) return `as it was deployed, ${summary.unchanged} unchanged`;
  return `${summary.update} changed, ${summary.delete} deleted in the workspace since it was deployed, ${summary.unchanged} unchanged`;
}
