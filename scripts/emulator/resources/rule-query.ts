import { type Analyser, createAnalyser } from '../../kql/analysis/analyser.js';
import { readCatalog } from '../logs/workspace-catalog.js';
import { type ArmError, badRequest } from '../server/arm-error.js';
import type { Session } from '../state/session.js';
import type { AlertRuleBody } from './alert-rule-schema.js';

type Properties = AlertRuleBody['properties'];

/** Checks rules as the service does when it saves them: it runs the query, and asks whether mapped columns are there. */
export type RuleQueryCheck = (properties: Properties, session: Session) => Promise<void>;

/**
 * A check that throws a 400 in the service's words. The entities that a query itself returns (`sentinelEntitiesMappings`)
 * and dynamic alert properties are not checked: a published example of Microsoft uses columns that its table has not.
 */
export function createRuleQueryCheck(): RuleQueryCheck {
  let analyser: Analyser | undefined;
  let signature: string | undefined;
  return async (properties, session) => {
    const catalog = await readCatalog(session, properties.query);
    if (!analyser || catalog.signature !== signature) analyser = createAnalyser(catalog);
    signature = catalog.signature;
    const { diagnostics, columns } = analyser.analyse(properties.query);
    // What the analyser does not know, this workspace does not have.
    const error = diagnostics.find(({ severity, code }) => severity === 'error' || UNKNOWN.has(code));
    if (error) throw failedToRun(error);
    if (columns) checkColumns(properties, new Set(columns.map(({ name }) => name)));
  };
}

const UNKNOWN_TABLE = 'KS204';
const UNKNOWN = new Set([UNKNOWN_TABLE, 'KS211', 'unknown-watchlist']);

function failedToRun({ code, message }: { code: string; message: string }): ArmError {
  // A name that stands alone is taken for anything, a table among it.
  const isTable = code === UNKNOWN_TABLE || /known column, table/.test(message);
  const reason = isTable ? 'One of the tables does not exist.' : message;
  return badRequest(`Failed to run the analytics rule query. ${reason}`);
}

function checkColumns({ entityMappings = [], customDetails = {} }: Properties, columns: ReadonlySet<string>): void {
  const check = (part: string, column: string) => {
    if (!columns.has(column)) throw badRequest(`Error in ${part}: The given column '${column}' does not exist.`);
  };
  for (const { fieldMappings } of entityMappings)
    for (const { columnName } of fieldMappings) check('EntityMappings', columnName);
  for (const column of Object.values(customDetails)) check('CustomDetails', column);
}
