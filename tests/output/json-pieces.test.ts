import fc from 'fast-check';
import { type JsonValue, jsonPieces } from '../../scripts/output/json-pieces.js';

const written = (value: JsonValue) => [...jsonPieces(value)].join('');

describe('JSON in pieces', () => {
  it('is what JSON.stringify writes, for any value', () => {
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(fc.property(value, (any) => expect(written(any)).toBe(`${JSON.stringify(any, null, 2)}\n`)));
  });

  it('makes the items of a list while it writes them', () => {
    const live = { most: 0, now: 0 };
    const items = function* () {
      for (let id = 0; id < 50_000; id++) {
        live.now = id;
        yield { id };
      }
    };
    let size = 0;
    for (const piece of jsonPieces({ items: { [Symbol.iterator]: items } })) {
      // The first piece leaves before the last item is made.
      if (size === 0) live.most = live.now;
      size += piece.length;
    }
    expect(live.most).toBeLessThan(5_000);
    expect(size).toBe(written({ items: Array.from(items()) }).length);
  });
});
