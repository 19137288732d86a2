import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { complete } from '../../scripts/editor/completion';
import { ContentDocument } from '../../scripts/editor/document';
import { codeLenses, definition, format, hover, toEditorDiagnostic } from '../../scripts/editor/features';
import { Project } from '../../scripts/editor/project';
import { folder } from '../scenarios/cli';
import { HUNT, HUNT_FILE, REPOSITORY } from './editor';

const LIST = `Indicator,Report\r\nbad.example,"reports/a.md@01"\r\nx,reports/../../etc/passwd\r\ny,reports/none.md\r\n`;
const root = folder(REPOSITORY);
const project = new Project(root, new Date('2026-05-31'));
const hunt = new ContentDocument(HUNT_FILE, HUNT);
afterAll(() => rmSync(root, { recursive: true }));

/** Where a text begins, or so many characters behind it. */
function at(text: string, behind = 0, of = HUNT) {
  const start = of.indexOf(text);
  expect(start).toBeGreaterThanOrEqual(0);
  const before = of.slice(0, start + behind).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

describe('completion', () => {
  const labels = (text: string, behind: number, document = hunt) =>
    complete(document, at(text, behind, document.text), project).map(({ label }) => label);

  it.each<[string, number, string[]]>([
    ['"ioc-domain"', 1, ['ioc-domain']],
    ['identifier: Address', 13, ['Address']],
    ['columnName: ClientIP', 14, ['TimeGenerated', 'Name', 'ClientIP']],
    ['version', 1, []],
    ['version: 1.0.0', 11, []],
    ['name: Look', 8, []],
  ])('at %s, %i characters on', (text, behind, expected) => expect(labels(text, behind)).toEqual(expected));

  it.each([
    ['Name in', 2, 'Name'],
    ['CommandAndControl', 3, 'LateralMovement'],
    ['T1071.004', 2, 'T1568'],
    ['entityType: IP', 13, 'Host'],
    ['- DnsEvents', 4, 'SigninLogs'],
  ])('at %s, %i characters on, has %s', (text, behind, label) => expect(labels(text, behind)).toContain(label));

  it('knows the severities and the columns that details of an alert come from', () => {
    const fields = 'severity: H\nalertDetailsOverride:\n  alertTacticsColumnName: N\n  alertSeverityColumnName: N\n';
    const rule = new ContentDocument('analytic-rules/a.yaml', HUNT + fields);
    expect(labels('severity: H', 11, rule)).toEqual(['High', 'Medium', 'Low', 'Informational']);
    for (const field of ['alertTacticsColumnName: N', 'alertSeverityColumnName: N'])
      expect(labels(field, field.length, rule)).toEqual(['TimeGenerated', 'Name', 'ClientIP']);
  });

  it('replaces the value, and shows and finds it by what it means', () => {
    const items = complete(hunt, at('T1071.004', 2), project);
    expect(items.find(({ label }) => label === 'T1568')).toEqual({
      label: 'T1568',
      detail: 'Dynamic Resolution',
      filterText: 'T1568 Dynamic Resolution',
      kind: 20,
      textEdit: { range: { start: at('T1071.004'), end: at('T1071.004', 9) }, newText: 'T1568' },
    });
    const [first] = complete(hunt, at('identifier: Address', 13), project);
    expect(first).toEqual({
      ...{ label: 'Address', filterText: 'Address', kind: 20 },
      textEdit: { range: { start: at('Address'), end: at('Address', 7) }, newText: 'Address' },
    });
  });

  it('of tactics is sorted, each once', () => {
    const tactics = labels('CommandAndControl', 3);
    expect(tactics).toEqual([...new Set(tactics)].sort());
  });

  it('of a query replaces the word, in the order of likelihood, with the caret where one goes on', () => {
    const items = complete(hunt, at('Name in', 2), project);
    const column = items.find(({ label }) => label === 'Name');
    expect(column).toMatchObject({
      ...{ kind: 5, insertTextFormat: 2 },
      textEdit: { range: { start: at('Name in'), end: at('Name in', 4) }, newText: expect.stringMatching(/^Name/) },
    });
    expect(items.map(({ sortText }) => sortText)).toEqual(items.map((_, index) => String(index).padStart(5, '0')));
    const called = items.find(({ textEdit }) => textEdit?.newText.includes('('));
    expect(called?.textEdit?.newText).toContain('$0');
  });
});

describe('the meaning under the caret', () => {
  it('is that of a name of the query', () => {
    expect(hover(hunt, at('Name in', 1), project)).toEqual({ contents: { kind: 'plaintext', value: 'Name: string' } });
    expect(hover(hunt, at('| where TimeGenerated', 1), project)).toBeNull();
  });

  it('is that of a technique, all of it', () => {
    expect(hover(hunt, at('T1071.004', 1), project)).toEqual({
      contents: { kind: 'plaintext', value: 'DNS (CommandAndControl)' },
      range: { start: at('T1071.004'), end: at('T1071.004', 9) },
    });
    expect(hover(hunt, at('version: 1', 10), project)).toBeNull();
    expect(hover(hunt, at('version', 1), project)).toBeNull();
  });
});

describe('the place that a name leads to', () => {
  const START = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const file = (path: string) => ({ uri: pathToFileURL(join(root, path)).href, range: START });
  const CALL = '_GetWatchlist("ioc-domain';

  it.each([
    [-1, false],
    [0, true],
    [CALL.length, true],
    [CALL.length + 1, false],
  ])('is the list of a query, %i characters from the call', (behind, leads) => {
    const found = definition(hunt, at(CALL, behind), project);
    expect(found).toEqual(leads ? file('watchlists/ioc-domain.yaml') : null);
  });

  it('is none where there is no such list', () => {
    const other = new ContentDocument(HUNT_FILE, HUNT.replace('ioc-domain', 'ioc-other'));
    expect(definition(other, at('ioc-other', 2, other.text), project)).toBeNull();
  });

  it.each([
    ['reports/a.md', -1, false],
    ['reports/a.md', 0, true],
    ['reports/a.md', 12, true],
    ['reports/a.md', 13, false],
    ['reports/..', 4, false],
    ['reports/none', 4, false],
  ])('is the report that a row names: %s, %i characters on', (text, behind, leads) => {
    const list = new ContentDocument('watchlists/ioc-domain.csv', LIST);
    expect(definition(list, at(text, behind, LIST), project)).toEqual(leads ? file('reports/a.md') : null);
  });

  it('is none in an empty file', () => {
    expect(definition(new ContentDocument('a.csv', ''), { line: 0, character: 0 }, project)).toBeNull();
  });
});

describe('a query in canonical layout', () => {
  it('leaves the rest of the file to the byte', () => {
    const cramped = HUNT.replace('| where Name in (names)', '|where Name in (names)');
    expect(format(new ContentDocument(HUNT_FILE, cramped))).toEqual([
      {
        range: { start: { line: 0, character: 0 }, end: { line: HUNT.split('\n').length - 1, character: 0 } },
        newText: HUNT,
      },
    ]);
  });

  it('changes nothing where it is laid out', () => expect(format(hunt)).toEqual([]));
});

describe('the line above the tests', () => {
  const titles = (text: string) =>
    codeLenses(new ContentDocument(HUNT_FILE, text)).map(({ command }) => command?.title);

  it('runs them', () => {
    expect(codeLenses(hunt)).toEqual([
      {
        range: { start: at('tests:'), end: at('tests:', 5) },
        command: { title: 'Run the test', command: 'sentinel.runTests', arguments: [HUNT_FILE] },
      },
    ]);
    expect(titles('tests: [a, b]\n')).toEqual(['Run 2 tests']);
  });

  it.each(['tests: []\n', 'tests: a\n', '- tests\n', 'id: a\n'])('is not there for %j', (text) =>
    expect(titles(text)).toEqual([]),
  );
});

describe('a finding in the editor', () => {
  const range = { start: { line: 2, column: 3 }, end: { line: 2, column: 5 } };
  const finding = { code: 'schema', effect: 'refused' as const, message: 'It is wrong', file: 'a.yaml', range };

  it.each([
    ['error', 1],
    ['warning', 2],
    ['info', 3],
  ] as const)('of the severity %s', (severity, level) => {
    expect(toEditorDiagnostic({ ...finding, severity, help: 'Right it.' })).toEqual({
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 4 } },
      severity: level,
      code: 'schema',
      codeDescription: { href: expect.stringMatching(/docs\/checks\/schema\.md$/) },
      source: 'sentinel',
      message: 'It is wrong\nRight it.',
    });
  });

  it('without help is its message alone', () => {
    expect(toEditorDiagnostic({ ...finding, severity: 'error', help: '' }).message).toBe('It is wrong');
  });
});
