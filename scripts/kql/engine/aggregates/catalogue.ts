import { collectionAggregates } from './collections.js';
import type { AggregateEntry } from './entry.js';
import { numberAggregates } from './numbers.js';

const ENTRIES = new Map<string, AggregateEntry>(Object.entries({ ...numberAggregates, ...collectionAggregates }));

/** Aggregates that KQL has and the engine has not, besides those that a plan spells another way. */
const OTHERS = [
  'percentiles',
  'argmax',
  'argmin',
  'hll',
  'hll_merge',
  'tdigest',
  'tdigest_merge',
  'buildschema',
  'percentilesw',
  'hll_if',
];

export function aggregateOf(name: string): AggregateEntry | undefined {
  return ENTRIES.get(name);
}

/** Whether a name is that of an aggregate function. */
export function hasAggregate(name: string): boolean {
  return ENTRIES.has(name) || OTHERS.includes(name);
}
