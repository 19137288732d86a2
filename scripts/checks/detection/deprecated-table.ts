import type { DetectionCheck } from '../check.js';

export const deprecatedTable: DetectionCheck = {
  code: 'deprecated-table',
  scope: 'detection',
  severity: 'warning',
  summary: 'The query reads no table that gets no new rows',
  why: 'A query over a table that is no longer filled runs without an error and finds nothing.',
  help: 'Read the table that took its place.',
  *run({ query }, { catalog }) {
    for (const table of query.facts.tables) {
      const deprecated = catalog.table(table.name)?.deprecated;
      // A wildcard names no table: that it reads too much is a finding of its own.
      if (!deprecated || query.textAt(table) === '*') continue;
      const message = `${table.name} gets no new rows since ${deprecated.since}`;
      const help = deprecated.use === undefined ? undefined : `Read ${deprecated.use} instead.`;
      yield { message, range: query.range(table), ...(help === undefined ? {} : { help }) };
    }
  },
};
