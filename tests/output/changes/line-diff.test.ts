import fc from 'fast-check';
import { lineDiff } from '../../../scripts/output/changes/line-diff.js';

describe('a line diff', () => {
  const lines = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 })
    .map((list) => list.join('\n'));

  it('has the removed lines of the one and the added lines of the other, in order', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const diff = lineDiff(before, after);
        const kept = (sign: string) => diff.filter((line) => line.sign !== sign).map(({ text }) => text);
        expect(before.split('\n').join('\n')).toContain(kept('+').join('\n'));
        expect(after.split('\n').join('\n')).toContain(kept('-').join('\n'));
        expect(diff.some(({ sign }) => sign !== ' ')).toBe(before !== after);
      }),
    );
  });

  it('shows two lines around a change, and nothing where nothing changed', () => {
    const text = 'a\nb\nc\nd\ne\nf\ng';
    expect(lineDiff(text, text.replace('d', 'D')).map(({ sign, text }) => sign + text)).toEqual([
      ...[' b', ' c', '-d', '+D', ' e', ' f'],
    ]);
    expect(lineDiff(text, text)).toEqual([]);
  });

  it('stays bounded for texts of any length', () => {
    const long = (seed: number) => Array.from({ length: 5000 }, (_, index) => `${seed}:${index}`).join('\n');
    expect(lineDiff(long(1), long(2))).toHaveLength(10_000);
  });
});
