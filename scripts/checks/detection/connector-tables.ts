import { dataConnectors, OWN_TABLES } from '../../content/reference.js';
import type { Catalog } from '../../kql/analysis/catalog.js';
import type { DetectionCheck, Finding } from '../check.js';

interface Connector {
  connectorId: string;
  dataTypes: readonly string[];
}

export const connectorTables: DetectionCheck = {
  code: 'connector-tables',
  scope: 'detection',
  effect: 'misleads',
  summary: 'The data connectors name the tables that the query reads',
  why: 'The connectors tell a team whether its workspace has the logs that a hunt needs. With a table missing there, the hunt looks ready and fails, or finds nothing.',
  help: 'List each table that the query reads under dataTypes of the connector that fills it.',
  *run({ value, yaml, query }, { catalog }) {
    const connectors = value.requiredDataConnectors;
    const { tables, functions, isSound } = query.facts;
    if (!connectors || connectors.length === 0 || !isSound) return;
    const listed = new Set(connectors.flatMap(({ dataTypes }) => dataTypes.map(tableOf)));
    const seen = new Set<string>();
    for (const table of tables) {
      const isWildcard = query.textAt(table).includes('*');
      if (isWildcard || listed.has(table.name) || OWN_TABLES.has(table.name) || seen.has(table.name)) continue;
      seen.add(table.name);
      if (connectors.some((connector) => isDataTypeOf(connector, table.name, catalog))) continue;
      yield {
        message: `The query reads ${table.name}, which no required data connector lists`,
        range: query.range(table),
        ...fillers(
          table.name,
          connectors.map(({ connectorId }) => connectorId),
        ),
      };
    }
    // A function such as _Im_Dns reads tables that the query does not name, and so does a search.
    if (functions.length > 0 || tables.length === 0) return;
    const read = new Set(tables.map(({ name }) => name));
    for (const [index, { dataTypes }] of connectors.entries()) {
      for (const [position, dataType] of dataTypes.entries()) {
        const table = tableOf(dataType);
        if (read.has(table) || !catalog.table(table)) continue;
        const range = yaml.rangeOfValue(['requiredDataConnectors', index, 'dataTypes', position]);
        const help = 'Remove it, or read the table in the query.';
        yield { message: `The query does not read ${table}`, range, help };
      }
    }
  },
};

/** Official content writes `SecurityAlert (ASC)` and `CommonSecurityLog (PaloAlto)`. */
function tableOf(dataType: string): string {
  return dataType.split(/[\s(]/)[0] ?? dataType;
}

/** Some connectors have names of their own for what they send: `KeyVaultData`, which arrives in AzureDiagnostics. */
function isDataTypeOf({ connectorId, dataTypes }: Connector, table: string, { table: find }: Catalog): boolean {
  return dataConnectors().get(connectorId)?.includes(table) === true && dataTypes.some((type) => !find(tableOf(type)));
}

function fillers(table: string, stated: readonly string[]): Pick<Finding, 'help'> {
  const known = stated.find((id) => dataConnectors().get(id)?.includes(table));
  if (known !== undefined) return { help: `Add ${table} to the dataTypes of ${known}.` };
  const candidates = [...dataConnectors()].filter(([, tables]) => tables.includes(table)).map(([id]) => id);
  if (candidates.length === 0 || candidates.length > 5) return {};
  return { help: `Add the connector that fills it: ${candidates.join(', ')}.` };
}
