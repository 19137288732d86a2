import { parseConfidence, parseDate } from '../../scripts/reports/fields.js';

describe('confidence', () => {
  it.each([
    ['75%', 75],
    [' 75 % ', 75],
    ['75', 75],
    ['75/100', 75],
    ['0.75', 75],
    ['1.0', 100],
    ['1', 1],
    ['0', 0],
    ['100%', 100],
    ['High', 85],
    ['medium', 50],
    ['LOW', 15],
    ['', null],
    ['-', null],
    ['–', null],
    ['n/a', null],
    ['None', null],
  ])('"%s" is %s', (text, confidence) => {
    expect(parseConfidence(text)).toBe(confidence);
  });

  it.each(['101', '-5', '75%%', 'about 75', '1e2', '=75'])('"%s" cannot be read', (text) => {
    expect(parseConfidence(text)).toBeUndefined();
  });
});

describe('dates', () => {
  it.each([
    ['2026-05-26', '2026-05-26'],
    ['2026-05-26 13:36:27', '2026-05-26T13:36:27Z'],
    ['2026-05-26 13:36:27 UTC', '2026-05-26T13:36:27Z'],
    ['2026-05-26T13:36:27.123Z', '2026-05-26T13:36:27Z'],
    ['2026-05-26T13:36:27+02:00', '2026-05-26T11:36:27Z'],
    ['May 6, 2026', '2026-05-06'],
    ['6 May 2026', '2026-05-06'],
    ['Sept. 16th, 2026', '2026-09-16'],
    ['-', null],
    ['', null],
  ])('"%s" is %s', (text, date) => {
    expect(parseDate(text)).toBe(date);
  });

  it.each(['06/05/2026', '2026-02-30', '2026-13-01', 'yesterday', 'Mayday 6, 2026', '1779753600'])(
    '"%s" cannot be read',
    (text) => {
      expect(parseDate(text)).toBeUndefined();
    },
  );
});
