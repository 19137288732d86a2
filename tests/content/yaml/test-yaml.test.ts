import { parseDocument } from 'yaml';
import type { ContentTest } from '../../../scripts/content/model.js';
import { testItems, withAddedTests } from '../../../scripts/content/yaml/test-yaml.js';

const test = (more: Partial<ContentTest> = {}): ContentTest => ({
  name: 'finds-it',
  logs: { Syslog: [{ Computer: 'a', EventTime: '2026-05-07T10:00:00Z' }, { Computer: 'b' }] },
  expect: { rows: 0 },
  ...more,
});

describe('tests as YAML', () => {
  it('have a row a line, and one line for an expectation', () => {
    const tests = [
      test({
        watchlists: { 'ioc-ip': [{ Indicator: '1.1.1.1' }], 'ioc-url': 'rows.csv' },
        expect: { rows: 1, where: { A: 1 }, columns: ['A', 'B'], entities: { Host: ['a'] } },
      }),
      test({ logs: { Syslog: 'logs/a.json' } }),
    ];
    expect(testItems(tests, 2)).toBe(`  - name: finds-it
    logs:
      Syslog:
        - {Computer: a, EventTime: 2026-05-07T10:00:00Z}
        - {Computer: b}
    expect:
      rows: 1
      where: {A: 1}
      columns: [A, B]
      entities: {Host: [a]}
    watchlists:
      ioc-ip:
        - {Indicator: 1.1.1.1}
      ioc-url: rows.csv
  - name: finds-it
    logs:
      Syslog: logs/a.json
    expect: {rows: 0}
`);
  });

  it('never break a row, however long, nor name one by an anchor', () => {
    const row = { Text: 'word '.repeat(60).trimEnd() };
    expect(testItems([test({ logs: { Syslog: [row, row] } })], 0)).toBe(`- name: finds-it
  logs:
    Syslog:
      - {Text: ${row.Text}}
      - {Text: ${row.Text}}
  expect: {rows: 0}
`);
  });
});

describe('tests that are added', () => {
  const add = (text: string) =>
    withAddedTests(text, parseDocument(text), [{ name: 'new', logs: {}, expect: { rows: 0 } }]);
  const NEW = 'name: new\n    logs: {}\n    expect: {rows: 0}';

  it('come at the end of a file without any', () => {
    expect(add('id: a\n')).toBe(`id: a\ntests:\n  - ${NEW}\n`);
    expect(add('id: a')).toBe(`id: a\ntests:\n  - ${NEW}\n`);
    expect(add('id: a\n\n\n')).toBe(`id: a\ntests:\n  - ${NEW}\n`);
  });

  it('come after the last one, indented as the first, with all else as it was', () => {
    expect(add('tests:\n  - name: old # why\n\n# about the version\nversion: 1\n')).toBe(
      `tests:\n  - name: old # why\n  - ${NEW}\n\n# about the version\nversion: 1\n`,
    );
    expect(add('tests:\n- name: old\n')).toBe(`tests:\n- name: old\n- ${NEW.replaceAll('\n    ', '\n  ')}\n`);
    expect(add('tests:\n    - name: old\nversion: 1\n')).toBe(
      `tests:\n    - name: old\n    - ${NEW.replaceAll('\n    ', '\n      ')}\nversion: 1\n`,
    );
  });

  it.each(['tests: [{name: old}]\n', 'tests: []\n', 'tests: none\n', 'tests:\n  - plain\n'])(
    'are none where the list is written otherwise: %j',
    (text) => expect(add(text)).toBe(text),
  );
});
