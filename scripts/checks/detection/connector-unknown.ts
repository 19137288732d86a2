import { didYouMean } from '../../base/spelling.js';
import { dataConnectors, OWN_TABLES } from '../../content/reference.js';
import type { DetectionCheck } from '../check.js';

export const connectorUnknown: DetectionCheck = {
  code: 'connector-unknown',
  scope: 'detection',
  effect: 'misleads',
  summary: 'Every data connector is one of Microsoft Sentinel',
  why: 'The content hub and the coverage of a workspace go by the connector’s id; an unknown one counts as not connected. Upper and lower case matter.',
  help: 'Use the id as the connector’s definition has it; suppress this for a connector of your own.',
  *run({ value, yaml }, { catalog }) {
    const known = dataConnectors();
    for (const [index, { connectorId }] of (value.requiredDataConnectors ?? []).entries()) {
      if (known.has(connectorId) || OWN_TABLES.has(connectorId)) continue;
      const range = yaml.rangeOfValue(['requiredDataConnectors', index, 'connectorId']);
      const isTable = catalog.table(connectorId) !== undefined;
      const hint = isTable ? ': it is a table' : didYouMean(connectorId, known.keys());
      // Connectors come and go and are renamed: only what is plainly a slip is worth a warning.
      const effect = hint === '' ? 'advice' : 'misleads';
      yield { effect, message: `There is no data connector '${connectorId}'${hint}`, range };
    }
  },
};
