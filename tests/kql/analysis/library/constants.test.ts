import {
  type Constant,
  parseConstant,
  parseTimespan,
  TICKS_PER_SECOND,
} from '../../../../scripts/kql/analysis/library/constants';
import type { KqlType } from '../../../../scripts/kql/model';

const SECOND = TICKS_PER_SECOND;

describe('timespans, in ticks of 100 ns', () => {
  it.each([
    ['7d', 7n * 86_400n * SECOND],
    ['1.5h', 5_400n * SECOND],
    ['90m', 5_400n * SECOND],
    ['90min', 5_400n * SECOND],
    ['10s', 10n * SECOND],
    ['100ms', SECOND / 10n],
    ['10microseconds', 100n],
    ['3ticks', 3n],
    ['0.1s', SECOND / 10n],
    ['-2d', -2n * 86_400n * SECOND],
    ['2', 2n * 86_400n * SECOND],
    ['02:03:04', 7_384n * SECOND],
    ['1.02:03:04.5', (86_400n + 7_384n) * SECOND + SECOND / 2n],
    ['00:10', 600n * SECOND],
    ['-00:10', -600n * SECOND],
  ])('%s', (text, ticks) => {
    expect(parseTimespan(text)).toBe(ticks);
  });

  it('are nothing when they are something else', () => {
    expect(parseTimespan('7 weeks')).toBeUndefined();
    expect(parseTimespan('')).toBeUndefined();
  });
});

describe('literals, where the library has traps', () => {
  it.each<[KqlType, string, Constant]>([
    ['bool', 'false', { type: 'bool', value: false }],
    ['bool', 'bool(true)', { type: 'bool', value: true }],
    ['bool', 'bool(null)', { type: 'bool', value: null }],
    ['long', '0x1F', { type: 'long', value: 31n }],
    ['long', 'long(9223372036854775807)', { type: 'long', value: 9223372036854775807n }],
    ['int', 'int(-2)', { type: 'int', value: -2n }],
    ['int', 'int(null)', { type: 'int', value: null }],
    ['real', '1e10', { type: 'real', value: 1e10 }],
    ['real', 'real(nan)', { type: 'real', value: Number.NaN }],
    ['real', 'real(-inf)', { type: 'real', value: -Infinity }],
    ['decimal', 'decimal(1.5)', { type: 'decimal', value: 1.5 }],
    ['timespan', 'time(1.02:03:04)', { type: 'timespan', value: 93_784n * SECOND }],
    ['timespan', 'timespan(2d)', { type: 'timespan', value: 172_800n * SECOND }],
    ['datetime', 'datetime(2026-05-01 10:00)', { type: 'datetime', value: '2026-05-01 10:00' }],
    [
      'guid',
      'guid(74be27de-1e4e-49d9-b579-fe0b331d3642)',
      { type: 'guid', value: '74be27de-1e4e-49d9-b579-fe0b331d3642' },
    ],
    ['dynamic', "dynamic([1, 'a)'])", { type: 'dynamic', value: "[1, 'a)']" }],
  ])('%s %s', (type, text, constant) => {
    expect(parseConstant(type, text)).toEqual(constant);
  });
});
