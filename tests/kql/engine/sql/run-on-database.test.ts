import { existsSync, readdirSync, statSync } from 'node:fs';
import { entryOf } from '../../../../scripts/kql/engine/functions/catalogue.js';
import { LogDatabase } from '../../../../scripts/kql/engine/sql/database.js';
import { templateNames } from '../../../../scripts/kql/engine/sql/templates/catalogue.js';
import type { Row } from '../../../../scripts/kql/index.js';
import { accelerated, fill, prepare } from './both.js';

/** A row of the table T, of which only these columns matter. */
function row(s: string, n: bigint, d: Row[number] = null): Row {
  return [0n, s, '', n, null, null, null, d, null, null];
}

const T = [row('evil.example', 1n), row('good.example', 2n), row('x-evil.example', 3n), row('', 4n, [1n, 2n])];

let database: LogDatabase;
beforeAll(async () => {
  database = await LogDatabase.open();
  await fill(database, { T, R: [] });
});
afterAll(() => database.close());

/** The step at which the first rows leave the database, in the query's words; none where the result itself does. */
async function cutAt(query: string): Promise<string> {
  const outcome = await accelerated(prepare(query), database, { rowBudget: 0 });
  if (outcome.outcome === 'ran') return 'no rows';
  const { construct, start, end } = outcome.refused;
  expect(construct).toBe('row budget');
  return query.slice(start, end);
}

describe('the plan is cut at the first step that has no exact SQL', () => {
  test.each([
    ['T | where s == "evil.example"', 'where s == "evil.example"'],
    ['T | where s has "evil" | extend m = n + 1 | where m > 1', 'where m > 1'],
    // The interpreter reads what mv-expand needs: its input leaves the database.
    ['T | where n > 0 | mv-expand d | where n > 3', 'where n > 0'],
    ['T | summarize count() by s | where count_ > 0', 'where count_ > 0'],
    ['T | where n > 0 | summarize percentile(n, 50) by s', 'where n > 0'],
    ['T | where n > 0 | extend row = row_number() | where row > 0', 'where n > 0'],
    ['T | where n > 9', 'no rows'],
    ['union T, (R | extend x = 1) | where n > 0 | evaluate bag_unpack(d)', 'where n > 0'],
    // What the interpreter would be asked for anyway, it does after the rows are out.
    ['T | where n > 0 | extend x = extract("(e.*)", 1, s)', 'where n > 0'],
    ['T | where extract("(e.*)", 1, s) == "evil.example"', 'where extract("(e.*)", 1, s) == "evil.example"'],
    ['T | where n > 0 | parse s with a "." b', 'where n > 0'],
  ])('%s', async (query, step) => {
    expect(await cutAt(query)).toBe(step);
  });
});

describe('limits hold', () => {
  test('more rows than the budget are a refusal that says how many', async () => {
    const outcome = await accelerated(prepare('T | where n > 1'), database, { rowBudget: 2 });
    expect(outcome).toEqual({
      outcome: 'refused',
      refused: {
        construct: 'row budget',
        message: 'This step would take 3 rows out of the database; 2 are allowed.',
        start: 4,
        end: 15,
      },
    });
    const enough = await accelerated(prepare('T | where n > 1'), database, { rowBudget: 3 });
    expect(enough.outcome).toBe('ran');
  });

  const many = 'range a from 1 to 3000 step 1 | extend k = 1';
  test.each([
    [
      'in the database',
      `T | extend k = 1 | join kind=inner (${many}) on k | join kind=inner (${many}) on k | where a + a1 < 0`,
    ],
    [
      'in a function of the interpreter',
      `T | extend k = 1 | join kind=inner (${many}) on k | join kind=inner (${many}) on k | where strcat(s, a, a1) matches regex "^(a|b|ab)*c"`,
    ],
  ])('a query that takes too long is refused: %s', async (_where, query) => {
    const outcome = await accelerated(prepare(query), database, { deadlineMs: 300 });
    expect(outcome.outcome === 'refused' && outcome.refused.construct).toBe('deadline');
    // The database is there for the next.
    expect((await accelerated(prepare('T | count'), database)).outcome).toBe('ran');
  });

  test('a query that needs too much memory is refused, and the program lives', async () => {
    const small = await LogDatabase.open('40MB');
    await fill(small, { T, R: [] });
    await small.connection.run("SET max_temp_directory_size = '0KB'");
    const query = `T | extend k = 1 | join kind=inner (${many}) on k | join kind=inner (${many}) on k | distinct a, a1, s`;
    const outcome = await accelerated(prepare(query), small, { deadlineMs: 60_000 });
    expect(outcome.outcome === 'refused' && outcome.refused.construct).toBe('memory limit');
    expect((await accelerated(prepare('T | count'), small)).outcome).toBe('ran');
    small.close();
  });
});

test('a database is a private folder that is removed', async () => {
  const own = await LogDatabase.open();
  const { mode } = statSync(own.folder);
  expect(mode & 0o777).toBe(0o700);
  expect(readdirSync(own.folder)).toContain('logs.duckdb');
  own.close();
  expect(existsSync(own.folder)).toBe(false);
});

test('each template stands beside a function of the catalogue', () => {
  expect(templateNames().filter((name) => entryOf(name) === undefined)).toEqual([]);
});
