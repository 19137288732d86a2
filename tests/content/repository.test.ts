import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadRepository, readContent, readWatchlist } from '../../scripts/content/repository.js';
import { YamlFile } from '../../scripts/content/yaml/yaml-file.js';

const rule = (kind: string) => `id: 0b3c1f0e-6f5e-4c62-9a55-2f1d8a6d7e11
kind: ${kind}
name: A rule
description: Finds things.
severity: Low
query: DnsEvents
${/nrt/i.test(kind) ? '' : 'requiredDataConnectors: []\nqueryFrequency: 1h\nqueryPeriod: 1h\ntriggerOperator: gt\ntriggerThreshold: 0\n'}`;

const LIST = 'watchlistAlias: abc\ndisplayName: A list\nprovider: Us\nitemsSearchKey: Key\n';

it.each([
  ['scheduled', 'Scheduled'],
  ['NRT', 'NRT'],
  ['nrt', 'NRT'],
])('a rule of the kind %s is a rule of the kind %s', (written, kind) => {
  const loaded = readContent('analytic-rule', YamlFile.parse('analytic-rules/r.yaml', rule(written)));
  expect('value' in loaded && loaded.value.value.kind).toBe(kind);
});

describe('a repository', () => {
  const root = mkdtempSync(join(tmpdir(), 'content-'));
  beforeAll(() => {
    const files = {
      'analytic-rules/r.yaml': rule('NRT'),
      'functions/f.yaml': 'id: f\nfunctionAlias: GetRows\nname: Rows\nquery: T\n',
      'hunts/h.yaml': 'id: h\nname: A hunt\ndescription: Finds things.\nquery: T\n',
      'hunts/wrong.yaml': 'id: w\n- x\n',
      'hunts/missing.yaml': 'id: m\nname: A hunt\nquery: T\n',
      'templates/t.yaml': 'id: t\n',
      'templates/t.tests.yaml': 'tests: []\n',
      'watchlists/abc.yaml': LIST,
      'watchlists/abc.csv': '\uFEFFKey\r\n1\r\n',
      'watchlists/alone.yaml': LIST.replace('abc', 'alone'),
    };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('is its good files by kind, and what is wrong with the others', () => {
    const loaded = loadRepository(root);
    const lists = [loaded.analyticRules, loaded.functions, loaded.huntingQueries, loaded.watchlists];
    expect(lists.map((list) => list.map(({ file }) => file))).toEqual([
      ['analytic-rules/r.yaml'],
      ['functions/f.yaml'],
      ['hunts/h.yaml'],
      ['watchlists/abc.yaml'],
    ]);
    expect(loaded.watchlists[0]).toMatchObject({
      itemsFile: 'watchlists/abc.csv',
      items: { header: ['Key'], rows: [{ cells: ['1'] }] },
    });
    expect(loaded.diagnostics.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'schema hunts/missing.yaml',
      'yaml-syntax hunts/wrong.yaml',
      'watchlist-items watchlists/alone.yaml',
    ]);
    expect(loaded.root).toBe(root);
  });

  it('counts the files of what is deployed: not templates, but the items of lists', () => {
    expect(loadRepository(root).fileCount).toBe(8);
  });
});

describe('the items of a list', () => {
  const findings = (items: string | undefined, definition = LIST) => {
    const loaded = readWatchlist(YamlFile.parse('watchlists/abc.yaml', definition), items);
    return 'diagnostics' in loaded ? loaded.diagnostics : [];
  };
  const lineOf = (line: number, end: number) => ({ start: { line, column: 1 }, end: { line, column: end } });
  const START = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  const error = { severity: 'error', effect: 'blocked', file: 'watchlists/abc.csv' };

  it('are fine', () => {
    expect(findings('Key,Note\r\n1,"a;b;c"\r\n')).toEqual([]);
    expect(findings('\r\n\nKey\n1\n')).toEqual([]);
  });

  it('are missing', () => {
    expect(findings(undefined)).toEqual([
      {
        ...error,
        code: 'watchlist-items',
        message: 'watchlists/abc.csv is missing',
        file: 'watchlists/abc.yaml',
        range: START,
        help: 'Put the items in a CSV file of that name, with a header.',
      },
    ]);
  });

  it.each(['', '\r\n\n'])('are none in %j', (text) => {
    expect(findings(text)).toEqual([
      {
        ...error,
        code: 'watchlist-items',
        message: 'watchlists/abc.csv is empty',
        range: START,
        help: 'Write a header with the names of the columns, and the items below it.',
      },
    ]);
  });

  it('are not UTF-8', () => {
    expect(findings('Key\r\nM\uFFFDller\r\n')).toEqual([
      {
        ...error,
        code: 'csv-syntax',
        message: 'The file is not UTF-8: a character of this line cannot be read',
        range: lineOf(2, 7),
        help: 'Save the file as UTF-8. A character that reads \uFFFD afterwards is lost: write it again.',
      },
    ]);
    expect(findings('\uFFFDKey\r\n')[0]?.range).toEqual(lineOf(1, 5));
  });

  it('have the marks of a conflict', () => {
    expect(findings('Key\r\n1\r\n<<<<<<< ours\r\n2\r\n=======\r\n3\r\n>>>>>>> theirs\r\n')).toEqual([
      {
        ...error,
        code: 'csv-syntax',
        message: 'The file has conflict markers: git could not join two versions of it',
        range: lineOf(3, 13),
        help: 'Choose between the parts and remove the lines <<<<<<<, ======= and >>>>>>>. Of a list, `sentinel merge` joins both versions.',
      },
    ]);
  });

  it('are separated by something else than commas', () => {
    expect(findings('\r\nKey;Note\r\n1;2\r\n')).toEqual([
      {
        ...error,
        code: 'csv-syntax',
        message: 'The cells are separated by semicolons; write commas',
        range: lineOf(2, 9),
        help: 'Save the file as CSV with commas; quote cells that hold a comma.',
      },
    ]);
  });

  it('have a quote without its end', () => {
    expect(findings('Key\r\n1\r\n"2\r\n')).toEqual([
      {
        ...error,
        code: 'csv-syntax',
        message: expect.stringMatching(/^This is not valid CSV: ./),
        range: lineOf(3, 3),
        help: 'Quote cells that hold a comma, a quote or a line end, and double the quotes inside.',
      },
    ]);
  });

  it('are not looked at where the definition is wrong', () => {
    expect(findings(undefined, 'watchlistAlias: [').map(({ code }) => code)).toEqual(['yaml-syntax']);
    expect(findings(undefined, LIST.replace('provider: Us\n', '')).map(({ code }) => code)).toEqual(['schema']);
  });
});
