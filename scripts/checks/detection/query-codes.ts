import type { Effect } from '../../base/diagnostic.js';
import { analyserCodes } from '../../content/reference.js';
import { helpOf } from '../../kql/analysis/explain.js';
import type { QueryCode } from '../check.js';

const ours = (code: string, effect: Effect, summary: string, why: string, help: string): QueryCode => ({
  code,
  scope: 'query',
  effect,
  summary,
  why,
  help,
});

const TOO_MUCH = 'Analysing it would take minutes, or all memory. Nothing else is said of the query.';

/** What this program itself finds wrong with a query as a whole, or with a name in it. */
const OURS: readonly QueryCode[] = [
  ours(
    'unknown-watchlist',
    'fails',
    'Every watchlist that a query reads is one of the repository',
    'The query fails, or finds nothing, where the list is missing. Without any list here it is a warning: the lists are then kept elsewhere.',
    'Correct the alias, or add the list to watchlists/.',
  ),
  ours(
    'undescribed-table',
    'advice',
    'The columns of every table that a query reads are known',
    'The table is one of Microsoft’s, but nobody here knows its columns: what the query does with them is not checked.',
    'Describe the columns that you use in schemas/tables, or run sentinel tables pull.',
  ),
  ours(
    'no-result',
    'refused',
    'A query returns a table',
    'Statements such as let return nothing: the service has no rows to show, and no alert to raise.',
    'End the query with a tabular expression.',
  ),
  ours(
    'control-command',
    'refused',
    'A query is no control command',
    'Commands, which begin with a period, manage a cluster. Microsoft Sentinel runs queries only.',
    'Start with a table or with let.',
  ),
  ours('query-too-long', 'blocked', 'A query is not too long to be analysed', TOO_MUCH, 'Keep lists in a watchlist.'),
  ours(
    'query-too-deep',
    'blocked',
    'A query is not nested too deeply to be analysed',
    TOO_MUCH,
    'Name the inner parts with let statements.',
  ),
  ours(
    'query-too-complex',
    'blocked',
    'A query does not grow too large when its functions are expanded',
    TOO_MUCH,
    'Call fewer functions that call each other.',
  ),
  ours(
    'analyser-failed',
    'blocked',
    'The analyser can read the query',
    'It failed, so nothing is known of the query: whether it runs shows in the workspace.',
    'Simplify the query. If the workspace accepts it as it is, report this as a fault of the analyser.',
  ),
];

/** Every code that a finding about the KQL of a query can have, lints aside: Microsoft's analyser has KS and a number. */
export function queryCodes(): QueryCode[] {
  const theirs = [...analyserCodes()].map(([code, { severity, message }]) =>
    ours(
      code,
      severity === 'error' ? 'refused' : 'unsure',
      `Microsoft’s analyser says: ${message}`,
      severity === 'error' ? REFUSED : DOUBTFUL,
      helpOf(code),
    ),
  );
  return [...OURS, ...theirs];
}

const REFUSED =
  'The service reads a query in the same way: it refuses to save a rule with this mistake, and a hunting query fails when an analyst needs it.';
const DOUBTFUL = 'The service runs the query, but hardly in the way that is meant.';
