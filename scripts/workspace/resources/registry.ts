import { FUNCTIONS } from './functions.js';
import type { Handler, ResourceKind } from './handler.js';
import { HUNTING_QUERIES } from './hunting-queries.js';
import { HUNTS } from './hunts.js';
import { ANALYTIC_RULES } from './rules/analytic-rules.js';
import { THREAT_INTELLIGENCE } from './threat-intelligence.js';
import { WATCHLISTS } from './watchlists.js';

/** Every kind that is deployed, in the order of a plan: what is read comes before what reads it. */
export const HANDLERS: readonly Handler[] = [
  WATCHLISTS,
  THREAT_INTELLIGENCE,
  FUNCTIONS,
  HUNTING_QUERIES,
  HUNTS,
  ANALYTIC_RULES,
];

export function handlerOf(kind: ResourceKind): Handler {
  const handler = HANDLERS.find((candidate) => candidate.kind === kind);
  if (!handler) throw new TypeError(`no handler for ${kind}`);
  return handler;
}
