import fc from 'fast-check';
import { isoDuration, milliseconds } from '../../scripts/base/duration.js';
import { parseInstant } from '../../scripts/base/instant.js';
import { familySlug, huntId } from '../../scripts/content/naming.js';
import { endOfLife } from '../../scripts/indicators/lifetime.js';
import { kqlString } from '../../scripts/kql/literals.js';
import { configuration } from '../ingestion/build.js';

describe('the folder of a family', () => {
  it.each([
    ['SectopRAT', 'sectoprat'],
    ['Unknown RAT', 'unknown-rat'],
    ['Agent Tesla (v3)', 'agent-tesla-v3'],
    ['../../etc', 'etc'],
    ['CON', expect.stringMatching(/^con-[0-9a-f]{8}$/)],
    ['日本', expect.stringMatching(/^family-[0-9a-f]{8}$/)],
  ])('%s', (family, slug) => expect(familySlug(family)).toEqual(slug));

  it('is a plain name, whatever the family', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (family) => /^[a-z0-9](-?[a-z0-9])*$/.test(familySlug(family))),
    );
  });

  it('keeps families of other scripts apart', () => {
    expect(familySlug('日本')).not.toBe(familySlug('中国'));
  });
});

it('the id of a hunt depends on family and template only, and is a version 5 UUID', () => {
  expect(huntId('sectoprat', 'url-click')).toBe(huntId('sectoprat', 'url-click'));
  expect(huntId('sectoprat', 'url-click')).not.toBe(huntId('sectoprat', 'email-url'));
  expect(huntId('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('a KQL string literal holds printable ASCII only, and its value whole', () => {
  const parsed = (literal: string): unknown => JSON.parse(literal);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const literal = kqlString(value);
      expect(literal).toMatch(/^"(?:[ !#-[\]-~]|\\["\\]|\\u[0-9a-f]{4})*"$/);
      expect(parsed(literal)).toBe(value);
    }),
  );
});

describe('a life', () => {
  it.each([
    ['ip', 'botnet_cc', '2026-05-06', '2026-06-20'],
    ['ip', 'payload_delivery', '2026-05-06', '2026-06-05'],
    ['domain', 'botnet_cc', '2026-05-06T13:36:27Z', '2026-08-04T13:36:27Z'],
    ['file-hash', '', '2026-05-06', '2026-11-02'],
  ] as const)('of %s %s from %s ends %s', (kind, threatType, from, end) => {
    expect(endOfLife(configuration, kind, threatType, from)).toBe(end);
  });
});

describe('durations', () => {
  it.each([
    ['5m', 'PT5M', 300_000],
    ['1h', 'PT1H', 3_600_000],
    ['14d', 'P14D', 1_209_600_000],
  ])('%s', (text, iso, length) => {
    expect([isoDuration(text), milliseconds(text)]).toEqual([iso, length]);
  });

  it.each([
    ['01:00:00', 'PT1H'],
    ['1.02:30:00', 'P1DT2H30M'],
    ['PT5M', 'PT5M'],
  ])('%s is %s on the wire', (text, iso) => expect(isoDuration(text)).toBe(iso));
});

describe('an instant', () => {
  it.each([
    ['2026-05-06', '2026-05-06T00:00:00.000Z'],
    ['2026-05-06 13:36:27 UTC', '2026-05-06T13:36:27.000Z'],
    ['2026-05-06T13:36:27+02:00', '2026-05-06T11:36:27.000Z'],
    ['2026-05-06 13:36', '2026-05-06T13:36:00.000Z'],
  ])('%s', (text, iso) => expect(parseInstant(text)?.toISOString()).toBe(iso));

  it.each(['', 'yesterday', '2026-02-30', '2026-13-01', '2026-5-6', '20260506'])('is not %j', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});
