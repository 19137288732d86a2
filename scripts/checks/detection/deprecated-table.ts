import type { DetectionCheck } from '../check.js';

export const deprecatedTable: DetectionCheck = {
  code: 'deprecated-table',
  scope: 'detection',
  effect: 'misleads',
  summary: 'The query reads no table that gets no new rows',
  why: 'A query over a table that is no longer filled runs without an error and finds nothing.',
  help: 'Read the table that took its place.',
  *run({ query }, { catalog }) {
    const read = new Set(query.facts.tables.map(({ name }) => name));
    for (const table of query.facts.tables) {
      const deprecated = catalog.table(table.name)?.deprecated;
      // Beside its successor, it is read for the rows of before.
      if (deprecated?.use !== undefined && read.has(deprecated.use)) continue;
      // A wildcard names no table: that it reads too much is a finding of its own.
      if (!deprecated || query.textAt(table) === '*') continue;
      yield { ...describeRetired(table.name, deprecated), range: query.range(table) };
    }
  },
};

/** What to say of a table that gets no new rows. */
export function describeRetired(table: string, { since, use }: { since: string; use?: string | undefined }) {
  const help = use === undefined ? deprecatedTable.help : `Read ${use} instead.`;
  return { message: `${table} gets no new rows since ${since}`, help };
}
