import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { detectFeed } from '../../../scripts/reports/feeds/detect.js';
import { readFeed } from '../../../scripts/reports/feeds/feed.js';
import { MAX_DEPTH } from '../../../scripts/reports/feeds/json-records.js';
import { codes, fixture, OPTIONS, read, values } from './reading.js';

it('reads UTF-16 as it reads UTF-8', () => {
  const text = '# "ioc_value","ioc_type","malware_printable"\n"münchen-gate.de","domain","Špión 🦊"\n';
  const report = read(text);
  expect(report.indicators).toMatchObject([{ value: 'xn--mnchen-gate-thb.de', family: 'Špión 🦊' }]);
  expect(read(Buffer.from(`\ufeff${text}`, 'utf16le')).indicators).toEqual(report.indicators);
});

describe('a feed that is cut', () => {
  it.each(['threatfox-full.csv', 'urlhaus-recent.csv', 'threatfox-answer.json', 'otx-pulse.json', 'stix-bundle.json'])(
    '%s keeps its complete records, whatever the last byte',
    (file) => {
      const bytes = fixture(file);
      const whole = values(read(bytes));
      const feed = detectFeed(bytes);
      if (feed === undefined) throw new Error('not a feed');
      let longest = 0;
      for (let length = 0; length < bytes.length; length += 7) {
        const cut = readFeed(feed, bytes.subarray(0, length), OPTIONS);
        expect(values(cut)).toEqual(whole.slice(0, cut.indicators.length));
        expect(cut.indicators.length).toBeGreaterThanOrEqual(longest);
        longest = cut.indicators.length;
        if (file.endsWith('.json') && length > 0 && length < bytes.length - 2)
          expect(codes(cut)).toContain('truncated');
      }
      expect(longest).toBeGreaterThanOrEqual(whole.length - 1);
    },
  );

  it('rejects the row that the end of the file cuts, with a warning', () => {
    const report = read('# "ioc_value","ioc_type"\n"gate.kolvarent.top","domain"\n"evil.kolvarent.t');
    expect(values(report)).toEqual(['domain gate.kolvarent.top']);
    expect(report.rejected).toMatchObject([{ reason: 'incomplete: the file ends inside this row' }]);
    expect(codes(report)).toEqual(['truncated']);
  });

  it('takes a last row that only misses its line end', () => {
    const report = read('# "ioc_value","ioc_type"\n"gate.kolvarent.top","domain"');
    expect(report).toMatchObject({ indicators: [{ value: 'gate.kolvarent.top' }], rejected: [] });
    expect(codes(report)).toEqual([]);
  });
});

interface Row {
  ioc_value: string;
  ioc_type: string;
  malware_printable: string;
  confidence_level: string;
  reference: string;
}
const NAMES = ['ioc_value', 'ioc_type', 'malware_printable', 'confidence_level', 'reference'] as const;

const row: fc.Arbitrary<Row> = fc.record({
  ioc_value: fc.stringMatching(/^[a-z]{3,12}\.kolvarent\.top$/),
  ioc_type: fc.constant('domain'),
  malware_printable: fc.constantFrom('Remcos', 'Cobalt Strike', 'A "quoted", family', "L'été"),
  confidence_level: fc.integer({ min: 0, max: 100 }).map(String),
  reference: fc.string().map((text) => text.replace(/[\r\n]/g, ' ')),
});

