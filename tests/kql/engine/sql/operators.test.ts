import { LogDatabase } from '../../../../scripts/kql/engine/sql/database.js';
import { runOnDatabase } from '../../../../scripts/kql/engine/sql/run-on-database.js';
import { parseDatetime } from '../../../../scripts/kql/engine/values/ticks.js';
import { toObjects } from '../../../../scripts/kql/index.js';
import { NOW } from '../ask.js';
import { QUERIES } from '../operator-queries.js';
import { prepare } from './both.js';
import { withStoredRows } from './stored-rows.js';

let database: LogDatabase;
beforeAll(async () => {
  database = await LogDatabase.open();
});
afterAll(() => database.close());

describe.each(Object.entries(QUERIES))('over rows of a database, %s', (_title, rows) => {
  test.each(rows)('%s', async (query, expected) => {
    const prepared = await withStoredRows(prepare(query), database, parseDatetime(NOW) ?? 0n);
    const outcome = await runOnDatabase(prepared, database, {}, { now: NOW });
    expect(outcome.outcome === 'ran' && toObjects(outcome.result).map((row) => Object.values(row))).toEqual(expected);
  });
});
