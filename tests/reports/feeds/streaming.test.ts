import fc from 'fast-check';
import { Collector } from '../../../scripts/reports/extraction/collector.js';
import { THREATFOX } from '../../../scripts/reports/feeds/abuse-ch.js';
import { detectFeed } from '../../../scripts/reports/feeds/detect.js';
import { readFeed } from '../../../scripts/reports/feeds/feed.js';
import { MAX_DEPTH } from '../../../scripts/reports/feeds/json-records.js';
import { FeedRecords } from '../../../scripts/reports/feeds/records.js';
import { codes, fixture, OPTIONS, pieces, read, values } from './reading.js';

const FILES = [
  'threatfox-full.csv',
  'threatfox-answer.json',
  'threatfox-export.json',
  'urlhaus-recent.csv',
  'malwarebazaar-recent.csv',
  'feodo-blocklist.csv',
  'misp-event.json',
  'stix-bundle.json',
  'otx-pulse.json',
];

describe('a feed in pieces', () => {
  it.each(FILES)('%s reads the same in pieces of any size', async (file) => {
    const bytes = fixture(file);
    const whole = await read(bytes, bytes.length);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), async (length) => {
        expect(await read(bytes, length)).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });

  it('keeps letters whole that a piece cuts through', async () => {
    const text = '# "ioc_value","ioc_type","malware_printable"\n"münchen-gate.de","domain","Špión 🦊"\n';
    const report = await read(text, 1);
    expect(report.indicators).toMatchObject([{ value: 'xn--mnchen-gate-thb.de', family: 'Špión 🦊' }]);
    const wide = await read(Buffer.from(`\ufeff${text}`, 'utf16le'), 3);
    expect(wide.indicators).toEqual(report.indicators);
  });
});

describe('a feed that is cut', () => {
  it.each(['threatfox-full.csv', 'urlhaus-recent.csv', 'threatfox-answer.json', 'otx-pulse.json', 'stix-bundle.json'])(
    '%s keeps its complete records, whatever the last byte',
    async (file) => {
      const bytes = fixture(file);
      const whole = values(await read(bytes));
      const feed = detectFeed(bytes);
      if (feed === undefined) throw new Error('not a feed');
      let longest = 0;
      for (let length = 0; length < bytes.length; length += 7) {
        const cut = await readFeed(feed, pieces(bytes.subarray(0, length), 65_536), OPTIONS);
        expect(values(cut)).toEqual(whole.slice(0, cut.indicators.length));
        expect(cut.indicators.length).toBeGreaterThanOrEqual(longest);
        longest = cut.indicators.length;
        if (file.endsWith('.json') && length > 0 && length < bytes.length - 2)
          expect(codes(cut)).toContain('truncated');
      }
      expect(longest).toBeGreaterThanOrEqual(whole.length - 1);
    },
  );

  it('rejects the row that the end of the file cuts, with a warning', async () => {
    const report = await read('# "ioc_value","ioc_type"\n"gate.kolvarent.top","domain"\n"evil.kolvarent.t');
    expect(values(report)).toEqual(['domain gate.kolvarent.top']);
    expect(report.rejected).toMatchObject([{ reason: 'incomplete: the file ends inside this row' }]);
    expect(codes(report)).toEqual(['truncated']);
  });

  it('takes a last row that only misses its line end', async () => {
    const report = await read('# "ioc_value","ioc_type"\n"gate.kolvarent.top","domain"');
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
  it('reads back what was written: CSV in any order of columns, export and answer as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(row, { selector: ({ ioc_value }) => ioc_value, minLength: 1, maxLength: 30 }),
        fc.shuffledSubarray([...NAMES], { minLength: NAMES.length }),
        fc.constantFrom(',', ', '),
        async (rows, columns, comma) => {
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
            const report = await read(text, 97);
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
  ])('rejects %s, and reads on', async (_what, item, reason) => {
    const report = await read(records(good, item, '{"ioc":"next.kolvarent.top","ioc_type":"domain"}'));
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
  ])('stops at %s and keeps what came before', async (_what, text, code) => {
    const report = await read(text, 65_536);
    expect(values(report)).toEqual(['domain gate.kolvarent.top']);
    expect(codes(report)).toEqual([code]);
  });

  it('is not led astray by the names of prototypes and by keys that occur twice', async () => {
    const report = await read(
      records(
        '{"__proto__":{"ioc":"a.kolvarent.top"},"constructor":1,"ioc":"x.com","ioc":"b.kolvarent.top","ioc_type":"domain"}',
      ),
    );
    expect(values(report)).toEqual(['domain b.kolvarent.top']);
  });

  it('rejects broken rows and long lines of CSV, and reads on', async () => {
    const report = await read(
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

  it.each([
    ['CSV without a line end', '# "ioc_value","ioc_type"\n', 'x'],
    ['quotes', '# "ioc_value","ioc_type"\n', '"'],
    ['commas', '# "ioc_value","ioc_type"\n', ','],
    ['backslashes in JSON', '[{"ioc":"a.com","ioc_type":"domain"},{"ioc_type":"domain","ioc":"', '\\'],
    ['opening brackets', '[{"ioc":"a.com","ioc_type":"domain"},{"ioc_type":"domain","ioc":', '['],
    ['digits', '[{"ioc":"a.com","ioc_type":"domain"},{"ioc_type":"domain","ioc":', '9'],
    ['tiny records', '[{"ioc_type":"domain","ioc":"a"}', `,${' '.repeat(50)}{}`],
  ])('takes ten times the time for ten times the input: %s', async (_what, start, repeated) => {
    const time = async (count: number) => {
      const bytes = Buffer.from(start + repeated.repeat(count / repeated.length));
      const begin = performance.now();
      await read(bytes);
      return performance.now() - begin;
    };
    await time(100_000);
    const small = await time(300_000);
    const large = await time(3_000_000);
    expect(large).toBeLessThan(40 * Math.max(small, 5));
  });

  it('refuses more values than fit in memory', () => {
    const feed = new FeedRecords(new Collector(OPTIONS), 3);
    const add = (name: string) => feed.add(`${name}.kolvarent.top`, 'domain', {});
    for (const name of ['a', 'b', 'c', 'c']) add(name);
    expect(() => add('d')).toThrow(expect.objectContaining({ code: 'feed-too-large', exitCode: 1 }));
  });
});

describe('readFeed', () => {
  it('hashes the bytes and tells its progress', async () => {
    const bytes = fixture('urlhaus-recent.csv');
    const seen: number[] = [];
    const feed = detectFeed(bytes);
    if (feed === undefined) throw new Error('not a feed');
    const onProgress = (count: number) => seen.push(count);
    const report = await readFeed(feed, pieces(bytes, 500), { ...OPTIONS, onProgress });
    expect(report.sha256).toBe((await import('node:crypto')).createHash('sha256').update(bytes).digest('hex'));
    expect(seen.at(-1)).toBe(bytes.length);
    expect(seen[0]).toBe(500);
  });

  it('stops when it is aborted, and lets go of its input', async () => {
    const controller = new AbortController();
    let isOpen = true;
    const endless = (async function* () {
      try {
        for (;;) yield Buffer.from('"a.kolvarent.top","domain"\n');
      } finally {
        isOpen = false;
      }
    })();
    const feed = { name: THREATFOX.name, parser: () => ({ write: () => undefined, end: () => undefined }) };
    const onProgress = (count: number) => {
      if (count > 1_000) controller.abort();
    };
    await expect(readFeed(feed, endless, { ...OPTIONS, signal: controller.signal, onProgress })).rejects.toThrow(
      'abort',
    );
    expect(isOpen).toBe(false);
  });
});
