import { orderOf, readTime } from '../../../../../scripts/kql/engine/logs/times/times.js';
import { UTC, zoneOf } from '../../../../../scripts/kql/engine/logs/times/zones.js';

/** ISO 8601 to the millisecond, and the ticks below it. */
function shown(text: string, zone = UTC, order: 'month-first' | 'day-first' = 'month-first'): string | undefined {
  const time = readTime(text, { zone, order });
  if (!time) return undefined;
  const rest = time.ticks % 10_000n;
  const iso = new Date(Number(time.ticks / 10_000n - 62_135_596_800_000n)).toISOString();
  return `${iso}${rest === 0n ? '' : ` +${rest}`}${time.isDoubtful ? ' ?' : ''}`;
}

test.each([
  ['2026-05-07T10:00:00Z', '2026-05-07T10:00:00.000Z'],
  ['2026-05-07T10:00:00.1234567Z', '2026-05-07T10:00:00.123Z +4567'],
  ['2026-05-07 10:00', '2026-05-07T10:00:00.000Z'],
  ['2026-05-07', '2026-05-07T00:00:00.000Z'],
  ['2026-05-07T10:00:00+02:00', '2026-05-07T08:00:00.000Z'],
  ['2026-05-07 10:00:00+00', '2026-05-07T10:00:00.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['5/13/2021, 1:47:30.000 PM', '2021-05-13T13:47:30.000Z'],
  ['5/13/2021, 12:00:01 AM', '2021-05-13T00:00:01.000Z'],
  ['5/13/2021, 1:47:30\u202fPM', '2021-05-13T13:47:30.000Z'],
  ['5/13/2021 13:47', '2021-05-13T13:47:00.000Z'],
  ['3/31/2022, 14:51:35 PM', '2022-03-31T14:51:35.000Z'],
  ['5/13/2021 1:47:30 PM +02:00', '2021-05-13T11:47:30.000Z'],
  ['/Date(1597852800000)/', '2020-08-19T16:00:00.000Z'],
  ['1597852800', '2020-08-19T16:00:00.000Z'],
  ['1597852800123', '2020-08-19T16:00:00.123Z'],
])('%s', (text, instant) => {
  expect(shown(text)).toBe(instant);
});

test.each([
  '',
  '2026-02-30',
  '2026-05-07T24:00:00Z',
  '13/5/2021, 1:00:00 PM',
  '3/31/2022, 14:51:35 AM',
  '1.23E+12',
  '47:30.0',
  'soon',
])("'%s' is no time", (text) => {
  expect(shown(text)).toBeUndefined();
});

test('the day first where the file has it so', () => {
  expect(shown('13/05/2021, 13:47:30', UTC, 'day-first')).toBe('2021-05-13T13:47:30.000Z');
});

test('what a date tells of its order', () => {
  const orders = ['5/13/2021', '13/5/2021', '5/6/2021', '5/5/2021', '5.6.2021', '2021-05-06'].map(orderOf);
  expect(orders).toEqual(['month-first', 'day-first', 'open', undefined, 'day-first', undefined]);
});

describe('time zones', () => {
  test.each([
    ['Eastern Time (US and Canada)', '2021-07-01T14:00:00.000Z'],
    ['(UTC-05:00) Eastern Time (US & Canada)', '2021-07-01T14:00:00.000Z'],
    ['Eastern Standard Time', '2021-07-01T14:00:00.000Z'],
    ['Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna', '2021-07-01T08:00:00.000Z'],
    ['Europe/Berlin', '2021-07-01T08:00:00.000Z'],
    ['UTC+05:30', '2021-07-01T04:30:00.000Z'],
    ['Coordinated Universal Time', '2021-07-01T10:00:00.000Z'],
  ])('%s', (name, instant) => {
    expect(shown('2021-07-01 10:00', zoneOf(name))).toBe(instant);
  });

  test.each(['Local Time', 'MB', 'UTC+15:00', 'Mars/Olympus'])("nobody can tell '%s'", (name) => {
    expect(zoneOf(name)).toBeUndefined();
  });

  test('an hour that the clock showed twice is doubtful, one that it never showed too', () => {
    const berlin = zoneOf('Europe/Berlin');
    expect(shown('2026-10-25 02:30', berlin)).toBe('2026-10-25T00:30:00.000Z ?');
    expect(shown('2026-03-29 02:30', berlin)).toContain('?');
    expect(shown('2026-10-25 04:30', berlin)).toBe('2026-10-25T03:30:00.000Z');
  });
});
