import { pack, unpack } from '../../../scripts/kql/engine/packed.js';
import { createEngine, openCatalog, type Preparation, run, toObjects } from '../../../scripts/kql/index.js';

const engine = createEngine(openCatalog([]));

function rowsOf(preparation: Preparation) {
  if (preparation.outcome !== 'prepared') throw new Error(preparation.outcome);
  const ran = run(preparation.prepared, {}, { now: '2026-05-08T00:00:00Z' });
  return ran.outcome === 'ran' ? toObjects(ran.result) : ran.refused;
}

test('a plan that was packed does what it did before', () => {
  const query = `let numbers = materialize(range n from 1 to 3 step 1);
    numbers | extend big = 9223372036854775807, t = now(), bag = dynamic({"a": [1.50, null, 1e2]}),
      nothing = real(nan), zero = 0.0, least = -0.0, exact = decimal(0.10), __proto__ = 1
    | where n in (numbers) | join kind=inner numbers on n`;
  const preparation = engine.prepare(query);
  const rows = rowsOf(preparation);
  expect(rows).toHaveLength(3);
  expect(rowsOf(unpack(pack(preparation)))).toEqual(rows);
});

test('what steps share stays shared, so that it is worked out once', () => {
  const preparation = unpack(pack(engine.prepare('let t = materialize(print g = new_guid()); t | join t on g')));
  expect(rowsOf(preparation)).toHaveLength(1);
});

test.each([
  ['print x = 1 | evaluate autocluster()', 'refused'],
  ['Nothing | count', 'invalid'],
])('%s: what cannot be run says the same', (query, outcome) => {
  const preparation = engine.prepare(query);
  expect(preparation.outcome).toBe(outcome);
  expect(unpack(pack(preparation))).toEqual(preparation);
});
