import { DEFAULTS } from '../../scripts/content/configuration.js';
import { EndsOfLife, earlier, endOfLife, instantOfEnd, later } from '../../scripts/indicators/lifetime.js';

describe('the end of a life', () => {
  it.each([
    ['ip', 'botnet_cc', '2026-05-06', '2026-06-20'],
    ['ip', 'payload', '2026-05-06', '2026-06-05'],
    ['domain', '', '2026-05-06T13:36:27Z', '2026-08-04T13:36:27Z'],
    ['url', '', '2026-05-06T13:36:27.500Z', '2026-06-05T13:36:27Z'],
  ] as const)('of %s %s from %s is %s', (kind, threatType, from, end) => {
    expect(endOfLife(DEFAULTS, kind, threatType, from)).toBe(end);
    expect(new EndsOfLife(DEFAULTS).of(kind, threatType, from)).toBe(end);
  });

  it('is remembered for each kind, threat type and day', () => {
    const ends = new EndsOfLife(DEFAULTS);
    const all = () => [
      ends.of('ip', 'botnet_cc', '2026-05-06'),
      ends.of('ip', '', '2026-05-06'),
      ends.of('domain', '', '2026-05-06'),
      ends.of('ip', '', '2026-05-07'),
    ];
    expect(all()).toEqual(['2026-06-20', '2026-06-05', '2026-08-04', '2026-06-06']);
    expect(all()).toEqual(all());
  });

  it('as an instant is never, a moment, or none', () => {
    expect(instantOfEnd('')).toBe(Number.POSITIVE_INFINITY);
    expect(instantOfEnd('1970-01-02')).toBe(86_400_000);
    expect(instantOfEnd('soon')).toBeNaN();
  });
});

describe('of two days', () => {
  it.each([
    ['2026-05-06', '2026-05-07', '2026-05-06', '2026-05-07'],
    ['2026-05-07', '2026-05-06', '2026-05-06', '2026-05-07'],
    ['2026-05-06', '2026-05-06T00:00:00Z', '2026-05-06', '2026-05-06'],
    ['', '2026-05-06', '2026-05-06', ''],
    ['2026-05-06', '', '2026-05-06', ''],
    ['', '', '', ''],
  ])('%j and %j: the earlier is %j, the later %j', (a, b, first, last) => {
    expect([earlier(a, b), later(a, b)]).toEqual([first, last]);
  });
});
