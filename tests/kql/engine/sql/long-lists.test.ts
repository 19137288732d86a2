import { LogDatabase } from '../../../../scripts/kql/engine/sql/database.js';
import type { Row } from '../../../../scripts/kql/index.js';
import { accelerated, fill, interpreted, prepare, shown } from './both.js';

const TEXTS = [
  ...[
    'evil7.example',
    'x.EVIL7.example',
    'notevil7.example',
    'evil7.example.org',
    'evil7_example',
    'É9',
    'é9',
    'a É9 b',
  ],
  ...['İ3', 'i3', '', 'a.b*c', 'a+b*c', 'tab\tend', 'tab end', 'K5', 'k5', 'k55', "it's 4", '\\d1', '11'],
];
const T = TEXTS.map((s, i): Row => [0n, s, '', BigInt(i * 7), null, null, null, null, null, null]);

/** So many texts that none of the rows has, and some that a row may have. */
function listOf(count: number): string {
  const others = Array.from({ length: count }, (_none, i) => `other${i}.example`);
  const some = ['evil7.example', 'é9', 'İ3', 'a.b*c', 'tab\tend', 'k5', "it's 4", '\\d1'];
  return `dynamic(${JSON.stringify([...others, ...some])})`;
}

let database: LogDatabase;
beforeAll(async () => {
  database = await LogDatabase.open();
  await fill(database, { T, R: [] });
});
afterAll(() => database.close());

// Beyond 100 a table, beyond 500 more than one pattern, beyond 1,000 no pattern.
test.each([
  ['has_any', 0],
  ['has_any', 493],
  ['has_any', 993],
  ['has_all', 0],
  ['has_all', 493],
  ['in', 0],
  ['in', 93],
  ['!in', 93],
  ['in~', 0],
  ['in~', 93],
  ['!in~', 93],
])('%s of eight texts and %i others', async (operator, count) => {
  const prepared = prepare(`T | where s ${operator} (${listOf(count)}) | project s`);
  const found = shown(await accelerated(prepared, database));
  expect(found).toEqual(shown(interpreted(prepared, { T, R: [] })));
  if (operator === 'has_any') expect(found).toContainEqual({ s: 'x.EVIL7.example' });
});

test.each([99, 100, 101])('numbers in a list of %i', async (count) => {
  const list = Array.from({ length: count }, (_none, i) => i).join(', ');
  const prepared = prepare(`T | where n in (${list}) or n !in (${list}, 700) and n > 50 | project n`);
  expect(shown(await accelerated(prepared, database))).toEqual(shown(interpreted(prepared, { T, R: [] })));
});

test('nothing is one of no texts, and everything has all of them', async () => {
  for (const condition of [
    's has_any (dynamic([]))',
    's has_all (dynamic([]))',
    's in (dynamic([]))',
    's !in~ (dynamic([]))',
  ]) {
    const prepared = prepare(`T | where ${condition} | count`);
    expect(shown(await accelerated(prepared, database))).toEqual(shown(interpreted(prepared, { T, R: [] })));
  }
});
