import type { Severity } from '../../base/diagnostic.js';
import { kindByFolder } from '../../content/layout.js';
import { undescribedTables } from '../../content/reference.js';
import type { Catalog } from '../../kql/analysis/catalog.js';
import type { KqlDiagnostic } from '../../kql/model.js';
import type { DetectionContext, QueryFinding } from '../check.js';
import type { Query } from '../runner/query.js';

/** What is wrong with a query, whose file need not be valid otherwise. `queryCodes` has every code. */
export function* queryFindings(query: Query, { catalog }: DetectionContext): Iterable<QueryFinding> {
  const isOthers = kindByFolder(query.yaml.source.file) === undefined;
  for (const found of query.facts.diagnostics) {
    const range = query.range(found);
    const name = query.textAt(found);
    const { code, message, help } = found;
    if (MILDER_TABLE[code] !== undefined && undescribedTables().has(name)) yield { ...undescribed(name), range };
    else yield { code, message, help, range, severity: severityOf(found, name, isOthers, catalog) };
  }
}

/** Unknown tables, here and in a fuzzy union, with what is left of their severity where we cannot know them. */
const MILDER_TABLE: Record<string, Severity | undefined> = { KS204: 'warning', KS205: 'info' };

function severityOf(found: KqlDiagnostic, name: string, isOthers: boolean, catalog: Catalog): Severity {
  const { code, severity, help } = found;
  // Custom logs exist in the workspace before anyone describes them here, and so do parsers of others' solutions.
  const isElsewhere = /_CL$/.test(name) || (isOthers && !help.startsWith('Did you mean'));
  if (isElsewhere && MILDER_TABLE[code] !== undefined) return MILDER_TABLE[code];
  // Without a single list here, the workspace's lists are kept elsewhere.
  return code === 'unknown-watchlist' && catalog.watchlists.size === 0 ? 'warning' : severity;
}

/** The table exists, so the query may well be right: only, nobody here can tell. */
function undescribed(table: string): Omit<QueryFinding, 'range'> {
  return {
    code: 'undescribed-table',
    severity: 'info',
    message: `The columns of ${table} are not known here, so what the query does with them is not checked`,
    help: `Describe the columns that you use in schemas/tables/${table}.json.`,
  };
}
