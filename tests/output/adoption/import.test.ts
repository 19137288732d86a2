import { formatImport, importJson } from '../../../scripts/output/adoption/import.js';
import type { Import, Imported, Skipped } from '../../../scripts/workspace/import/import.js';

const file = (name: string, notes: string[] = []): Imported => ({
  ...{ kind: 'hunting-query', id: name, name, file: `hunts/${name}.yaml`, from: `old/${name}.json`, notes },
});
const skip = (name: string, reason: string): Skipped => ({ from: 'old/x.json', name, reason });
const result = (imported: Imported[], skipped: Skipped[] = []): Import => ({
  imported,
  skipped,
  changes: new Map([
    ['b', ''],
    ['a', ''],
  ]),
});

describe('an import for a terminal', () => {
  it('says what became of it and what did not fit', () => {
    expect(
      formatImport(result([file('a', ['It has no query.']), file('b')]), true),
    ).toBe(`+ hunts/a.yaml  from old/a.json
    It has no query.
+ hunts/b.yaml  from old/b.json
2 files imported, 1 with a note, 0 not imported.
Next: sentinel validate, and sentinel validate --write-baseline for what you accept as it is.
`);
  });

  it('tells what stayed outside by reason, the most frequent first, three names each', () => {
    const few = [skip('', 'no kind'), skip('d', 'no kind')];
    const many = ['1', '2', '3', '4'].map((name) => skip(name, 'known already'));
    expect(
      formatImport(result([], [...few, ...many]), true),
    ).toBe(`  not imported: known already: 1 (old/x.json), 2 (old/x.json), 3 (old/x.json) and 1 more
  not imported: no kind: old/x.json, d (old/x.json)
0 files imported, 0 with a note, 6 not imported.
`);
    expect(formatImport(result([], many.slice(1)), true)).toContain('4 (old/x.json)\n');
  });

  it('says what would be imported where nothing was written', () => {
    expect(formatImport(result([file('a')]), false)).toBe(
      '+ hunts/a.yaml  from old/a.json\n1 file to import, 0 with a note, 0 not imported.\n',
    );
  });

  it('shows twenty lines', () => {
    const files = Array.from({ length: 21 }, (_, index) => file(`h${index}`));
    const lines = formatImport(result(files), false).split('\n');
    expect(lines.slice(19, 22)).toEqual([
      '+ hunts/h19.yaml  from old/h19.json',
      '… and 1 more lines; --format json has all',
      '21 files to import, 0 with a note, 0 not imported.',
    ]);
    expect(formatImport(result(files.slice(1)), false)).not.toContain('more lines');
  });
});

it('an import for a program names what was written', () => {
  const [imported, skipped] = [[file('a')], [skip('x', 'no')]];
  expect(JSON.parse(importJson(result(imported, skipped), true))).toEqual({ imported, skipped, written: ['a', 'b'] });
  expect(JSON.parse(importJson(result(imported, skipped), false)).written).toEqual([]);
});
