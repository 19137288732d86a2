import type { Severity } from '../../base/diagnostic.js';
import { undescribedTables } from '../../content/reference.js';
import type { Catalog } from '../../kql/analysis/catalog.js';
import type { KqlDiagnostic } from '../../kql/model.js';
import type { DetectionCheck, DetectionContext, Finding } from '../check.js';
import type { Query } from '../runner/query.js';

interface KqlCheck extends DetectionCheck {
  /** The findings of a query whose file need not be valid otherwise. */
  inQuery(query: Query, context: DetectionContext): Iterable<Finding>;
}

export const kql: KqlCheck = {
  code: 'kql',
  scope: 'detection',
  severity: 'error',
  summary: 'The query is valid KQL over the tables, functions and watchlists that exist',
  why: 'The service runs a rule’s query when it is saved and refuses one that fails; a hunting query fails when an analyst needs it. The findings carry the codes of Microsoft’s own analyser (KS142: unknown name, KS204: unknown table, KS211: unknown function, KS005 and the like: syntax); undescribed-table is a table of Microsoft whose columns we do not know.',
  help: 'Mend the query here. Describe a table or function of your own in schemas/tables or schemas/functions.',
  run: ({ query }, context) => kql.inQuery(query, context),
  *inQuery(query, { catalog }) {
    for (const found of query.examination.diagnostics) {
      const range = query.range(found);
      const name = query.textAt(found);
      const { code, message, help } = found;
      if (UNKNOWN_TABLE.has(code) && undescribedTables().has(name)) yield { ...undescribed(name), range };
      else yield { code, message, help, range, severity: severityOf(found, catalog) };
    }
  },
};

/** Unknown tables, here and in a fuzzy union. */
const UNKNOWN_TABLE = new Set(['KS204', 'KS205']);

function severityOf({ code, severity }: KqlDiagnostic, catalog: Catalog): Severity {
  // Without a single list here, the workspace's lists are kept elsewhere.
  return code === 'unknown-watchlist' && catalog.watchlists.size === 0 ? 'warning' : severity;
}

/** The table exists, so the query may well be right: only, nobody here can tell. */
function undescribed(table: string): Omit<Finding, 'range'> {
  return {
    code: 'undescribed-table',
    severity: 'info',
    message: `The columns of ${table} are not known here, so what the query does with them is not checked`,
    help: `Describe the columns that you use in schemas/tables/${table}.json.`,
  };
}
