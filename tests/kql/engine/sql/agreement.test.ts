import fc from 'fast-check';
import { LogDatabase } from '../../../../scripts/kql/engine/sql/database.js';
import { accelerated, fill, interpreted, prepare, shown } from './both.js';
import { query, rows } from './pipelines.js';

let database: LogDatabase;
beforeAll(async () => {
  database = await LogDatabase.open();
});
afterAll(() => database.close());

test('a pipeline gives the same rows, in the same order, from the interpreter and from the database', async () => {
  await fc.assert(
    fc.asyncProperty(query, rows, rows, async (text, T, R) => {
      const prepared = prepare(text);
      await fill(database, { T, R });
      expect(shown(await accelerated(prepared, database))).toEqual(shown(interpreted(prepared, { T, R })));
    }),
    // The same pipelines in each run of the tests; others by AGREEMENT_SEED.
    { numRuns: Number(process.env.AGREEMENT_RUNS ?? 100), seed: Number(process.env.AGREEMENT_SEED ?? 1) },
  );
});
