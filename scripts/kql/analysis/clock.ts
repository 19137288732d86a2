import type { Analyser } from './analyser.js';
import { call, walk } from './syntax.js';

/**
 * The query with another clock: `now()` and `ago(…)` count from an instant (ISO 8601) instead of the moment at which the
 * service runs it. Unchanged where the query cannot be read.
 */
export function atInstant(query: string, instant: string, analyser: Analyser): string {
  const { tree } = analyser.analyse(query);
  if (!tree) return query;
  const clock = `datetime(${instant})`;
  const changes: { start: number; end: number; text: string }[] = [];
  for (const node of walk(tree)) {
    const called = call(node);
    if (!called || node.end > query.length) continue;
    const [argument] = called.arguments;
    const text = argument && query.slice(argument.start, argument.end);
    if (called.name === 'now') changes.push({ ...span(node), text: text ? `(${clock} + (${text}))` : clock });
    else if (called.name === 'ago' && text) changes.push({ ...span(node), text: `(${clock} - (${text}))` });
  }
  let changed = query;
  for (const { start, end, text } of changes.sort((a, b) => b.start - a.start)) {
    changed = changed.slice(0, start) + text + changed.slice(end);
  }
  return changed;
}

function span({ start, end }: { start: number; end: number }): { start: number; end: number } {
  return { start, end };
}
