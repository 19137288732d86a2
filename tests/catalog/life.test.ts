import { lifeOf } from '../../scripts/catalog/life';
import { rowReader } from '../../scripts/indicators/rows/row';

const AS_OF = new Date('2026-05-31T00:00:00Z');
const row = rowReader(['FirstSeen', 'ValidUntil']);

it.each([
  ['2026-05-01', '2026-08-01', 'alive'],
  ['2026-05-01', '', 'alive'],
  ['', '2026-08-01', 'alive'],
  ['2026-05-01', '2026-05-31', 'over'],
  ['2026-05-01', '2026-05-31T00:00:01Z', 'ending'],
  ['2026-05-01', '2026-06-14', 'ending'],
  ['2026-05-01', '2026-06-14T00:00:01Z', 'alive'],
  ['2026-05-31', '2026-08-01', 'alive'],
  ['2026-06-01', '2026-08-01', 'ahead'],
])('seen %s, valid until %s: %s', (first, until, state) => {
  expect(lifeOf(row([first, until]), AS_OF).state).toBe(state);
});