describe('an export of random records', () => {
  it('reads back what was written: CSV in any order of columns, export and answer as JSON', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(row, { selector: ({ ioc_value }) => ioc_value, minLength: 1, maxLength: 30 }),
        fc.shuffledSubarray([...NAMES], { minLength: NAMES.length }),
        fc.constantFrom(',', ', '),
        (rows, columns, comma) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const lines = rows.map((record) => columns.map((name) => quoted(record[name])).join(comma));
          const csv = [`# ${columns.map(quoted).join(',')}`, ...lines, `# Number of entries: ${rows.length}`, ''].join(
            '\n',
          );
          const written = rows.map(({ ioc_value, malware_printable, confidence_level }) => [
            ioc_value,
            malware_printable,
            Number(confidence_level),
          ]);
          const exported = Object.fromEntries(rows.map((record, id) => [String(id + 1), [record]]));
          const answer = {
            data: rows.map(({ ioc_value, ...rest }) => ({ ioc: ioc_value, ...rest })),
            query_status: 'ok',
          };
          for (const text of [csv, JSON.stringify(exported), JSON.stringify(answer, null, 1)]) {
            const report = read(text);
            const found = report.indicators.map(({ value, family, confidence }) => [value, family, confidence]);
            expect(found).toEqual(written);
            expect(report.rejected).toEqual([]);
            expect(codes(report)).toEqual([]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a hostile feed', () => {
  const records = (...items: string[]) => `{"query_status":"ok","data":[${items.join(',')}]}`;
  const good = '{"ioc":"gate.kolvarent.top","ioc_type":"domain"}';

  it.each([
    [
      'a record nested too deep',
      `{"ioc":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      `nested deeper than ${MAX_DEPTH}`,
    ],
    ['a record that is too large', `{"ioc":"${'x'.repeat(1_100_000)}"}`, 'larger than 1 MB'],
    ['a record that is no JSON', '{"ioc":tru}', 'malformed JSON'],
    ['a bare line end in a string', '{"ioc":"a\nb"}', 'malformed JSON'],
    ['a record without a value', '{"ioc":null,"ioc_type":{}}', 'has no value'],
    ['a number for a value', '{"ioc":1e999,"ioc_type":"domain"}', 'not a valid domain'],
    ['something else than a record', '7', 'not a record'],
  ])('rejects %s, and reads on', (_what, item, reason) => {
    const report = read(records(good, item, '{"ioc":"next.kolvarent.top","ioc_type":"domain"}'));
    expect(values(report)).toEqual(['domain gate.kolvarent.top', 'domain next.kolvarent.top']);
    expect(report.rejected).toHaveLength(1);
    expect(report.rejected[0]?.reason).toContain(reason);
    expect((report.rejected[0]?.value ?? '').length).toBeLessThanOrEqual(300);
  });

  it.each([
    ['a missing comma', `[${good} ${good}]`, 'malformed'],
    ['NUL between records', `[${good},\0${good}]`, 'malformed'],
    ['lists without end', `[${good},${'['.repeat(1_000_000)}`, 'truncated'],
    ['objects without end', `{"query_status":"ok","1":[${good}],${'"a":{'.repeat(100_000)}`, 'truncated'],
  ])('stops at %s and keeps what came before', (_what, text, code) => {
    const report = read(text);
    expect(values(report)).toEqual(['domain gate.kolvarent.top']);
    expect(codes(report)).toEqual([code]);
  });

  it('is not led astray by the names of prototypes and by keys that occur twice', () => {
    const report = read(
      records(
        '{"__proto__":{"ioc":"a.kolvarent.top"},"constructor":1,"ioc":"x.com","ioc":"b.kolvarent.top","ioc_type":"domain"}',
      ),
    );
    expect(values(report)).toEqual(['domain b.kolvarent.top']);
  });

  it('rejects broken rows and long lines of CSV, and reads on', () => {
    const report = read(
      [
        '# "ioc_value","ioc_type"',
        '"never closed,"domain',
        'lonely',
        `"${'x'.repeat(1_200_000)}`,
        '"a.kolvarent.top","domain","more"',
        '"b.kolvarent.top", "domain"',
        '',
      ].join('\n'),
    );
    expect(values(report)).toEqual(['domain a.kolvarent.top', 'domain b.kolvarent.top']);
    expect(report.rejected.map(({ reason }) => reason)).toEqual([
      'the row is broken: a quote is not closed',
      'the row is broken: 1 of 2 cells',
      'the line is longer than 1 MB',
    ]);
    expect(codes(report)).toEqual(['broken-row', 'extra-cells']);
  });
});

it('is known by the hash of its bytes', () => {
  const bytes = fixture('urlhaus-recent.csv');
  expect(read(bytes).sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
});
