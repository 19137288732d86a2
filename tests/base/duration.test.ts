import { isoDuration, milliseconds, ruleDuration } from '../../scripts/base/duration.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a duration of the configuration', () => {
  it.each([
    ['1m', MINUTE],
    ['90m', 90 * MINUTE],
    ['12h', 12 * HOUR],
    ['30d', 30 * DAY],
  ])('%s is %d milliseconds', (text, expected) => {
    expect(milliseconds(text)).toBe(expected);
  });

  it.each(['', '30', 'd', '30w', '30 d', '-1d', 'P30D'])('%j is none', (text) => {
    expect(() => milliseconds(text)).toThrow(`not a duration: ${text}`);
  });
});

describe('the ISO form of a duration', () => {
  it.each([
    ['5m', 'PT5M'],
    ['2H', 'PT2H'],
    ['14d', 'P14D'],
    ['1.02:03:04', 'P1DT2H3M4S'],
    ['00:05:00', 'PT5M'],
    ['1.00:00:00', 'P1D'],
    ['0:00:01', 'PT1S'],
    ['00:00:00', 'PT0S'],
    ['PT20M', 'PT20M'],
    ['soon', 'soon'],
  ])('of %s is %s', (text, expected) => {
    expect(isoDuration(text)).toBe(expected);
  });
});

describe('the duration of a rule', () => {
  it.each([
    ['5m', 5 * MINUTE],
    ['1.02:30:00', DAY + 2.5 * HOUR],
    ['PT1H', HOUR],
    ['P2W', 14 * DAY],
    ['P1Y', 365 * DAY],
    ['P2M', 60 * DAY],
    ['P1DT2H3M4.5S', DAY + 2 * HOUR + 3 * MINUTE + 4_500],
    ['P1Y1M1W1D', (365 + 30 + 7 + 1) * DAY],
  ])('%s is %d milliseconds', (text, expected) => {
    expect(ruleDuration(text)).toBe(expected);
  });

  it.each(['', '5', '5s', '1:2', 'PT1H5'])('%j is none', (text) => {
    expect(ruleDuration(text)).toBeUndefined();
  });
});
