import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { folder } from '../scenarios/cli';
import { Editor, HUNT, HUNT_FILE, REPOSITORY } from './editor';

let root: string;
let uri: string;
let editor: Editor;
let program: string;

beforeEach(async () => {
  // Stands for the command line: what it prints is the answer to its arguments.
  program = join(folder({ 'program.js': PROGRAM }), 'program.js');
  root = folder(REPOSITORY);
  uri = pathToFileURL(join(root, HUNT_FILE)).href;
  editor = new Editor(root, program);
});
afterEach(() => {
  editor.connection.dispose();
  rmSync(root, { recursive: true, force: true });
});

const PROGRAM = `
const [verb, file, , root] = process.argv.slice(2);
const range = { start: { line: 25, column: 5 }, end: { line: 25, column: 9 } };
const tests = [{ outcome: 'failed', name: 'one', message: verb + ' ' + file, range }, { outcome: 'passed', name: 'two' }];
console.log(JSON.stringify({ tests, summary: { passed: 1, failed: 1, notRun: 0 } }));
`;

it('says what it can do', async () => {
  expect(await editor.start(root)).toEqual({
    serverInfo: { name: 'sentinel-content' },
    capabilities: {
      textDocumentSync: { openClose: true, change: 2, save: true },
      completionProvider: { triggerCharacters: ['|', '.', '"', "'", ' '] },
      hoverProvider: true,
      definitionProvider: true,
      documentFormattingProvider: true,
      codeLensProvider: {},
      executeCommandProvider: { commands: ['sentinel.runTests'] },
    },
  });
});

it('tells what validate says, as one types, and writes nothing', async () => {
  await editor.start(root);
  expect(await editor.open(uri, HUNT)).toEqual([]);
  expect(await editor.change(uri, 2, HUNT.replace('Name in (names)', 'Nmae in (names)'))).toEqual([
    expect.objectContaining({ code: 'KS142', severity: 1, source: 'sentinel' }),
  ]);
  expect(await editor.change(uri, 3, HUNT)).toEqual([]);
  expect(readFileSync(join(root, HUNT_FILE), 'utf8')).toBe(HUNT);
});

it('forgets the findings of a file that is closed', async () => {
  await editor.start(root);
  await editor.open(uri, HUNT.replace('Name in (names)', 'Nmae in (names)'));
  const textDocument = { uri };
  expect(
    await editor.findingsAfter(() => editor.connection.sendNotification('textDocument/didClose', { textDocument })),
  ).toEqual([]);
});

it('reads the repository again when another file changes or is saved', async () => {
  await editor.start(root);
  const text = HUNT.replace('project Indicator', 'project Value');
  expect(await editor.open(uri, text)).toMatchObject([{ code: 'KS142' }]);
  writeFileSync(join(root, 'watchlists/ioc-domain.csv'), 'Indicator,Value\r\n');
  expect(
    await editor.findingsAfter(() =>
      editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [] }),
    ),
  ).toEqual([]);
  writeFileSync(join(root, 'watchlists/ioc-domain.csv'), 'Indicator\r\n');
  const textDocument = { uri };
  expect(
    await editor.findingsAfter(() => editor.connection.sendNotification('textDocument/didSave', { textDocument })),
  ).toMatchObject([{ code: 'KS142' }]);
});

it('says that the configuration is bad, and answers nothing', async () => {
  writeFileSync(join(root, 'sentinel.config.yaml'), 'hunts: both\n');
  await editor.start(root);
  const textDocument = { uri, languageId: 'yaml', version: 1, text: HUNT };
  await editor.connection.sendNotification('textDocument/didOpen', { textDocument });
  expect(await editor.ask('codeLens', uri)).toEqual([]);
  expect(await editor.ask('hover', uri, { position: { line: 10, character: 5 } })).toBeNull();
  expect(editor.messages[0]).toBe("sentinel.config.yaml:1:8 hunts cannot be 'both' One of: auto, family, table.");
});

it('leaves alone what is outside of the repository, or on no disk', async () => {
  await editor.start(root);
  for (const other of [pathToFileURL(join(root, '..', 'hunts', 'a.yaml')).href, 'untitled:hunts/a.yaml']) {
    const textDocument = { uri: other, languageId: 'yaml', version: 1, text: HUNT };
    await editor.connection.sendNotification('textDocument/didOpen', { textDocument });
    expect(await editor.ask('codeLens', other)).toEqual([]);
  }
  expect(await editor.ask('codeLens', uri)).toEqual([]);
});

it('takes the repository of the folder that the editor has open', async () => {
  const elsewhere = folder({});
  editor.connection.dispose();
  editor = new Editor(elsewhere, program);
  await editor.start(join(root, 'hunts', 'bad'));
  expect(await editor.open(uri, HUNT.replace('Name in', 'Nmae in'))).toMatchObject([{ code: 'KS142' }]);
  rmSync(elsewhere, { recursive: true });
});

it('answers each question about the text as it is in the editor', async () => {
  await editor.start(root);
  await editor.open(uri, HUNT);
  const position = (text: string, behind: number) => {
    const before = HUNT.slice(0, HUNT.indexOf(text) + behind).split('\n');
    return { position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
  };
  expect(await editor.ask('completion', uri, position('"ioc-domain"', 1))).toMatchObject([{ label: 'ioc-domain' }]);
  expect(await editor.ask('hover', uri, position('Name in', 1))).toEqual({
    contents: { kind: 'plaintext', value: 'Name: string' },
  });
  expect(await editor.ask('definition', uri, position('"ioc-domain"', 3))).toMatchObject({
    uri: pathToFileURL(join(root, 'watchlists/ioc-domain.yaml')).href,
  });
  expect(await editor.ask('codeLens', uri)).toHaveLength(1);
  const cramped = HUNT.replace('| where Name in (names)', '|where Name in(names)');
  await editor.change(uri, 2, cramped);
  const options = { tabSize: 2, insertSpaces: true };
  expect(await editor.ask('formatting', uri, { options })).toMatchObject([{ newText: expect.any(String) }]);
});

describe('the command that runs tests', () => {
  const run = (command: string, ...args: unknown[]) =>
    editor.connection.sendRequest('workspace/executeCommand', { command, arguments: args });

  it('says what came of them, and shows what failed beside the findings', async () => {
    await editor.start(root);
    await editor.open(uri, HUNT.replace('columnName: ClientIP', 'columnName: Client'));
    const found = await editor.findingsAfter(() => run('sentinel.runTests', HUNT_FILE));
    expect(editor.messages).toEqual([`${HUNT_FILE}: 1 passed, 1 failed, 0 not run`]);
    expect(found).toEqual([
      expect.objectContaining({ code: 'unknown-column' }),
      {
        range: { start: { line: 24, character: 4 }, end: { line: 24, character: 8 } },
        severity: 1,
        code: 'test-failed',
        source: 'sentinel',
        message: `one: test ${HUNT_FILE}`,
      },
    ]);
  });

  it('only says so of a file that is not open', async () => {
    await editor.start(root);
    await run('sentinel.runTests', HUNT_FILE);
    expect(editor.messages).toEqual([`${HUNT_FILE}: 1 passed, 1 failed, 0 not run`]);
  });

  it('is the only one, and takes a file', async () => {
    await editor.start(root);
    await run('sentinel.other', HUNT_FILE);
    await run('sentinel.runTests', 7);
    expect(editor.messages).toEqual([]);
  });
});
