import type { IndicatorKind } from '../../../scripts/content/model.js';
import type { LivingRow } from '../../../scripts/testing/reachability/list-rows.js';
import { Listed } from '../../../scripts/testing/reachability/listed.js';
import { row } from '../../indicators/rows.js';

const living = (
  kind: IndicatorKind,
  indicator: string,
  { port = '', from = 0, until = 9 }: { port?: string; from?: number; until?: number } = {},
): LivingRow => ({
  ...{ kind, row: row(indicator, { Port: port }), index: 0, from, until },
  ...{ label: indicator, file: 'watchlists/a.csv', line: 2 },
});

describe('what a query hunts, taken together', () => {
  const listed = new Listed([
    living('ip', '192.0.2.1'),
    living('ip', '198.51.100.0/24'),
    living('ip', '2001:db8::/32'),
    living('domain', 'Bad.icu'),
    living('url', 'https://page.example/a'),
    living('file-hash', 'ab'),
  ]);

  it.each([
    ['address', '192.0.2.1', true],
    ['address', '192.0.2.2', false],
    ['address', '198.51.100.0', true],
    ['address', '198.51.100.255', true],
    ['address', '198.51.101.0', false],
    ['address', '2001:DB8::1', true],
    ['address', '2001:db9::1', false],
    ['address', 'none', false],
    ['range', '198.51.100.0/24', true],
    ['range', '198.51.100.7', true],
    ['range', '192.0.2.1', true],
    ['host', 'bad.icu', true],
    ['host', 'BAD.ICU.', true],
    ['host', 'a.b.bad.icu', true],
    ['host', 'notbad.icu', false],
    ['host', 'bad.icu.example', false],
    ['host', 'https://a.bad.icu/x', true],
    ['host', 'https://other.icu/bad.icu', false],
    ['host', 'page.example', true],
    ['url', 'https://page.example/a', true],
    ['url', 'https://page.example/b', false],
    ['file-hash', 'AB', true],
    ['file-hash', 'ac', false],
    ['email', 'ab', false],
  ] as const)('covers the %s %s: %s', (face, value, is) => expect(listed.covers(face, value)).toBe(is));

  it('covers no name where none is listed', () => {
    expect(new Listed([living('ip', '192.0.2.1')]).covers('host', 'bad.icu')).toBe(false);
  });
});

describe('a value below another one', () => {
  const listed = new Listed([
    living('domain', 'bad.icu'),
    living('domain', 'a.bad.icu'),
    living('ip', '192.0.2.1'),
    living('ip', '192.0.2.0/24'),
    living('ip', '192.0.2.0/26'),
    living('ip', '198.51.100.0/24'),
  ]);

  it.each([
    ['host', 'a.bad.icu', true],
    ['host', 'bad.icu', false],
    ['address', '192.0.2.1', true],
    ['address', '203.0.113.1', false],
    ['range', '192.0.2.0/26', true],
    ['range', '198.51.100.0/24', false],
    ['range', 'none', false],
    ['url', 'https://a.bad.icu/', false],
  ] as const)('is the %s %s: %s', (face, value, is) => expect(listed.isBelowAnother(face, value)).toBe(is));
});

describe('the life of an indicator', () => {
  const [first, second] = [
    living('ip', '192.0.2.1', { port: '80', from: 5, until: 7 }),
    living('ip', '192.0.2.1', { port: '443', from: 3, until: 9 }),
  ];
  const listed = new Listed([first, second]);

  it('is that of all rows that name it, or of those with its port', () => {
    expect(listed.lifeOf(first, 'address', '192.0.2.1', false)).toEqual({ from: 3, until: 9 });
    expect(listed.lifeOf(first, 'address', '192.0.2.1', true)).toEqual({ from: 5, until: 7 });
    expect(listed.lifeOf(second, 'address', '192.0.2.1', true)).toEqual({ from: 3, until: 9 });
  });

  it('is that of its own row where it is listed under no such value', () => {
    expect(listed.lifeOf(first, 'host', '192.0.2.1', false)).toEqual({ from: 5, until: 7 });
  });

  it('is made by all rows of the same value', () => {
    const other = living('ip', '192.0.2.2');
    expect([...new Listed([first, second, other]).withSame([first])]).toEqual([first, second]);
  });
});
