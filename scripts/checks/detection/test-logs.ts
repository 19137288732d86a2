import { didYouMean } from '../../base/spelling.js';
import { asDeployed, type DetectionCheck } from '../check.js';

export const testLogs: DetectionCheck = {
  code: 'test-logs',
  scope: 'detection',
  effect: 'blocked',
  summary: 'The logs of a test are rows of tables and columns that exist',
  why: 'A row in a table that the query does not read, or a value in a column that does not exist, changes nothing: the test then passes or fails for another reason than its name says.',
  help: 'Name the table and the columns as the query does; describe a table of your own in schemas/tables.',
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one finding a branch; each has its own words and place.
  *run(detection, { catalog }) {
    const { yaml, query } = detection;
    for (const [index, { logs }] of (asDeployed(detection)?.tests ?? []).entries()) {
      for (const [name, rows] of Object.entries(logs)) {
        const path = ['tests', index, 'logs', name];
        const table = catalog.table(name);
        if (!table) {
          const read = query.facts.tables.map((use) => use.name);
          const hint = didYouMean(name, read) || didYouMean(name, catalog.tableNames());
          yield { message: `There is no table '${name}'${hint}`, range: yaml.rangeOfKey(path) };
          continue;
        }
        // What a file of rows holds shows when the test runs.
        if (typeof rows === 'string') continue;
        // When an event arrived is no column, but what ingestion_time() gives.
        const columns = [...table.columns.map((column) => column.name), '_IngestionTime'];
        for (const [row, values] of rows.entries()) {
          for (const column of Object.keys(values)) {
            if (columns.includes(column)) continue;
            const hint = didYouMean(column, columns);
            const range = yaml.rangeOfKey([...path, row, column]);
            yield { message: `The table ${name} has no column '${column}'${hint}`, range };
          }
        }
      }
    }
  },
};
