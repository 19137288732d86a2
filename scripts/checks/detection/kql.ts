import type { Effect } from '../../base/diagnostic.js';
import { undescribedTables } from '../../content/reference.js';
import type { Catalog } from '../../kql/analysis/catalog.js';
import type { KqlDiagnostic } from '../../kql/model.js';
import type { DetectionContext, QueryFinding } from '../check.js';
import type { Query } from '../runner/query.js';
import { deprecatedTable, describeRetired } from './deprecated-table.js';

/** What is wrong with a query, whose file need not be valid otherwise. `queryCodes` has every code. */
export function* queryFindings(query: Query, { catalog }: DetectionContext): Iterable<QueryFinding> {
  for (const found of query.facts.diagnostics) {
    const range = query.range(found);
    const name = query.textAt(found);
    const { code, message, help } = found;
    const table = UNKNOWN_TABLE.has(code) ? undescribedTables().get(name) : undefined;
    if (table?.retired)
      yield { ...describeRetired(name, table.retired), code: deprecatedTable.code, effect: 'misleads', range };
    else if (table) yield { ...undescribed(name), range };
    else yield { code, message, help, range, effect: effectOf(found, catalog) };
  }
}

/** Unknown tables, here and in a fuzzy union. */
const UNKNOWN_TABLE = new Set(['KS204', 'KS205']);

const EFFECT_OF: Record<KqlDiagnostic['severity'], Effect> = { error: 'refused', warning: 'unsure', info: 'ignored' };

function effectOf({ code, severity }: KqlDiagnostic, catalog: Catalog): Effect {
  if (code !== 'unknown-watchlist') return EFFECT_OF[severity];
  // Without a single list here, the workspace's lists are kept elsewhere.
  return catalog.watchlists.size === 0 ? 'unsure' : 'fails';
}

/** The table exists, so the query may well be right: only, nobody here can tell. */
function undescribed(table: string): Omit<QueryFinding, 'range'> {
  return {
    code: 'undescribed-table',
    effect: 'advice',
    message: `The columns of ${table} are not known here, so what the query does with them is not checked`,
    help: `Describe the columns that you use in schemas/tables/${table}.json.`,
  };
}
